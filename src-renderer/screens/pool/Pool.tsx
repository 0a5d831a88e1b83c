import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { PoolState } from '#shared/api/bridgeStates.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Notice } from '../../parts/FaultNotice.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { countText, percentText, rateText, roundedText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { loadBlocks, loadPayouts, usePool } from '../../stores/poolStore.ts';
import { BlocksPanel } from './BlocksPanel.tsx';
import { ContractFilesPanel } from './ContractFilesPanel.tsx';
import { FrontPanel } from './FrontPanel.tsx';
import { LogPanel } from './LogPanel.tsx';
import { MinersPanel } from './MinersPanel.tsx';
import { PayoutsPanel } from './PayoutsPanel.tsx';
import { PeersPanel } from './PeersPanel.tsx';
import styles from './Pool.module.css';
import { ServePanel } from './ServePanel.tsx';
import { TermsPanel } from './TermsPanel.tsx';

/** "Does my pool run, and for whom?" */
export function Pool() {
  const { t } = useTranslation();
  const pool = usePool((state) => state.pool);
  const isRead = usePool((state) => state.blocks !== null);
  useEffect(() => {
    if (isRead) return;
    void loadBlocks().catch(() => undefined);
    void loadPayouts().catch(() => undefined);
  }, [isRead]);
  if (!pool) return null;
  return (
    <>
      <ScreenHead title={t('pool/title')} />
      <div className="stack">
        {pool.rebuild && <RebuildNotice rebuild={pool.rebuild} />}
        <ServePanel pool={pool} />
        <div className={styles.columns}>
          <RoundPanel pool={pool} />
          <NetworkPanel pool={pool} />
        </div>
        <MinersPanel miners={pool.miners} />
        <BlocksPanel poolAddress={pool.address} />
        <PayoutsPanel />
        <PeersPanel peers={pool.peers} />
        <TermsPanel pool={pool} />
        <ContractFilesPanel pool={pool} />
        {pool.front && <FrontPanel front={pool.front} />}
        <LogPanel />
      </div>
    </>
  );
}

function RebuildNotice({ rebuild }: { readonly rebuild: NonNullable<PoolState['rebuild']> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { done, total } = rebuild;
  return (
    <Notice tone="info">
      {t('operator/rebuild', { done: countText(done, locale), total: countText(total, locale) })}
    </Notice>
  );
}

function RoundPanel({ pool }: { readonly pool: PoolState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { round, status } = pool;
  const expected = Number(round.expectedPoints);
  const part = Number.isFinite(expected) && expected > 0 ? round.points / expected : 0;
  return (
    <Panel
      title={t('pool/round')}
      aside={
        <span className="muted tabular">{t('pool/roundFor', { id: countText(round.blockId, locale) })}</span>
      }
    >
      <div className={styles.round}>
        <div
          className={styles.bar}
          role="img"
          aria-label={percentText(part, locale)}
          data-over={part > 1 || undefined}
        >
          <span style={{ width: `${Math.min(100, part * 100)}%` }} />
        </div>
        <Facts>
          <Fact name={t('pool/points')}>
            {round.points === 0
              ? t('mining/pointsNone')
              : `${roundedText(round.points, locale)} · ${percentText(part, locale)}`}
          </Fact>
          <Fact
            name={t('pool/expected')}
            hint={<Hint about={t('pool/expected')} text={t('pool/luckText')} />}
          >
            {roundedText(Number.isFinite(expected) ? expected : 0, locale)}
          </Fact>
          <Fact
            name={t('operator/effortNow')}
            hint={<Hint about={t('operator/effortNow')} text={t('operator/effortHint')} />}
          >
            {percentText(round.effort, locale)}
          </Fact>
          <Fact name={t('pool/roundBegan')}>
            <RelativeTime date={round.startedAt} />
          </Fact>
          <Fact name={t('pool/miners')}>{countText(status.miners, locale)}</Fact>
        </Facts>
      </div>
    </Panel>
  );
}

function NetworkPanel({ pool }: { readonly pool: PoolState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { status } = pool;
  return (
    <Panel title={t('pool/network')}>
      <Facts>
        <Fact name={t('pool/networkName')}>{status.network}</Fact>
        <Fact name={t('pool/tip')}>{countText(status.tip.id, locale)}</Fact>
        <Fact name={t('pool/hashRate')}>{rateText(status.hashRate, locale)}</Fact>
        <Fact name={t('pool/peers')}>{countText(status.peers, locale)}</Fact>
        <Fact
          name={t('pool/poolWallet')}
          hint={<Hint about={t('pool/poolWallet')} text={t('pool/poolWalletText')} />}
        >
          <Amount units={pool.balance} size="small" />
        </Fact>
      </Facts>
    </Panel>
  );
}
