import {
  IconArrowRight,
  IconFileText,
  IconPick,
  IconShieldHalf,
  IconStack2,
  IconTransfer,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry, TransactionRecord } from '#shared/api/poolValues.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { shortAddress } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { countText } from '../../parts/numberText.ts';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import styles from './Explorer.module.css';
import { useExplorerName } from './links.tsx';

function iconOf(kind: TransactionRecord['kind']) {
  switch (kind) {
    case 'reward':
      return IconPick;
    case 'transfer':
    case 'contractTransfer':
      return IconTransfer;
    case 'trust':
    case 'update':
      return IconShieldHalf;
    case 'group':
      return IconStack2;
    default:
      return IconFileText;
  }
}

interface Props {
  readonly label: string;
  readonly records: readonly (TransactionRecord | HistoryEntry)[];
}

/** Transactions one below the other; each leads to its own page. With `change`, as one wallet saw them. */
export function TransactionRows({ label, records }: Props) {
  return (
    <ul aria-label={label}>
      {records.map((record) => (
        <li key={toHex(record.identity)} className={styles.transactionRow}>
          <Row record={record} />
        </li>
      ))}
    </ul>
  );
}

function Row({ record }: { readonly record: TransactionRecord | HistoryEntry }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const Icon = iconOf(record.kind);
  const isHistory = 'change' in record;
  return (
    <a className={styles.transaction} href={hrefOf('explorer', 'transaction', toHex(record.identity))}>
      <span className={styles.kindIcon} aria-hidden="true">
        <Icon size={18} stroke={1.75} />
      </span>
      <span className={styles.kind}>
        <span className={styles.kindName}>{t(`explorer/kinds/${record.kind}`)}</span>
        <span className={styles.note}>
          {record.state === 'pending'
            ? t('explorer/pending')
            : record.state === 'expired'
              ? t('activity/expired')
              : isHistory && record.blockId !== null
                ? t('explorer/block', { id: countText(record.blockId, locale) })
                : `${toHex(record.identity).slice(0, 12)}…`}
        </span>
      </span>
      <span className={styles.parties}>
        {record.sender ? <Name address={record.sender} /> : <span>{t('explorer/nobody')}</span>}
        {record.receiverCount > 0 && (
          <>
            <IconArrowRight size={14} stroke={1.75} aria-label={t('explorer/to')} />
            <Receivers record={record} />
          </>
        )}
      </span>
      <span className={styles.sum}>
        <Amount units={isHistory ? record.change : record.amount} size="small" signed={isHistory} />
        {isHistory && (
          <span className={styles.note}>
            <RelativeTime date={record.date} />
          </span>
        )}
      </span>
    </a>
  );
}

function Receivers({ record }: { readonly record: TransactionRecord }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const first = record.receivers[0];
  if (record.receiverCount > 2 || (record.receiverCount > 1 && record.kind !== 'reward')) {
    const value = countText(record.receiverCount, locale);
    return <span>{t('explorer/receivers', { count: record.receiverCount, value })}</span>;
  }
  // A reward's second receiver is the leadership's hundredth.
  return first ? <Name address={first.address} /> : null;
}

function Name({ address }: { readonly address: string }) {
  const name = useExplorerName(address);
  return <span title={address}>{name ?? <span className="mono small">{shortAddress(address)}</span>}</span>;
}
