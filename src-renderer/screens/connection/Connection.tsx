import { Loader } from '@mantine/core';
import { IconKey, IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../../parts/Logo.tsx';
import { useApp } from '../../stores/appStore.ts';
import styles from './Connection.module.css';

function Page({
  icon,
  title,
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

/** The web shell does not know this browser. */
export function NotLetIn() {
  const { t } = useTranslation();
  return (
    <Page icon={<IconKey size={28} stroke={1.75} />} title={t('connection/unknownTitle')}>
      <p>{t('connection/unknownText')}</p>
      <p className={styles.sample}>http://127.0.0.1:…/open?token=…</p>
      <p className="muted">{t('connection/unknownAgain')}</p>
    </Page>
  );
}

/** Before the app's first answer; normally too short to be seen. */
export function Starting({ broken }: { readonly broken: boolean }) {
  const { t } = useTranslation();
  if (broken) {
    return (
      <Page icon={<IconPlugConnectedX size={28} stroke={1.75} />} title={t('connection/brokenTitle')}>
        <p>{t('connection/brokenText')}</p>
      </Page>
    );
  }
  return (
    <main className={styles.page}>
      <div className={styles.starting}>
        <Logo size={56} />
        <h1 className="hidden-label">{t('connection/starting')}</h1>
      </div>
    </main>
  );
}

/** Small and out of the way: the window goes on showing what it knows. */
export function ConnectionNote() {
  const { t } = useTranslation();
  const lost = useApp((state) => state.connection === 'lost');
  return (
    <div className={styles.noteArea} role="status">
      {lost && (
        <div className={styles.note}>
          <Loader size={16} color="var(--warning)" />
          <div>
            <strong>{t('connection/lost')}</strong>
            <p className="small muted">{t('connection/lostHint')}</p>
          </div>
        </div>
      )}
    </div>
  );
}
