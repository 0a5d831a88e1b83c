import { useTranslation } from 'react-i18next';
import type { PublishedContractState } from '#shared/api/contractBridge.ts';
import { Amount } from '../../parts/Amount.tsx';
import { countText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import styles from './Contracts.module.css';

/** What came in by month, the newest first, a bar for each. */
export function IncomeBars({ income }: { readonly income: PublishedContractState['income'] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const month = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const shown = income.slice(-12).reverse();
  const most = shown.reduce((high, { amount }) => (amount > high ? amount : high), 1n);
  const total = shown.reduce((sum, { amount }) => sum + amount, 0n);
  return (
    <div className="stack">
      <p>
        <Amount units={total} size="large" named />{' '}
        <span className="muted">{t('contracts/seller/incomeTotal')}</span>
      </p>
      <ul className={styles.bars}>
        {shown.map((each) => (
          <li key={each.month}>
            <span className="muted">{month.format(new Date(`${each.month}-15T00:00:00Z`))}</span>
            <span className={styles.track}>
              <svg aria-hidden="true" viewBox="0 0 1000 1" preserveAspectRatio="none">
                <rect width={Number((each.amount * 1000n) / most)} height="1" />
              </svg>
            </span>
            <span>
              <Amount units={each.amount} size="small" />{' '}
              <span className="muted small">
                {t('contracts/seller/payments', {
                  count: each.payments,
                  value: countText(each.payments, locale),
                })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
