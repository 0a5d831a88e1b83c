import { EXPIRY_BLOCKS } from '../waiting/mempool.ts';
import type { PayoutDraft } from './payoutDraft.ts';
import type { FoundPayment } from './payoutFinder.ts';

/**
 * Takes a payment into the books that stands in the chain and not in the records: they are older than the chain, because
 * an old copy of the folder was put back. It paid what was owed when it was made, so of a miner's debts those are paid
 * that were due at its reference block; what it paid beyond them was earned in blocks that these records never knew.
 * @param depth so deep a win had to be to be paid
 */
export function takePayment(draft: PayoutDraft, found: FoundPayment, number: number, depth: number): void {
  const isDue = (blockId: number) => blockId <= found.reference - depth;
  const carried = draft.wins().filter(({ state }) => state === 'carried');
  const receivers = found.receivers.flatMap(({ wallet, amount }) => {
    let owed = draft.account(wallet).owed;
    for (const win of carried) {
      if (isDue(win.blockId)) continue;
      for (const part of win.parts ?? []) if (part.wallet === wallet) owed -= part.amount;
    }
    const paid = owed < amount ? owed : amount;
    return paid > 0n ? [{ wallet, amount: paid }] : [];
  });
  for (const { wallet, amount } of receivers) draft.change(wallet, -amount, amount);
  const { identity, message, signature, reference, minedIn } = found;
  draft.payment({
    ...{ number, identity, message, signature, receivers, reference, minedIn },
    expiresAfter: reference + EXPIRY_BLOCKS,
    state: 'mined',
  });
  const paid = new Set(receivers.map(({ wallet }) => wallet));
  for (const win of carried) {
    if (!isDue(win.blockId) || !win.parts?.wallets.some((wallet) => paid.has(wallet))) continue;
    draft.win({ ...win, state: 'mined', payment: number });
  }
}
