import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { MiningState } from '#shared/api/bridgeStates.ts';
import { expectedTime } from '#shared/protocol/miningOdds.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { Curve } from '../../parts/Curve.tsx';
import { useClock } from '../../parts/clock.ts';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { durationText, exactTime, ratePieces, rateText, relativeText } from '../../parts/numberText.ts';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { loadRates, pauseMining, startMining, stopMining, useMining } from '../../stores/miningStore.ts';
import { useAccount, useWallets } from '../../stores/walletsStore.ts';
import { EarningsPanel } from './EarningsPanel.tsx';
import styles from './Mining.module.css';
import { MiningSettings } from './MiningSettings.tsx';
import { RoundPanel } from './RoundPanel.tsx';
import { RulesPanel } from './RulesPanel.tsx';
import { SharesPanel } from './SharesPanel.tsx';

/** The break that one click gives, ms. */
const PAUSE = 10 * 60_000;

/** "Is it mining, and how well?" */
export function Mining() {
  const { t } = useTranslation();
  const mining = useMining((state) => state.mining);
  if (!mining) return null;
  return (
    <>
      <ScreenHead title={t('mining/title')} />
      <div className="stack">
        <Machine mining={mining} />
        <div className={styles.columns}>
          <div className="stack">
            <SharesPanel mining={mining} />
            <RoundPanel mining={mining} />
          </div>
          <EarningsPanel mining={mining} />
        </div>
        <MiningSettings mining={mining} />
        <RulesPanel mining={mining} />
      </div>
    </>
  );
}

function Machine({ mining }: { readonly mining: MiningState }) {
  const { t } = useTranslation();
  const words = useFaultText();
  const account = useAccount();
  const earner = useWallets((state) => state.accounts.find(({ index }) => index === mining.account));
  const { busy, fault, run } = useAction();
  const isOn = mining.status !== 'stopped';
  const earns = (isOn ? earner : account)?.name ?? '';
  return (
    <section className={styles.machine} aria-label={t('mining/title')}>
      <div className={styles.top}>
        <div className={styles.now}>
          <p className={styles.status} role="status" data-large={!isOn || undefined}>
            <span className={styles.lamp} data-status={mining.status} aria-hidden="true" />
            {mining.status === 'stopped' && t('mining/stopped')}
            {mining.status === 'starting' && t('mining/starting')}
            {mining.status === 'mining' && t('mining/running', { account: earns })}
            {mining.status === 'paused' && t('mining/paused')}
            {isOn && mining.status !== 'paused' && mining.startedAt !== null && (
              <span className="muted">
                <Running since={mining.startedAt} />
              </span>
            )}
          </p>
          {isOn ? (
            <Rate mining={mining} />
          ) : (
            <p className="muted">{t('mining/stoppedText', { account: earns })}</p>
          )}
        </div>
        {isOn ? (
          <div className="row wrap">
            {mining.pausedUntil === null && (
              <Button
                size="lg"
                variant="subtle"
                leftSection={<IconPlayerPause size={20} stroke={1.75} />}
                onClick={() => void run(() => pauseMining(PAUSE))}
              >
                {t('mining/pauseFor')}
              </Button>
            )}
            <Button
              size="lg"
              loading={busy}
              leftSection={<IconPlayerStopFilled size={20} />}
              onClick={() => void run(stopMining)}
            >
              {t('mining/stop')}
            </Button>
          </div>
        ) : (
          <Button
            size="lg"
            variant="filled"
            loading={busy}
            disabled={!account}
            leftSection={<IconPlayerPlayFilled size={20} />}
            onClick={() => account && void run(() => startMining(account.index))}
          >
            {t('mining/start')}
          </Button>
        )}
      </div>
      {mining.pausedUntil !== null ? (
        <Notice
          tone="info"
          action={<Button onClick={() => void run(() => pauseMining(0))}>{t('mining/goOn')}</Button>}
        >
          <PausedUntil date={mining.pausedUntil} />
        </Notice>
      ) : (
        mining.reason && <Notice tone="warning">{words(mining.reason)}</Notice>
      )}
      <FaultNotice fault={fault} />
      <RateCurve />
    </section>
  );
}

function PausedUntil({ date }: { readonly date: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const time = useClock((now) => relativeText(Math.max(date, now), now, locale, t('common/justNow')));
  return <p>{t('mining/pausedUntil', { time })}</p>;
}

function Rate({ mining }: { readonly mining: MiningState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (mining.status === 'paused') return <p className={styles.measuring}>{t('mining/resting')}</p>;
  if (mining.hashRate === null) return <p className={styles.measuring}>{t('mining/rateNone')} …</p>;
  const { number, unit } = ratePieces(mining.hashRate, locale);
  const tries = Number(mining.blockDifficulty);
  const perBlock = expectedTime(tries, mining.hashRate);
  return (
    <>
      <p className={styles.rate}>
        <span className="hidden-label">{t('mining/rate')}: </span>
        {number} <span className={styles.unit}>{unit}</span>
      </p>
      <p className="muted small">
        {t('mining/rateCounted', { count: Math.floor((mining.rateSpan ?? 0) / 1000) })} ·{' '}
        {t('mining/with', { count: mining.threads })} · <span className="mono">{mining.kernel}</span>
      </p>
      {perBlock !== null && (
        <p className="muted small">
          {t('mining/nextBlock', { time: durationText(perBlock / 1000, locale) })}
        </p>
      )}
    </>
  );
}

function Running({ since }: { readonly since: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const time = useClock((now) => relativeText(Math.min(since, now), now, locale, t('common/justNow')));
  return <span title={exactTime(since, locale)}>{t('mining/since', { time })}</span>;
}

function RateCurve() {
  const { t } = useTranslation();
  const locale = useLocale();
  const rates = useMining((state) => state.rates);
  const isRead = rates !== null;
  useEffect(() => {
    if (!isRead) void loadRates().catch(() => undefined);
  }, [isRead]);
  if (rates === null || rates.length < 2) return null;
  return (
    <div>
      <p className="muted small" aria-hidden="true">
        {t('mining/curve')}
      </p>
      <Curve
        label={t('mining/curve')}
        dates={rates.map(({ date }) => date)}
        values={rates.map(({ rate }) => rate)}
        height={160}
        valueText={(value) => rateText(value, locale)}
      />
    </div>
  );
}
