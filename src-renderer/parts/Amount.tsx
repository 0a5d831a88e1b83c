import { useTranslation } from 'react-i18next';
import type { Units } from '#shared/protocol/amounts.ts';
import styles from './Amount.module.css';
import { amountPieces } from './numberText.ts';
import { useLocale } from './useLocale.ts';

interface Props {
  readonly units: Units;
  readonly size?: 'small' | 'normal' | 'large' | 'hero';
  /** Shows a plus, too, and colours what came in. */
  readonly signed?: boolean;
  /** Adds the word "coins". */
  readonly named?: boolean;
}

/** An amount of coins with all eight decimals, those that are zero dimmed, in digits of equal width. */
export function Amount({ units, size = 'normal', signed = false, named = false }: Props) {
  const { t } = useTranslation();
  const { negative, whole, decimals, zeros } = amountPieces(units, useLocale());
  const sign = negative ? '−' : signed && units > 0n ? '+' : '';
  return (
    <span className={styles.amount} data-size={size} data-gain={(signed && units > 0n) || undefined}>
      {sign}
      {whole}
      {decimals}
      <span className={styles.zeros}>{zeros}</span>
      {named && (
        <span className={styles.unit}> {t('common/coins', { count: units === 100_000_000n ? 1 : 2 })}</span>
      )}
    </span>
  );
}
