import { Button, PasswordInput } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '#shared/api/bridgeDrafts.ts';
import type { Refusal } from '../../locales/faultText.ts';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import styles from './Send.module.css';

interface Props {
  readonly draft: Pick<Draft, 'message' | 'passwordNeeded'>;
  readonly fault: Refusal | null;
  readonly busy: boolean;
  readonly needsPassword: boolean;
  readonly password: string;
  readonly onPassword: (password: string) => void;
  readonly passwordLabel: string;
  readonly onBack: () => void;
  /** What the button says that signs. */
  readonly children: ReactNode;
}

/** The end of every sheet that is signed: password where it is asked for, back or approve, and the bytes. */
export function Decision({
  draft,
  fault,
  busy,
  needsPassword,
  password,
  onPassword,
  passwordLabel,
  onBack,
  children,
}: Props) {
  const { t } = useTranslation();
  return (
    <>
      {needsPassword && (
        <PasswordInput
          label={passwordLabel}
          value={password}
          onChange={(event) => onPassword(event.currentTarget.value)}
          autoComplete="current-password"
          maxLength={1024}
          visibilityToggleButtonProps={{ 'aria-label': t('common/showPassword'), tabIndex: 0 }}
          data-first-focus
        />
      )}
      <FaultNotice fault={fault?.code === 'wallet.passwordNeeded' && draft.passwordNeeded ? null : fault} />
      <div className={styles.decide}>
        <Button
          leftSection={<IconArrowLeft size={18} stroke={1.75} />}
          size="md"
          disabled={busy}
          onClick={onBack}
        >
          {t('common/back')}
        </Button>
        <Button
          type="submit"
          variant="filled"
          size="md"
          loading={busy}
          disabled={needsPassword && password === ''}
          data-first-focus={needsPassword ? undefined : true}
        >
          {children}
        </Button>
      </div>
      <Disclosure label={t('review/bytes')}>
        <div className="between">
          <code className={styles.bytes}>{draft.message}</code>
          <CopyButton compact text={draft.message} label={`${t('common/copy')}: ${t('review/bytes')}`} />
        </div>
      </Disclosure>
    </>
  );
}
