import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RehearsalState } from '#shared/api/contractBridge.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Curve } from '../../parts/Curve.tsx';
import { chargePattern, partedCharges } from '../../parts/chargePattern.ts';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { Notice } from '../../parts/FaultNotice.tsx';
import { amountText, countText } from '../../parts/numberText.ts';
import { spanText } from '../../parts/spanText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { ChargeTable } from './ChargeTable.tsx';
import styles from './Review.module.css';

const YEAR = 365.25 * 86_400_000;
const COIN = 100_000_000;
const SPELLS_SHOWN = 3;

interface Props {
  readonly rehearsal: RehearsalState;
  /** Of applying; null where nobody applies yet, as in the editor. */
  readonly applyFee: Units | null;
  /** Who reads it: the applicant, or who writes the contract. */
  readonly perspective?: 'applicant' | 'seller';
}

/** What it costs now, what it will cost, and how sure that is. */
export function RehearsedCost({ rehearsal, applyFee, perspective = 'applicant' }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const own = rehearsal.charges.filter((charge) => charge.own);
  const { now, nowCount, later } = partedCharges(own);
  const spells = chargePattern(later);
  const inTime = (date: number): string =>
    date === 0
      ? t('contracts/review/atOnce')
      : t('contracts/review/inTime', { time: spanText(date, locale) });
  const fees = (applyFee ?? 0n) + rehearsal.transferFee * BigInt(nowCount);
  return (
    <>
      {!rehearsal.bounded && (
        <Notice tone="danger">
          <strong>{t('contracts/review/unboundedTitle')}</strong>
          <p>{t('contracts/review/unboundedText')}</p>
          <ul className={styles.reasons}>
            {rehearsal.reasons.map((reason) => (
              <li key={reason}>{t(`contracts/unbounded/${reason}`)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <section className={styles.part}>
        <h2>{perspective === 'seller' ? t('contracts/review/nowSeller') : t('contracts/review/now')}</h2>
        <p className={styles.price}>
          {now === 0n ? t('contracts/review/nothingNow') : <Amount units={now} size="large" named />}
        </p>
        {fees > 0n && (
          <p className="muted">{t('contracts/review/fees', { fee: amountText(fees, locale) })}</p>
        )}
      </section>
      <section className={styles.part}>
        <h2>{t('contracts/review/later')}</h2>
        {spells.length === 0 && <p>{t('contracts/review/nothingLater')}</p>}
        <ul className={styles.spells}>
          {spells.slice(0, SPELLS_SHOWN).map(({ amount, first, every, count }) => (
            <li key={first}>
              <Amount units={amount} size="normal" named />
              <span className="muted">
                {every === null
                  ? t('contracts/review/irregular', { count, first: inTime(first) })
                  : t('contracts/review/spell', {
                      count,
                      every: spanText(every, locale),
                      first: inTime(first),
                    })}
              </span>
            </li>
          ))}
        </ul>
        {spells.length > SPELLS_SHOWN && <p className="muted">{t('contracts/review/more')}</p>}
        {rehearsal.total > 0n && <YearCurve rehearsal={rehearsal} />}
        {rehearsal.refusedAt !== null && (
          <Notice tone="warning">
            {t('contracts/review/runsOut', { when: inTime(rehearsal.refusedAt) })}
          </Notice>
        )}
        {perspective === 'applicant' && (
          <p className="muted small">
            {t('contracts/review/ifToday', { balance: amountText(rehearsal.balance, locale) })}
          </p>
        )}
        {rehearsal.charges.length > 0 && (
          <Disclosure label={t('contracts/review/seeAll')}>
            <ChargeTable rehearsal={rehearsal} />
            {rehearsal.chargeCount > rehearsal.charges.length && (
              <p className="muted small">
                {t('contracts/review/cut', {
                  shown: countText(rehearsal.charges.length, locale),
                  all: countText(rehearsal.chargeCount, locale),
                })}
              </p>
            )}
          </Disclosure>
        )}
      </section>
    </>
  );
}

function YearCurve({ rehearsal }: { readonly rehearsal: RehearsalState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [begin] = useState(() => Date.now());
  const { dates, values } = useMemo(() => {
    const last = rehearsal.curve.at(-1)?.paid ?? 0n;
    const points = [...rehearsal.curve, { date: YEAR, paid: last }];
    if (points[0]?.date !== 0) points.unshift({ date: 0, paid: 0n });
    return {
      dates: points.map(({ date }) => begin + date),
      values: points.map(({ paid }) => Number(paid) / COIN),
    };
  }, [rehearsal, begin]);
  const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
  return (
    <figure className={styles.figure}>
      <figcaption className="between">
        <span className="muted">{t('contracts/review/year')}</span>
        <Amount units={rehearsal.total} size="normal" named />
      </figcaption>
      <Curve
        label={t('contracts/review/curve')}
        dates={dates}
        values={values}
        height={120}
        valueText={(value) => number.format(value)}
        steps
      />
      {rehearsal.returned > 0n && (
        <p className="small">
          <Amount units={rehearsal.returned} size="small" named /> {t('contracts/review/yearReturned')}
        </p>
      )}
    </figure>
  );
}
