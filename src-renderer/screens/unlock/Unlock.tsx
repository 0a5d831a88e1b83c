import { Button, PasswordInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bridge } from '../../bridge.ts';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Logo } from '../../parts/Logo.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useApp } from '../../stores/appStore.ts';
import styles from './Unlock.module.css';

export function Unlock() {
  const { t } = useTranslation();
  const folder = useApp((state) => state.app?.dataFolder ?? '');
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const { busy, fault, run } = useAction();

  useEffect(() => {
    document.title = 'Coco';
  }, []);
  useEffect(() => {
    if (fault) field.current?.select();
  }, [fault]);

  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Logo size={56} />
        <h1>{t('unlock/title')}</h1>
        <p className="muted">{t('unlock/lead')}</p>
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (password !== '') void run(() => bridge.call('wallet.unlock', { password }));
          }}
        >
          <PasswordInput
            ref={field}
            label={t('common/password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            maxLength={1024}
            error={fault !== null}
            visibilityToggleButtonProps={{ 'aria-label': t('common/showPassword'), tabIndex: 0 }}
            autoFocus
          />
          <FaultNotice fault={fault} />
          <Button
            type="submit"
            variant="filled"
            size="md"
            fullWidth
            disabled={password === ''}
            loading={busy}
          >
            {t('unlock/do')}
          </Button>
        </form>
        <div className={styles.forgot}>
          <Disclosure label={t('unlock/forgot')}>
            <p className="muted">{t('unlock/forgotText')}</p>
            <p className={styles.folder}>{folder}</p>
          </Disclosure>
        </div>
      </div>
    </main>
  );
}
