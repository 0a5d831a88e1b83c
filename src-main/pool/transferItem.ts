import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import type { ListHead } from '#shared/ledger/transition.ts';
import { fitsMicro, formatCoins, MAX_MICRO_AMOUNT, type Units } from '#shared/protocol/amounts.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { FEATURE, type Transfer1, type Transfer2, type Transfer3 } from '#shared/protocol/lists.ts';
import { listTypeOf, type Transfer } from '#shared/protocol/transactions.ts';

export type TransferItem =
  | { readonly head: ListHead & { type: 1 }; readonly item: Transfer1 }
  | { readonly head: ListHead & { type: 2 }; readonly item: Transfer2 }
  | { readonly head: ListHead & { type: 3 }; readonly item: Transfer3 };

/**
 * The block form of a transfer that a wallet signed, in the shortest features that hold it. All its keys must be
 * registered in `view`. Fault: `wallet.unknown`, `transaction.fee` (a fee has only the micro form in a block).
 */
export function transferItem(
  view: LedgerView,
  transfer: Transfer,
  reference: number,
  signature: Bytes,
): TransferItem {
  const { defaultFee } = view.network;
  if (transfer.fee !== defaultFee && transfer.fee > MAX_MICRO_AMOUNT) {
    throw new Fault('transaction.fee', {
      fee: formatCoins(transfer.fee),
      limit: formatCoins(MAX_MICRO_AMOUNT),
    });
  }
  const micro = transfer.receivers.every((receiver) => fitsMicro(receiver.amount));
  const features = (micro ? FEATURE.micro : 0) | (transfer.fee === defaultFee ? FEATURE.defaultFee : 0);
  const fee: { fee?: Units } = transfer.fee === defaultFee ? {} : { fee: transfer.fee };
  const sender = idOf(view, transfer.sender);
  const receivers = transfer.receivers.map(({ key, amount }) => ({ id: idOf(view, key), amount }));
  const amount = receivers[0]?.amount ?? 0n;
  switch (listTypeOf(transfer.receivers)) {
    case 1:
      return {
        head: { type: 1, reference, features },
        item: { signature, sender, receiver: receivers[0]?.id ?? -1, amount, ...fee },
      };
    case 2:
      return {
        head: { type: 2, reference, features },
        item: { signature, sender, receivers: receivers.map(({ id }) => id), amount, ...fee },
      };
    case 3:
      return { head: { type: 3, reference, features }, item: { signature, sender, receivers, ...fee } };
  }
}

function idOf(view: LedgerView, key: Bytes): number {
  const id = view.idOfKey(key);
  if (id < 0) throw new Fault('wallet.unknown', { key: toHex(key) });
  return id;
}
