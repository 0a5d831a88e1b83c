import { formatCoins, MAX_FLOAT_AMOUNT, type Units } from '../protocol/amounts.ts';
import { Fault } from '../protocol/fault.ts';
import type { Transfer1, Transfer2, Transfer3 } from '../protocol/lists.ts';
import type { ItemContext } from './itemContext.ts';
import { addTransferCheck } from './transferMessage.ts';

export type AnyTransfer =
  | { readonly type: 1; readonly item: Transfer1 }
  | { readonly type: 2; readonly item: Transfer2 }
  | { readonly type: 3; readonly item: Transfer3 };

function positive(amount: Units): void {
  if (amount <= 0n) throw new Fault('transaction.amount', { amount: formatCoins(amount) });
}

/** What the receivers get together. Each amount must be above zero, the sum one that a float amount can say. */
function totalOf(transfer: AnyTransfer): Units {
  let total = 0n;
  if (transfer.type === 3) {
    for (const { amount } of transfer.item.receivers) {
      positive(amount);
      total += amount;
    }
  } else {
    positive(transfer.item.amount);
    total = transfer.item.amount;
    if (transfer.type === 2) total *= BigInt(transfer.item.receivers.length);
  }
  if (total > MAX_FLOAT_AMOUNT) throw new Fault('transaction.amount', { amount: formatCoins(total) });
  return total;
}

/**
 * A transfer (types 1–3, docs/PROTOCOL.md §6). Receivers have the coins at once; what counts is that nobody is below
 * zero after the item. Faults, in this order: wallet.unknown, transaction.underTrust | group.sender,
 * transaction.amount, wallet.unknown | group.item, transaction.receiverTwice, transaction.balanceTooLow,
 * transaction.repeated.
 */
export function executeTransfer(context: ItemContext, transfer: AnyTransfer): void {
  const { overlay } = context.execution;
  const { item } = transfer;
  const sender = context.signer(item.sender);
  const total = totalOf(transfer);
  const fee = item.fee ?? overlay.network.defaultFee;
  if (transfer.type === 1) credit(context, transfer.item.receiver, transfer.item.amount);
  else {
    context.execution.nextStamp();
    if (transfer.type === 2) {
      const { amount } = transfer.item;
      for (const id of transfer.item.receivers) creditOnce(context, id, amount);
    } else for (const { id, amount } of transfer.item.receivers) creditOnce(context, id, amount);
  }
  context.pay(sender, item.sender, total + fee, fee);
  if (context.authority >= 0) return;
  if (context.isKnown) {
    context.note();
    return;
  }
  const { signatures } = context.execution;
  const at = addTransferCheck(signatures, overlay, transfer, {
    total,
    fee,
    blockHash: context.blockHash,
    signature: context.signatureOf(item.signature),
    listIndex: context.listIndex,
    itemIndex: context.itemIndex,
  });
  context.identifyTransfer(at);
}

function credit(context: ItemContext, id: number, amount: Units): void {
  const slot = context.receiver(id);
  const { overlay } = context.execution;
  overlay.setBalanceAt(slot, overlay.balanceAt(slot) + amount);
}

function creditOnce(context: ItemContext, id: number, amount: Units): void {
  const slot = context.receiver(id);
  if (!context.execution.stamp(slot)) throw new Fault('transaction.receiverTwice', { wallet: id });
  const { overlay } = context.execution;
  overlay.setBalanceAt(slot, overlay.balanceAt(slot) + amount);
}
