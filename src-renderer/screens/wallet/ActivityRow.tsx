import {
  IconArrowDownLeft,
  IconArrowUpRight,
  IconFileText,
  IconPick,
  IconShieldHalf,
} from '@tabler/icons-react';
import type { HistoryEntry } from '#shared/api/poolValues.ts';
import { Amount } from '../../parts/Amount.tsx';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { useActivityState, useActivityTitle } from './activityWords.ts';
import styles from './Wallet.module.css';

function iconOf(entry: HistoryEntry) {
  switch (entry.kind) {
    case 'reward':
      return IconPick;
    case 'transfer':
      return entry.change > 0n ? IconArrowDownLeft : IconArrowUpRight;
    case 'trust':
    case 'update':
    case 'group':
      return IconShieldHalf;
    default:
      return IconFileText;
  }
}

export function ActivityRow({
  entry,
  onOpen,
}: {
  readonly entry: HistoryEntry;
  readonly onOpen: () => void;
}) {
  const title = useActivityTitle(entry);
  const { tone, text } = useActivityState(entry);
  const Icon = iconOf(entry);
  return (
    <button
      type="button"
      className={styles.row}
      data-void={tone === 'void' || undefined}
      aria-haspopup="dialog"
      onClick={onOpen}
    >
      <span className={styles.direction} data-gain={entry.change > 0n || undefined} aria-hidden="true">
        <Icon size={20} stroke={1.75} />
      </span>
      <span className={styles.what}>
        <span className={styles.label}>{title}</span>
        <span
          className={`${styles.state} ${tone === 'waiting' ? styles.waiting : tone === 'void' ? styles.void : ''}`}
        >
          {text}
        </span>
      </span>
      <span className={styles.value}>
        <Amount units={entry.change} size="small" signed={tone !== 'void'} />
        <span className={styles.state}>
          <RelativeTime date={entry.date} />
        </span>
      </span>
    </button>
  );
}
