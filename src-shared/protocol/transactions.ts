import { formatCoins, MAX_FLOAT_AMOUNT, readFloatAmount, type Units, writeFloatAmount } from './amounts.ts';
import { ByteReader, type Bytes, ByteWriter, toHex } from './bytes.ts';
import { Fault } from './fault.ts';
import { sha256 } from './hashing.ts';
import { LIMITS } from './lists.ts';
import { writeKey } from './messageKind.ts';

export interface Receiver {
  key: Bytes;
  amount: Units;
}

/** A transfer as a wallet signs it (paper, "Wallet transaction encoding"). Keys and block hash have 32 bytes. */
export interface Transfer {
  blockHash: Bytes;
  sender: Bytes;
  receivers: Receiver[];
  fee: Units;
}

/** The sum of what the receivers get. Throws `amount.tooLarge` above what a float amount can say. */
export function totalOf(receivers: readonly { readonly amount: Units }[]): Units {
  let total = 0n;
  for (const receiver of receivers) total += receiver.amount;
  if (total > MAX_FLOAT_AMOUNT) {
    throw new Fault('amount.tooLarge', { amount: formatCoins(total), limit: formatCoins(MAX_FLOAT_AMOUNT) });
  }
  return total;
}

/** Each receiver once, amounts above zero, 1 … 10,000 of them. */
function checkReceivers(receivers: readonly Receiver[]): void {
  if (receivers.length < 1 || receivers.length > LIMITS.receivers) {
    throw new Fault('transaction.receivers', { receivers: receivers.length, limit: LIMITS.receivers });
  }
  const seen = new Set<string>();
  for (const { key, amount } of receivers) {
    if (amount <= 0n) throw new Fault('transaction.amount', { amount: formatCoins(amount) });
    if (receivers.length === 1) return;
    const hex = toHex(key);
    if (seen.has(hex)) throw new Fault('transaction.receiverTwice', { key: hex });
    seen.add(hex);
  }
}

/**
 * The bytes that a wallet signs: amount || block hash || sender || Integer(receivers) || (key || amount)… || fee.
 * Throws `transaction.receivers`, `transaction.receiverTwice`, `transaction.amount`, `amount.tooLarge`, `decode.*`.
 */
export function encodeTransferMessage(transfer: Transfer): Bytes {
  checkReceivers(transfer.receivers);
  return writeTransfer(transfer);
}

/** The same, without looking whether receivers stand twice or get nothing: for items whose ids were checked already. */
export function writeTransfer(transfer: Transfer): Bytes {
  const { receivers } = transfer;
  const writer = new ByteWriter(8 + 32 + 32 + 4 + 40 * receivers.length + 8);
  writeFloatAmount(writer, totalOf(receivers));
  writeKey(writer, transfer.blockHash);
  writeKey(writer, transfer.sender);
  writer.integer(receivers.length);
  for (const receiver of receivers) {
    writeKey(writer, receiver.key);
    writeFloatAmount(writer, receiver.amount);
  }
  writeFloatAmount(writer, transfer.fee);
  return writer.done();
}

/**
 * Reads what a wallet signed (without the signature); its arrays are views of `bytes`. Throws what
 * `encodeTransferMessage` throws, and `transaction.amount` if the amount is not the sum of the receivers' amounts.
 */
export function decodeTransferMessage(bytes: Bytes): Transfer {
  const reader = new ByteReader(bytes);
  const amount = readFloatAmount(reader);
  const blockHash = reader.take(32);
  const sender = reader.take(32);
  const receivers: Receiver[] = [];
  for (let left = reader.count(LIMITS.receivers, 40); left > 0; left--) {
    receivers.push({ key: reader.take(32), amount: readFloatAmount(reader) });
  }
  const fee = readFloatAmount(reader);
  reader.end();
  checkReceivers(receivers);
  const total = totalOf(receivers);
  if (total !== amount) {
    throw new Fault('transaction.amount', { amount: formatCoins(amount), sum: formatCoins(total) });
  }
  return { blockHash, sender, receivers, fee };
}

/** Where a pool puts a transfer: one receiver → 1; several with one amount → 2; else 3. */
export function listTypeOf(receivers: readonly { readonly amount: Units }[]): 1 | 2 | 3 {
  const first = receivers[0];
  if (first === undefined || receivers.length === 1) return 1;
  return receivers.every((receiver) => receiver.amount === first.amount) ? 2 : 3;
}

/** A transaction's identity: H(signed bytes without the signature), for every kind of message. */
export function identityOf(signedBytes: Bytes): Bytes {
  return sha256(signedBytes);
}
