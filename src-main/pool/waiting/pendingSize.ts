import type { BlockExecution } from '#shared/ledger/blockExecution.ts';
import { ByteWriter, equalBytes } from '#shared/protocol/bytes.ts';
import { writeItem } from '#shared/protocol/listEncoding.ts';
import type { ItemOf } from '#shared/protocol/lists.ts';
import type { Pending } from './pending.ts';
import type { PlacedItem, WalletMessage } from './walletMessage.ts';

/** Header, footer, list heads: what a block needs beside its items, generously. */
export const BLOCK_OVERHEAD = 1024;

let lastHead = '';

/** Type, reference and features: those with the same ones share a list. One string for those that come together. */
export function headOf({ head }: PlacedItem, reference: number): string {
  const text = `${head.type}/${reference}/${head.features}`;
  if (text !== lastHead) lastHead = text;
  return lastHead;
}

/** Bytes of an item in its list. */
export function itemBytes({ head, item }: PlacedItem): number {
  const writer = new ByteWriter();
  // A list's type tells the type of its items; the compiler can't carry that through.
  writeItem(writer, head.type, head.features, item as ItemOf<typeof head.type>, head.reference);
  return writer.view().length;
}

/** Registers the receivers that the ledger does not know; returns how many. */
export function registerReceivers(execution: BlockExecution, message: WalletMessage): number {
  let registered = 0;
  for (const { key } of message.receivers) {
    if (execution.view.idOfKey(key) >= 0) continue;
    // A wallet that does not exist yet can't pay, so paying oneself never registers.
    if (equalBytes(key, message.sender)) continue;
    execution.register(key);
    registered += 1;
  }
  return registered;
}

/** A block has about so much room for contracts as for bytes: 200 M fuel, 32 MiB. */
const FUEL_OF_A_BYTE = 6;

/** Units for each byte, and for the fuel of contract runs, which takes room in a block just as bytes do. */
export function feeRate({ fees, size, fuel }: Pending): number {
  return Number(fees) / (size + fuel / FUEL_OF_A_BYTE);
}
