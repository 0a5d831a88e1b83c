import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import styles from './Contracts.module.css';

/** In a contract's row: how many of its runs went wrong; nothing for none. */
export function TroubleCount({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  if (count === 0) return null;
  return (
    <span className={styles.trouble}>
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
      {t('contracts/mine/troubles', { count })}
    </span>
  );
}
