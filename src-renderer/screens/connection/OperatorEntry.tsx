import { Button, PasswordInput } from '@mantine/core';
import { IconServer2 } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keepKey } from '../../pageKey.ts';
import styles from './Connection.module.css';

type Refusal = { readonly kind: 'wrong' | 'silent' } | { readonly kind: 'wait'; readonly seconds: number };

/** The way into the operator's screens of a headless pool. */
export function OperatorEntry() {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'Coco';
  }, []);

  const enter = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      const answer = await fetch('/login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        credentials: 'same-origin',
        body: JSON.stringify({ password }),
      });
      if (answer.status === 200) {
        const { key } = (await answer.json()) as { key: string };
        keepKey(key);
        window.location.reload();
        return;
      }
      const seconds = Number(answer.headers.get('retry-after') ?? 0);
      setRefusal(seconds > 0 ? { kind: 'wait', seconds } : { kind: 'wrong' });
    } catch {
      setRefusal({ kind: 'silent' });
    }
    setPassword('');
    setBusy(false);
  };

  const words =
    refusal === null
      ? undefined
      : refusal.kind === 'wait'
        ? t('operator/entryWait', { seconds: String(refusal.seconds) })
        : t(refusal.kind === 'wrong' ? 'operator/entryWrong' : 'operator/entrySilent');
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <span className={styles.icon} aria-hidden="true">
          <IconServer2 size={28} stroke={1.75} />
        </span>
        <h1>{t('operator/entryTitle')}</h1>
        <p>{t('operator/entryText')}</p>
        <form
          className={`stack ${styles.entry}`}
          onSubmit={(event) => {
            event.preventDefault();
            if (password !== '' && !busy) void enter();
          }}
        >
          <PasswordInput
            label={t('operator/entryPassword')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={words}
            autoComplete="current-password"
            maxLength={1024}
            autoFocus
          />
          <Button type="submit" variant="filled" loading={busy} disabled={password === ''}>
            {t('operator/entryOpen')}
          </Button>
        </form>
      </div>
    </main>
  );
}
