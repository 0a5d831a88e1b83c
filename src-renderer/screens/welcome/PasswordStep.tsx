import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { NewPassword } from '../../parts/NewPassword.tsx';
import { useAction } from '../../parts/useAction.ts';
import styles from './Welcome.module.css';

interface Props {
  readonly verb: string;
  readonly onBack: () => void;
  readonly save: (password: string) => Promise<unknown>;
}

export function PasswordStep({ verb, onBack, save }: Props) {
  const { t } = useTranslation();
  const [password, setPassword] = useState<string | null>(null);
  const { busy, fault, run } = useAction();
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (password !== null) void run(() => save(password));
      }}
    >
      <NewPassword onChange={setPassword} autoFocus />
      <FaultNotice fault={fault} />
      <p className="muted small" role="status">
        {busy ? t('newPassword/working') : t('newPassword/noReset')}
      </p>
      <div className={styles.foots}>
        <Button onClick={onBack} disabled={busy}>
          {t('common/back')}
        </Button>
        <Button type="submit" variant="filled" disabled={password === null} loading={busy}>
          {verb}
        </Button>
      </div>
    </form>
  );
}
