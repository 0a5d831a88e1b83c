import type { Prepared } from '#shared/api/poolValues.ts';
import { noteOfPool } from '#shared/api/poolWords.ts';
import type { FaultNote } from '#shared/api/values.ts';
import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import { formatCoins, type Units } from '#shared/protocol/amounts.ts';
import { type Bytes, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import {
  decodeTransferMessage,
  encodeTransferMessage,
  type Transfer,
} from '#shared/protocol/transactions.ts';
import { REFERENCE_WINDOW } from './poolLink.ts';

export interface CheckedReceiver {
  address: string;
  key: Bytes;
  amount: Units;
}

/**
 * Receivers as the window sends them, checked before any pool hears of them.
 *
 * @throws Fault `address.*` (names the address), `transaction.amount` {address}, `transaction.receiverTwice`
 * {address}.
 */
export function checkReceivers(
  receivers: readonly { address: string; amount: Units }[],
  prefix: string,
): CheckedReceiver[] {
  const seen = new Set<string>();
  return receivers.map(({ address: text, amount }) => {
    const key = decodeAddress(prefix, text.trim());
    const address = encodeAddress(prefix, key);
    if (amount <= 0n) throw new Fault('transaction.amount', { address, amount: formatCoins(amount) });
    if (seen.has(address)) throw new Fault('transaction.receiverTwice', { address });
    seen.add(address);
    return { address, key, amount };
  });
}

/**
 * The bytes of what the person asked for, built here; and the pool's answer held against them. The block hash is the
 * one thing in them that is the pool's, and who calls has checked it.
 *
 * @param wanted sender, receivers and fee as the person asked for them.
 * @throws Fault `wallet.poolLied` {field} at any difference: there is no harmless one.
 */
export function checkedMessage(wanted: Omit<Transfer, 'blockHash'>, answer: Prepared): Bytes {
  const lied = (field: string) => new Fault('wallet.poolLied', { field });
  const message = encodeTransferMessage({ ...wanted, blockHash: answer.reference.hash });
  if (!equalBytes(message, answer.message)) throw lied(differingField(wanted, answer));
  const amount = wanted.receivers.reduce((sum, receiver) => sum + receiver.amount, 0n);
  if (answer.amount !== amount) throw lied('amount');
  if (answer.fee !== wanted.fee) throw lied('fee');
  if (answer.expiresAfter !== answer.reference.id + REFERENCE_WINDOW) throw lied('expiresAfter');
  return message;
}

/** What the pool's bytes say that the person did not: for the person to know what it tried. */
function differingField(wanted: Omit<Transfer, 'blockHash'>, { message, reference }: Prepared): string {
  let said: Transfer;
  try {
    said = decodeTransferMessage(message);
  } catch (error) {
    if (!isFault(error)) throw error;
    return 'message';
  }
  if (!equalBytes(said.sender, wanted.sender)) return 'sender';
  if (!equalBytes(said.blockHash, reference.hash)) return 'reference';
  if (said.receivers.length !== wanted.receivers.length) return 'receivers';
  for (const [at, receiver] of wanted.receivers.entries()) {
    const other = said.receivers[at];
    if (other === undefined || !equalBytes(other.key, receiver.key)) return 'receivers';
    if (other.amount !== receiver.amount) return 'amount';
  }
  return said.fee === wanted.fee ? 'message' : 'fee';
}

/** A fee this many times the standard is worth a word. */
const HIGH_FEE = 10n;

/** What may be right but rarely is, about fees and the sender itself. */
export function feeWarnings(wanted: Omit<Transfer, 'blockHash'>, asked: Units, standard: Units): FaultNote[] {
  const warnings: FaultNote[] = [];
  const { fee, receivers } = wanted;
  const facts = { fee: formatCoins(fee), standard: formatCoins(standard) };
  if (fee !== asked)
    warnings.push({ code: 'payment.feeRaised', facts: { ...facts, asked: formatCoins(asked) } });
  if (fee > standard * HIGH_FEE) warnings.push({ code: 'payment.feeHigh', facts });
  const sender = toHex(wanted.sender);
  const toSelf = receivers.every(({ key }) => toHex(key) === sender);
  const amount = receivers.reduce((sum, receiver) => sum + receiver.amount, 0n);
  if (toSelf) warnings.push({ code: 'payment.toSelf', facts: {} });
  else if (fee > amount) {
    warnings.push({ code: 'payment.feeAboveAmount', facts: { ...facts, amount: formatCoins(amount) } });
  }
  return warnings;
}

/** What the wallet says itself, and more surely. */
const SAID_HERE: ReadonlySet<string> = new Set(['prepare.toItself', 'prepare.feeRaised']);

/** A pool's own warnings: of what it prepared, and in the words of this app. */
export function poolWarnings(warnings: readonly FaultNote[]): FaultNote[] {
  return warnings
    .filter(({ code }) => code.startsWith('prepare.') && !SAID_HERE.has(code))
    .slice(0, 10)
    .flatMap(({ code, facts }) => noteOfPool(code, facts) ?? []);
}
