import { Button } from '@mantine/core';
import { IconPlayerPlayFilled, IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { MiningState } from '#shared/api/bridge.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { Curve } from '../../parts/Curve.tsx';
import { useClock } from '../../parts/clock.ts';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { durationText, exactTime, ratePieces, rateText } from '../../parts/numberText.ts';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { loadRates, startMining, stopMining, useMining } from '../../stores/miningStore.ts';
import { useAccount, useWallets } from '../../stores/walletsStore.ts';
import styles from './Mining.module.css';
import { MiningSettings } from './MiningSettings.tsx';
import { RoundPanel } from './RoundPanel.tsx';
import { SharesPanel } from './SharesPanel.tsx';

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
          <SharesPanel mining={mining} />
          <RoundPanel mining={mining} />
        </div>
        <MiningSettings mining={mining} />
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
            {isOn && mining.startedAt !== null && (
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
          <Button
            size="lg"
            loading={busy}
            leftSection={<IconPlayerStopFilled size={20} />}
            onClick={() => void run(stopMining)}
          >
            {t('mining/stop')}
          </Button>
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
      {mining.reason && <Notice tone="warning">{words(mining.reason)}</Notice>}
      <FaultNotice fault={fault} />
      <RateCurve />
    </section>
  );
}

function Rate({ mining }: { readonly mining: MiningState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (mining.hashRate === null) return <p className={styles.measuring}>{t('mining/rateNone')} …</p>;
  const { number, unit } = ratePieces(mining.hashRate, locale);
  const tries = Number(mining.blockDifficulty);
  const perBlock = mining.hashRate > 0 && Number.isFinite(tries) ? tries / mining.hashRate : null;
  return (
    <>
      <p className={styles.rate}>
        <span className="hidden-label">{t('mining/rate')}: </span>
        {number} <span className={styles.unit}>{unit}</span>
      </p>
      {perBlock !== null && (
        <p className="muted small">{t('mining/nextBlock', { time: durationText(perBlock, locale) })}</p>
      )}
    </>
  );
}

function Running({ since }: { readonly since: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const time = useClock((now) => durationText(Math.max(1, Math.round((now - since) / 1000)), locale));
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
    <Curve
      label={t('mining/curve')}
      dates={rates.map(({ date }) => date)}
      values={rates.map(({ rate }) => rate)}
      height={160}
      valueText={(value) => rateText(value, locale)}
    />
  );
}
