import { Button, Modal, PasswordInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '../../bridge.ts';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useAction } from '../../parts/useAction.ts';
import { WordGrid } from '../../parts/WordGrid.tsx';
import styles from './Settings.module.css';

export function Backup() {
  const { t } = useTranslation();
  const [revealing, reveal] = useDisclosure(false);
  const [exported, setExported] = useState<string | null>(null);
  const { busy, fault, run } = useAction();

  const save = async () => {
    const { name, text } = await bridge.call('wallet.exportVault', {});
    const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    setExported(name);
  };

  return (
    <Panel title={t('settings/backup')}>
      <p className={styles.lead}>{t('settings/backupText')}</p>
      <div className={styles.row}>
        <div>
          <h3>{t('words/title')}</h3>
          <p className="muted small">{t('words/who')}</p>
        </div>
        <div>
          <Button onClick={reveal.open}>{t('settings/reveal')}</Button>
        </div>
      </div>
      <div className={styles.row}>
        <div>
          <h3>{t('settings/exportVault')}</h3>
          <p className="muted small" role="status">
            {exported === null ? t('settings/exportText') : t('settings/exported', { name: exported })}
          </p>
        </div>
        <div>
          <Button loading={busy} onClick={() => void run(save)}>
            {t('settings/exportVault')}
          </Button>
        </div>
      </div>
      <FaultNotice fault={fault} />
      <Modal opened={revealing} onClose={reveal.close} title={t('settings/reveal')} size={560}>
        <Reveal onClose={reveal.close} />
      </Modal>
    </Panel>
  );
}

/** The words stay in this dialog only: closing it forgets them. */
function Reveal({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [words, setWords] = useState<readonly string[] | null>(null);
  const { busy, fault, run } = useAction();
  if (words) {
    return (
      <div className="stack">
        <Notice tone="warning">{t('words/who')}</Notice>
        <WordGrid words={words} startShown />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="filled" onClick={onClose}>
            {t('common/done')}
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (password === '') return;
        void run(async () => setWords((await bridge.call('wallet.revealWords', { password })).words));
      }}
    >
      <p className="muted">{t('settings/revealText')}</p>
      <PasswordInput
        label={t('common/password')}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        maxLength={1024}
        visibilityToggleButtonProps={{ 'aria-label': t('common/showPassword'), tabIndex: 0 }}
        data-autofocus
      />
      <FaultNotice fault={fault} />
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button onClick={onClose}>{t('common/cancel')}</Button>
        <Button type="submit" variant="filled" disabled={password === ''} loading={busy}>
          {t('settings/revealDo')}
        </Button>
      </div>
    </form>
  );
}
