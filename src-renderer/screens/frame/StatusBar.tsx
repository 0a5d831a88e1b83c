import { Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ChainState } from '#shared/api/bridgeStates.ts';
import { countText, rateText } from '../../parts/numberText.ts';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { useIsOperator } from '../../stores/appStore.ts';
import { useChain } from '../../stores/chainStore.ts';
import { useMining } from '../../stores/miningStore.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { openPalette } from './openPalette.ts';
import styles from './StatusBar.module.css';

export function StatusBar() {
  const { t } = useTranslation();
  const isOperator = useIsOperator();
  return (
    <header className={styles.bar}>
      <ChainStatus />
      <div className={styles.right}>
        <MiningStatus />
        {!isOperator && (
          <Tooltip label={t('bar/search')}>
            <UnstyledButton className={styles.search} aria-label={t('bar/search')} onClick={openPalette}>
              <IconSearch size={16} stroke={1.75} />
              <Kbd size="xs">{navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl'} K</Kbd>
            </UnstyledButton>
          </Tooltip>
        )}
        <AccountMenu />
      </div>
    </header>
  );
}

function ChainStatus() {
  const { t } = useTranslation();
  const locale = useLocale();
  const chain = useChain((state) => state.chain);
  if (!chain) return <div />;
  const { status } = chain.connection;
  return (
    <div className={styles.chain}>
      <span className={styles.network}>{chain.network}</span>
      <span className={styles.dot} aria-hidden="true">
        ·
      </span>
      <span className="tabular">{t('bar/block', { id: countText(chain.tip.id, locale) })}</span>
      <span className={styles.dot} aria-hidden="true">
        ·
      </span>
      <RelativeTime date={chain.tip.minedDate} />
      <PoolStatus chain={chain} />
      {status !== 'connected' && (
        <span className={styles.trouble} role="status">
          {status === 'lost' ? t('bar/poolLost') : t('bar/poolConnecting')}
        </span>
      )}
    </div>
  );
}

/** Through which pool, where it is not this app's own. */
function PoolStatus({ chain }: { readonly chain: ChainState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { kind, domain, latency, status } = chain.connection;
  if (kind === 'embedded' || status !== 'connected') return null;
  const ms = latency === null ? '' : t('pools/latency', { ms: countText(latency, locale) });
  return (
    <>
      <span className={styles.dot} aria-hidden="true">
        ·
      </span>
      <a
        className={styles.pool}
        href={hrefOf('pools')}
        aria-label={
          ms === '' ? t('pools/barNone', { pool: domain }) : t('pools/bar', { pool: domain, latency: ms })
        }
      >
        <span className={styles.poolName}>{domain}</span>
        {ms !== '' && <span className="tabular"> {ms}</span>}
      </a>
    </>
  );
}

function MiningStatus() {
  const { t } = useTranslation();
  const locale = useLocale();
  const mining = useMining((state) => state.mining);
  if (!mining || mining.status === 'stopped') return null;
  const text =
    mining.status === 'paused'
      ? t('bar/miningPaused')
      : mining.hashRate === null
        ? t('bar/miningStarting')
        : t('bar/mining', { rate: rateText(mining.hashRate, locale) });
  return (
    <a
      className={styles.mining}
      href={hrefOf('mining')}
      data-paused={mining.status === 'paused' || undefined}
    >
      <span className={styles.live} aria-hidden="true" />
      <span className="tabular">{text}</span>
    </a>
  );
}
