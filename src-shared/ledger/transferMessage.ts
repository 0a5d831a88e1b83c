import type { Units } from '../protocol/amounts.ts';
import type { Bytes } from '../protocol/bytes.ts';
import type { Transfer1, Transfer2, Transfer3 } from '../protocol/lists.ts';
import type { LedgerView } from './ledgerView.ts';
import type { SignatureBatch } from './signatureBatch.ts';

/** Length of the message of a transfer to one receiver. */
export const TRANSFER_1_BYTES = 8 + 32 + 32 + 1 + 40 + 8;

function integerLength(value: number): number {
  return value < 0x40 ? 1 : value < 0x4000 ? 2 : value < 0x400000 ? 3 : 4;
}

function putInteger(data: Uint8Array, at: number, value: number): number {
  const length = integerLength(value);
  for (let i = length - 1, left = value; i >= 0; i--, left >>>= 8) data[at + i] = left & 0xff;
  data[at] = (data[at] as number) | ((length - 1) << 6);
  return at + length;
}

/**
 * Writes the signature check of a transfer straight into the batch: the same bytes as `signedBytesOf` gives, but
 * without a buffer, a key and a receiver object for each, of which a block may have hundreds of thousands.
 * All amounts must be in range (`transferRules.ts` has tested them). Returns the offset of the message.
 */
export function addTransferCheck(
  batch: SignatureBatch,
  view: LedgerView,
  transfer:
    | { readonly type: 1; readonly item: Transfer1 }
    | { readonly type: 2; readonly item: Transfer2 }
    | { readonly type: 3; readonly item: Transfer3 },
  facts: {
    total: Units;
    fee: Units;
    blockHash: Bytes;
    signature: Bytes;
    listIndex: number;
    itemIndex: number;
  },
): number {
  const receivers = transfer.type === 1 ? 1 : transfer.item.receivers.length;
  const length = 8 + 32 + 32 + integerLength(receivers) + 40 * receivers + 8;
  const start = batch.reserve(length, facts.listIndex, facts.itemIndex);
  const { data, view: floats } = batch;
  view.copyKey(transfer.item.sender, data, start);
  data.set(facts.signature, start + 32);
  let at = start + 96;
  floats.setFloat64(at, Number(facts.total) / 1e8);
  data.set(facts.blockHash, at + 8);
  data.copyWithin(at + 40, start, start + 32);
  at = putInteger(data, at + 72, receivers);
  if (transfer.type === 1) {
    view.copyKey(transfer.item.receiver, data, at);
    floats.setFloat64(at + 32, Number(transfer.item.amount) / 1e8);
    at += 40;
  } else if (transfer.type === 2) {
    const amount = Number(transfer.item.amount) / 1e8;
    for (const id of transfer.item.receivers) {
      view.copyKey(id, data, at);
      floats.setFloat64(at + 32, amount);
      at += 40;
    }
  } else {
    for (const receiver of transfer.item.receivers) {
      view.copyKey(receiver.id, data, at);
      floats.setFloat64(at + 32, Number(receiver.amount) / 1e8);
      at += 40;
    }
  }
  floats.setFloat64(at, Number(facts.fee) / 1e8);
  return start + 96;
}
