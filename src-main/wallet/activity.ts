import type { BridgeResult } from '#shared/api/bridge.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import type { HistoryEntry } from '#shared/api/poolValues.ts';

const PAGE = 200;
/** The curve looks back over so many entries; an account that has more begins later. */
const MOST_ENTRIES = 10_000;

/**
 * The balance of an address at the end of blocks, oldest first, at most `points`: walked back from the present
 * balance over the mined entries of its history.
 *
 * @throws Fault what the pool refuses with.
 */
export async function balanceCurve(
  session: PoolSession,
  { address, points }: { address: string; points: number },
): Promise<BridgeResult<'balance.curve'>> {
  const { balance } = await session.getWallet({ address });
  const curve: { date: number; balance: bigint }[] = [];
  let after = balance;
  let block: number | undefined;
  for (const entry of await minedEntries(session, address)) {
    // Newest first: the first entry of a block tells the balance at its end.
    if (entry.blockId !== block) curve.push({ date: entry.date, balance: after > 0n ? after : 0n });
    block = entry.blockId ?? undefined;
    after -= entry.change;
  }
  return { points: thinned(curve.reverse(), points) };
}

/** Mined entries, newest first. A page ends with a whole block, so the next one begins below its lowest. */
async function minedEntries(session: PoolSession, address: string): Promise<HistoryEntry[]> {
  const mined: HistoryEntry[] = [];
  let before: number | undefined;
  while (mined.length < MOST_ENTRIES) {
    const { entries, more } = await session.getHistory({ address, before, limit: PAGE });
    const page = entries.filter(({ state, blockId }) => state === 'mined' && blockId !== null);
    const lowest = page.reduce((least, { blockId }) => Math.min(least, blockId ?? least), before ?? Infinity);
    mined.push(...page);
    // A pool that repeats itself without end ends here.
    if (!more || lowest === Infinity || lowest === before) break;
    before = lowest;
  }
  return mined.sort((a, b) => (b.blockId ?? 0) - (a.blockId ?? 0));
}

/** At most `points` of them, evenly spread, the first and the last among them. */
function thinned<T>(items: readonly T[], points: number): T[] {
  if (items.length <= points) return [...items];
  return Array.from({ length: points }, (_, at) => {
    return items[Math.round((at * (items.length - 1)) / (points - 1))] as T;
  });
}
