import { Button, Modal, PasswordInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '../../bridge.ts';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { NewPassword } from '../../parts/NewPassword.tsx';
import { useAction } from '../../parts/useAction.ts';
import styles from './Settings.module.css';

export function ChangePassword() {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure(false);
  const [changed, setChanged] = useState(false);
  const [damaged, setDamaged] = useState<string | null>(null);
  return (
    <>
      <div className={styles.row}>
        <div>
          <h3>{t('common/password')}</h3>
          <p className="muted small" role="status">
            {changed ? t('settings/passwordChanged') : t('newPassword/noReset')}
          </p>
        </div>
        <div>
          <Button onClick={dialog.open}>{t('settings/changePassword')}</Button>
        </div>
        <Modal opened={opened} onClose={dialog.close} title={t('settings/changePassword')}>
          <Form
            onClose={dialog.close}
            onChanged={(left) => {
              setChanged(true);
              setDamaged(left);
              dialog.close();
            }}
          />
        </Modal>
      </div>
      {damaged !== null && <Damaged path={damaged} onDropped={() => setDamaged(null)} />}
    </>
  );
}

/** Nothing is deleted that the person did not ask to. */
function Damaged({ path, onDropped }: { readonly path: string; readonly onDropped: () => void }) {
  const { t } = useTranslation();
  const { busy, fault, run } = useAction();
  return (
    <>
      <Notice
        tone="warning"
        action={
          <Button
            size="compact-sm"
            loading={busy}
            onClick={() => void run(() => bridge.call('wallet.dropDamaged', {}), onDropped)}
          >
            {t('settings/damagedDrop')}
          </Button>
        }
      >
        {t('settings/damagedLeft', { path })}
      </Notice>
      <FaultNotice fault={fault} />
    </>
  );
}

interface FormProps {
  readonly onClose: () => void;
  /** With the damaged file that the old password still opens, if there is one. */
  readonly onChanged: (damaged: string | null) => void;
}

function Form({ onClose, onChanged }: FormProps) {
  const { t } = useTranslation();
  const [old, setOld] = useState('');
  const [next, setNext] = useState<string | null>(null);
  const { busy, fault, run } = useAction();
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (old === '' || next === null) return;
        void run(async () =>
          onChanged((await bridge.call('wallet.changePassword', { old, new: next })).damaged),
        );
      }}
    >
      <PasswordInput
        label={t('settings/oldPassword')}
        value={old}
        onChange={(event) => setOld(event.currentTarget.value)}
        autoComplete="current-password"
        maxLength={1024}
        visibilityToggleButtonProps={{ 'aria-label': t('common/showPassword'), tabIndex: 0 }}
        data-autofocus
      />
      <NewPassword onChange={setNext} />
      <FaultNotice fault={fault} />
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button onClick={onClose}>{t('common/cancel')}</Button>
        <Button type="submit" variant="filled" disabled={old === '' || next === null} loading={busy}>
          {t('settings/changePassword')}
        </Button>
      </div>
    </form>
  );
}
