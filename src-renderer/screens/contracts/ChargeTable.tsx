import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RehearsalState } from '#shared/api/contractBridge.ts';
import { Amount } from '../../parts/Amount.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import styles from './Review.module.css';

type Charge = RehearsalState['charges'][number];

/** Each payment of the rehearsed year: when, who pays whom, how much. */
export function ChargeTable({ rehearsal }: { readonly rehearsal: RehearsalState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [begin] = useState(() => Date.now());
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const nameOf = (side: Charge['toLabel'], name: string | null) =>
    name ??
    (side === 'creator'
      ? t('contracts/review/partySeller')
      : side === 'contract'
        ? t('contracts/review/partyContract')
        : side === 'applicant'
          ? t('contracts/review/partyYou')
          : t('contracts/review/partyOther'));
  const who = ({ own, fromLabel, toLabel, toName }: Charge) => {
    if (own) return t('contracts/review/youTo', { who: nameOf(toLabel, toName) });
    if (toLabel === 'applicant') return t('contracts/review/toYou', { who: nameOf(fromLabel, null) });
    return t('contracts/review/between', { from: nameOf(fromLabel, null), to: nameOf(toLabel, toName) });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of fields is something else
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={styles.charges} tabIndex={0} role="group" aria-label={t('contracts/review/seeAll')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('contracts/review/tableWhen')}</th>
            <th scope="col">{t('contracts/review/tableWho')}</th>
            <th scope="col">{t('contracts/review/tableAmount')}</th>
          </tr>
        </thead>
        <tbody>
          {rehearsal.charges.slice(0, 400).map((charge, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the payments of one rehearsal never change their order
            <tr key={at}>
              <td>{day.format(begin + charge.date)}</td>
              <td>{who(charge)}</td>
              <td>
                <Amount units={charge.amount} size="small" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
