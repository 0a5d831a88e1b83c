import type { Units } from '#shared/protocol/amounts.ts';
import { placeOf } from './paymentRecords.ts';
import type { PayoutDraft } from './payoutDraft.ts';
import type { FoundPayment } from './payoutFinder.ts';

/**
 * Takes a payment into the books that stands in the chain and not in the records: they are older than the chain, because
 * an old copy of the folder was put back. It paid what was owed when it was made, so of a miner's debts those are paid
 * that were due at its reference block; what it paid beyond them was earned in blocks that these records never knew.
 * @param depth so deep a win had to be to be paid
 */
export function takePayment(draft: PayoutDraft, found: FoundPayment, depth: number): void {
  const isDue = (blockId: number) => blockId <= found.reference - depth;
  const carried = draft.wins().filter(({ state }) => state === 'carried');
  /** What came to be owed later. */
  const later = new Map<string, Units>();
  for (const win of carried) {
    if (isDue(win.blockId)) continue;
    for (const { wallet, amount } of win.parts ?? []) later.set(wallet, (later.get(wallet) ?? 0n) + amount);
  }
  const receivers = found.receivers.flatMap(({ wallet, amount }) => {
    const owed = draft.account(wallet).owed - (later.get(wallet) ?? 0n);
    const paid = owed < amount ? owed : amount;
    return paid > 0n ? [{ wallet, amount: paid }] : [];
  });
  for (const { wallet, amount } of receivers) draft.change(wallet, -amount, amount);
  const paid = new Set(receivers.map(({ wallet }) => wallet));
  const wins = carried.filter(
    ({ blockId, parts }) => isDue(blockId) && parts?.wallets.some((wallet) => paid.has(wallet)),
  );
  const { message, signature, minedIn } = found;
  draft.newPayment({
    ...placeOf(found),
    ...{ state: 'mined', minedIn },
    wins: wins.map(({ blockId, hash }) => ({ blockId, hash })),
    contents: { message, signature, receivers },
  });
  for (const win of wins) draft.win({ ...win, state: 'mined', payment: placeOf(found) });
}
