import { useTranslation } from 'react-i18next';
import type { UpdateDraft } from '#shared/api/bridgeDrafts.ts';
import { shortAddress } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { amountText, countText } from '../../parts/numberText.ts';
import { Table } from '../../parts/Table.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { useNameOf } from '../../stores/walletsStore.ts';
import styles from './Trust.module.css';

const SHOWN = 100;
const size = (units: bigint) => (units < 0n ? -units : units);

/** What every wallet has and will have; the largest differences stand first. */
export function UpdateContent({ draft }: { readonly draft: UpdateDraft }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { rows, difference } = draft;
  const largest = [...rows].sort((a, b) => {
    const less = size(b.difference) - size(a.difference);
    return less === 0n ? 0 : less > 0n ? 1 : -1;
  });
  const same = rows.filter((row) => row.difference === 0n).length;
  return (
    <section className={styles.sheet} aria-label={t('trust/diff/difference')}>
      <div className={styles.sheetHead}>
        <p className={styles.large}>
          {t('trust/diff/wallets', { count: rows.length, value: countText(rows.length, locale) })}
        </p>
        <p className="muted">
          {difference > 0n
            ? t('trust/diff/partyPays', { amount: amountText(difference, locale) })
            : t('trust/diff/partyGets', { amount: amountText(-difference, locale) })}
          {same > 0 && ` · ${t('trust/diff/same', { count: same, value: countText(same, locale) })}`}
        </p>
      </div>
      <Table
        label={t('trust/diff/difference')}
        columns={[
          { name: t('trust/diff/wallet') },
          { name: t('trust/diff/before'), end: true },
          { name: t('trust/diff/after'), end: true },
          { name: t('trust/diff/difference'), end: true },
        ]}
        rows={[
          ...largest.slice(0, SHOWN).map((row) => ({
            key: row.address,
            cells: [
              <Who key="who" address={row.address} />,
              amountText(row.before, locale),
              amountText(row.after, locale),
              <Amount key="difference" units={row.difference} size="small" signed />,
            ],
          })),
          {
            key: 'sum',
            cells: [
              <strong key="sum">{t('trust/diff/sum')}</strong>,
              amountText(sum(rows, 'before'), locale),
              amountText(sum(rows, 'after'), locale),
              <strong key="difference">
                <Amount units={difference} size="small" signed />
              </strong>,
            ],
          },
        ]}
      />
      {rows.length > SHOWN && (
        <p className={styles.foot}>
          {t('trust/diff/shown', { value: countText(SHOWN, locale), all: countText(rows.length, locale) })}
        </p>
      )}
    </section>
  );
}

function Who({ address }: { readonly address: string }) {
  const name = useNameOf(address);
  return <span title={address}>{name ?? <span className="mono small">{shortAddress(address)}</span>}</span>;
}

const sum = (rows: UpdateDraft['rows'], field: 'before' | 'after') =>
  rows.reduce((total, row) => total + row[field], 0n);
