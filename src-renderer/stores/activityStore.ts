import { create } from 'zustand';
import type { HistoryEntry } from '#shared/api/poolValues.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { bridge, type EventValue } from '../bridge.ts';

export interface Activity {
  readonly entries: readonly HistoryEntry[];
  readonly more: boolean;
  readonly loading: boolean;
  readonly fault: Fault | null;
}

interface ActivityStore {
  readonly byAccount: Readonly<Record<number, Activity>>;
}

const PAGE = 30;
const nothing: Activity = { entries: [], more: false, loading: true, fault: null };

export const useActivityStore = create<ActivityStore>(() => ({ byAccount: {} }));

export const useActivity = (account: number | undefined): Activity =>
  useActivityStore((state) => (account === undefined ? nothing : (state.byAccount[account] ?? nothing)));

function change(account: number, update: (activity: Activity) => Activity): void {
  useActivityStore.setState(({ byAccount }) => ({
    byAccount: { ...byAccount, [account]: update(byAccount[account] ?? nothing) },
  }));
}

export const keyOf = (entry: HistoryEntry): string => toHex(entry.identity);

/** Newest first; what waits stands above what is mined. */
function order(a: HistoryEntry, b: HistoryEntry): number {
  const waiting = Number(b.state === 'pending') - Number(a.state === 'pending');
  return waiting || b.date - a.date;
}

/** Both lists as one, each transaction once, in its newest form. */
export function mergeEntries(
  old: readonly HistoryEntry[],
  changed: readonly HistoryEntry[],
): readonly HistoryEntry[] {
  const all = new Map(old.map((entry) => [keyOf(entry), entry]));
  for (const entry of changed) all.set(keyOf(entry), entry);
  return [...all.values()].sort(order);
}

/** `keep`: what the chain does not have any more and is shown all the same. */
export async function loadActivity(account: number, keep: readonly HistoryEntry[] = []): Promise<void> {
  change(account, (activity) => ({ ...activity, loading: true, fault: null }));
  try {
    const page = await bridge.call('activity.list', { account, limit: PAGE });
    change(account, () => ({
      entries: mergeEntries(keep, page.entries),
      more: page.more,
      loading: false,
      fault: null,
    }));
  } catch (error) {
    if (!isFault(error)) throw error;
    change(account, (activity) => ({ ...activity, loading: false, fault: error }));
  }
}

export async function loadMoreActivity(account: number): Promise<void> {
  const entries = useActivityStore.getState().byAccount[account]?.entries ?? [];
  const before = entries.reduce<number | null>(
    (least, { blockId }) => (blockId === null ? least : Math.min(least ?? blockId, blockId)),
    null,
  );
  if (before === null) return;
  change(account, (activity) => ({ ...activity, loading: true, fault: null }));
  try {
    const page = await bridge.call('activity.list', { account, before, limit: PAGE });
    change(account, (activity) => ({
      entries: mergeEntries(activity.entries, page.entries),
      more: page.more,
      loading: false,
      fault: null,
    }));
  } catch (error) {
    if (!isFault(error)) throw error;
    change(account, (activity) => ({ ...activity, loading: false, fault: error }));
  }
}

export function onActivity({ account, entry }: EventValue<'activity'>): void {
  if (!useActivityStore.getState().byAccount[account]) return;
  change(account, (activity) => ({ ...activity, entries: mergeEntries(activity.entries, [entry]) }));
}

/** The chain is another one from block `fork` + 1 on: what is shown is read again, with what is gone marked as such. */
export function onSwitched({ gone }: EventValue<'switched'>): void {
  for (const account of Object.keys(useActivityStore.getState().byAccount).map(Number)) {
    const kept = gone.filter((one) => one.account === account).map(({ entry }) => entry);
    void loadActivity(account, kept);
  }
}

export const forgetActivity = () => useActivityStore.setState({ byAccount: {} });
