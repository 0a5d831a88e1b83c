import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { KnownPool } from '#shared/api/connectionBridge.ts';
import styles from './Pools.module.css';

/** Whether others on the way can read along. */
export function LinkText({ link }: { readonly link: KnownPool['link'] }) {
  const { t } = useTranslation();
  const Icon = link === 'secure' ? IconLock : IconLockOpen;
  return (
    <span className={styles.link} data-link={link}>
      <Icon size={14} stroke={1.75} aria-hidden="true" />
      {t(`pools/link/${link}`)}
    </span>
  );
}
