import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { hrefOf } from '../../stores/routeStore.ts';
import styles from './Explorer.module.css';
import { SearchField } from './SearchField.tsx';

interface Props {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
}

/** Every page of the explorer: where one is, and the way to anywhere else. */
export function ExplorerHead({ title, lead, children }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <SearchField />
      <nav className={styles.crumbs} aria-label={t('explorer/title')}>
        <a href={hrefOf('explorer')}>{t('explorer/allBlocks')}</a>
      </nav>
      <ScreenHead title={title} lead={lead}>
        {children}
      </ScreenHead>
    </>
  );
}
