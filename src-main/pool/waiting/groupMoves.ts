import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import type { List } from '#shared/protocol/lists.ts';
import { partChanges, transactionParts } from '../reading/transactionParts.ts';
import type { PlacedItem } from './walletMessage.ts';

/** As many as a transfer has receivers at most; of a larger group or update only its party is told while it waits. */
const MOST_TOLD = 10_000;

/**
 * What a balance update or a list group does to the wallets inside it, the party too. To be called before it is
 * executed in `view`; what it gives is to be called after that, and gives the changes by wallet (hex of its key).
 * undefined for what has no wallets inside.
 */
export function watchMoves(
  { head, item }: PlacedItem,
  view: LedgerView,
): (() => ReadonlyMap<string, Units>) | undefined {
  if (!('party' in item) || (head.type !== 7 && head.type !== 8)) return undefined;
  const parts = transactionParts({ ...head, items: [item] } as List, 0, view.network.defaultFee);
  const ids = [...partChanges(parts).changes.keys()].filter((id) => id !== item.party);
  const told = [item.party, ...(ids.length > MOST_TOLD ? [] : ids)].filter((id) => view.exists(id));
  const before = told.map((id) => view.balanceOf(id));
  return () => {
    const moves = new Map<string, Units>();
    for (const [at, id] of told.entries()) {
      if (view.exists(id)) moves.set(toHex(view.keyOf(id)), view.balanceOf(id) - (before[at] ?? 0n));
    }
    return moves;
  };
}
