import { count } from '#shared/api/values.ts';
import type { Log } from '../../base/log.ts';
import type { RecordOperation, Records } from '../../store/chainStore.ts';
import { decodeRecord, encodeRecord } from '../recordCodec.ts';
import { readPayment } from './paymentRecords.ts';
import type { PayoutDraft } from './payoutDraft.ts';
import { takePayment } from './payoutMatch.ts';
import type { PayoutChain } from './payoutParts.ts';

/**
 * Looks for payments of this pool's wallet in the blocks after `after` that do not stand in its records: these are older
 * than the chain, because an old copy of the folder was put back. What such a payment paid must not be paid again.
 * @param depth so deep a win had to be to be paid
 * @returns whether any of them pays a miner of this pool: the operator may spend from that wallet by other ways
 */
export async function takeUnknownPayments(
  draft: PayoutDraft,
  { records, chain, log }: { readonly records: Records; readonly chain: PayoutChain; readonly log: Log },
  after: number,
  depth: number,
): Promise<boolean> {
  const known = new Map<number, number>();
  for (const { minedIn } of draft.payments()) {
    if (minedIn !== null) known.set(minedIn, (known.get(minedIn) ?? 0) + 1);
  }
  const found = await chain.payments(after, (blockId, places) => known.get(blockId) === places);
  let paysMiners = false;
  for (const one of found) {
    // Also of those that are not at hand any more: what is recorded was set off against debts when it was made.
    if (draft.hasPayment(one) || (await readPayment(records, one)) !== undefined) continue;
    paysMiners ||= one.receivers.some(({ wallet }) => draft.hasAccount(wallet));
    takePayment(draft, one, depth);
    log.warn('payout.found', { identity: one.identity, minedIn: one.minedIn });
  }
  return paysMiners;
}

const PAYS_FROM = 'pool/paysFrom';

/**
 * Where one payment is unknown others may be on their way: nothing is paid before a tip on which none of them could be
 * mined any more.
 */
export const putPaysFrom = (tip: number): RecordOperation => ({
  type: 'put',
  key: PAYS_FROM,
  value: encodeRecord(count, tip),
});
export async function readPaysFrom(records: Records): Promise<number> {
  const stored = await records.get(PAYS_FROM);
  return stored === undefined ? 0 : decodeRecord(count, stored);
}
