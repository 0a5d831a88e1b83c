import { Button, FileButton, PasswordInput } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VAULT_LIMIT } from '#shared/api/bridge.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { bridge } from '../../bridge.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { useAction } from '../../parts/useAction.ts';
import styles from './Welcome.module.css';

/** A wallet from the file that was exported once: chosen, and opened with the password that it had then. */
export function ImportVault({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [password, setPassword] = useState('');
  const { busy, fault, run } = useAction();
  const open = async (chosen: File) => {
    if (chosen.size > VAULT_LIMIT) throw new Fault('wallet.vaultFile', { part: 'size' });
    await bridge.call('wallet.importVault', { text: await chosen.text(), password });
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== null && password !== '') void run(() => open(file));
      }}
    >
      <div className="row wrap">
        <FileButton accept=".json,application/json" onChange={setFile}>
          {(props) => (
            <Button {...props} leftSection={<IconFileUpload size={18} stroke={1.75} />}>
              {t('words/fileChoose')}
            </Button>
          )}
        </FileButton>
        <span className="muted">{file?.name ?? t('words/fileNone')}</span>
      </div>
      <PasswordInput
        label={t('words/filePassword')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        maxLength={1024}
        visibilityToggleButtonProps={{ 'aria-label': t('common/showPassword'), tabIndex: 0 }}
      />
      <FaultNotice fault={fault} />
      <p className="muted small" role="status">
        {busy ? t('newPassword/working') : t('words/fileNote')}
      </p>
      <div className={styles.foots}>
        <Button onClick={onBack} disabled={busy}>
          {t('common/back')}
        </Button>
        <Button type="submit" variant="filled" disabled={file === null || password === ''} loading={busy}>
          {t('newPassword/restore')}
        </Button>
      </div>
    </form>
  );
}
