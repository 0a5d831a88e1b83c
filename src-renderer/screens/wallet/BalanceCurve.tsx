import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import { formatCoins } from '#shared/protocol/amounts.ts';
import { isFault } from '#shared/protocol/fault.ts';
import { bridge } from '../../bridge.ts';
import { Curve } from '../../parts/Curve.tsx';
import { roundedText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import styles from './Wallet.module.css';

const POINTS = 240;

interface Points {
  readonly dates: readonly number[];
  readonly values: readonly number[];
}

/** The balance over time; drawn anew when the balance changes. Nothing where there is no history yet. */
export function BalanceCurve({ account }: { readonly account: AccountState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [points, setPoints] = useState<Points | null>(null);
  const { index, balance } = account;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed balance is why the curve is read again
  useEffect(() => {
    let current = true;
    bridge
      .call('balance.curve', { account: index, points: POINTS })
      .then((curve) => {
        if (!current) return;
        setPoints({
          dates: curve.points.map(({ date }) => date),
          // Drawn only: no amount is ever computed from these.
          values: curve.points.map((point) => Number(formatCoins(point.balance))),
        });
      })
      .catch((error) => {
        if (!isFault(error)) throw error;
      });
    return () => {
      current = false;
    };
  }, [index, balance]);

  if (!points || points.dates.length < 2) return null;
  return (
    <div className={styles.curve}>
      <Curve
        label={t('wallet/curve')}
        dates={points.dates}
        values={points.values}
        height={148}
        valueText={(value) => roundedText(value, locale)}
        steps
      />
    </div>
  );
}
