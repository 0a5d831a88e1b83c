import { Button } from '@mantine/core';
import { IconCoins } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../parts/Empty.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import {
  keyOf,
  loadActivity,
  loadMoreActivity,
  useActivity,
  useActivityStore,
} from '../../stores/activityStore.ts';
import { goTo } from '../../stores/routeStore.ts';
import { ActivityDrawer } from './ActivityDrawer.tsx';
import { ActivityRow } from './ActivityRow.tsx';
import styles from './Wallet.module.css';

export function ActivityPanel({ account }: { readonly account: number }) {
  const { t } = useTranslation();
  const { entries, more, loading, fault } = useActivity(account);
  const isKnown = useActivityStore((state) => state.byAccount[account] !== undefined);
  const [openKey, setOpenKey] = useState<string | null>(null);
  const open = entries.find((entry) => keyOf(entry) === openKey) ?? null;

  useEffect(() => {
    if (!isKnown) void loadActivity(account);
  }, [account, isKnown]);

  return (
    <Panel title={t('wallet/activity')} flush>
      {fault && (
        <div style={{ padding: '0 24px 16px' }}>
          <FaultNotice
            fault={fault}
            action={
              <Button size="compact-sm" onClick={() => void loadActivity(account)}>
                {t('common/tryAgain')}
              </Button>
            }
          />
        </div>
      )}
      {entries.length === 0 && loading && (
        <div aria-busy="true">
          <span className="hidden-label">{t('common/loading')}</span>
          <div className={styles.skeleton} />
          <div className={styles.skeleton} />
        </div>
      )}
      {entries.length === 0 && !loading && !fault && (
        <Empty
          icon={<IconCoins size={24} stroke={1.75} />}
          title={t('wallet/emptyTitle')}
          text={t('wallet/emptyText')}
        >
          <Button variant="filled" onClick={() => goTo('mining')}>
            {t('wallet/emptyMine')}
          </Button>
          <Button onClick={() => goTo('receive')}>{t('wallet/emptyReceive')}</Button>
        </Empty>
      )}
      {entries.length > 0 && (
        <ul className={styles.rows} aria-label={t('wallet/activity')}>
          {entries.map((entry) => (
            <li key={keyOf(entry)}>
              <ActivityRow entry={entry} onOpen={() => setOpenKey(keyOf(entry))} />
            </li>
          ))}
        </ul>
      )}
      {more && (
        <div className={styles.more}>
          <Button variant="subtle" loading={loading} onClick={() => void loadMoreActivity(account)}>
            {t('common/showMore')}
          </Button>
        </div>
      )}
      <ActivityDrawer entry={open} onClose={() => setOpenKey(null)} />
    </Panel>
  );
}
