import * as z from 'zod';
import { bytesUpTo, count, hash, signature } from '#shared/api/values.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import type { RecordOperation, Records } from '../../store/chainStore.ts';
import { decodeRecord, encodeJson, encodeRecord, orderedNumber } from '../recordCodec.ts';
import { EXPIRY_BLOCKS } from '../waiting/pending.ts';
import { listFrom, listHundred, part, partJson } from './payoutRecords.ts';
import { winPlace } from './winRecords.ts';

const payment = z.object({
  /** The block that it names: the tip at which it was made. */
  reference: count,
  identity: hash,
  state: z.enum(['sent', 'mined', 'expired']),
  minedIn: count.nullable(),
  /** What it took up. */
  wins: z.array(winPlace),
});
/** A transaction that pays miners, recorded before anybody else sees it; contents of null are not at hand. */
export type Payment = z.output<typeof payment> & { readonly contents: PaymentContents | null };
export type WholePayment = Payment & { readonly contents: PaymentContents };
export type PaymentPlace = Pick<Payment, 'reference' | 'identity'>;

const contents = z.object({ message: bytesUpTo(2 ** 20), signature, receivers: z.array(part) });
export type PaymentContents = z.output<typeof contents>;

const PAYMENT = 'pool/payment/';
/** Beside the payment, which changes: it may have a thousand receivers. */
const CONTENTS = 'pool/paymentContents/';

/** Its identity is a part of the key: nothing can be recorded twice. */
const keyOf = ({ reference, identity }: PaymentPlace): string =>
  `${orderedNumber(reference)}/${toHex(identity)}`;
const decodePayment = (value: Bytes): Payment => ({ ...decodeRecord(payment, value), contents: null });

export const placeOf = ({ reference, identity }: PaymentPlace): PaymentPlace => ({ reference, identity });

/** The last block that could hold it. */
export const expiryOf = ({ reference }: PaymentPlace): number => reference + EXPIRY_BLOCKS;

/** How a payment stands now. */
export const putPayment = ({ contents: _, ...value }: Payment): RecordOperation => ({
  type: 'put',
  key: PAYMENT + keyOf(value),
  value: encodeRecord(payment, value),
});
export const putContents = (of: PaymentPlace, value: PaymentContents): RecordOperation => ({
  type: 'put',
  key: CONTENTS + keyOf(of),
  value: encodeJson({
    ...contents.encode({ ...value, receivers: [] }),
    receivers: value.receivers.map(partJson),
  }),
});
export const dropContents = (of: PaymentPlace): RecordOperation => ({
  type: 'del',
  key: CONTENTS + keyOf(of),
});

/** With its contents, as long as these are recorded. */
export async function withContents(records: Records, of: Payment): Promise<Payment> {
  if (of.contents !== null) return of;
  const stored = await records.get(CONTENTS + keyOf(of));
  return stored === undefined ? of : { ...of, contents: decodeRecord(contents, stored) };
}

// All others read payments without their contents.

export async function readPayment(records: Records, place: PaymentPlace): Promise<Payment | undefined> {
  const stored = await records.get(PAYMENT + keyOf(place));
  return stored === undefined ? undefined : decodePayment(stored);
}

/** Those that could stand in a block after `blockId`. */
export async function paymentsAfter(records: Records, blockId: number): Promise<Payment[]> {
  const values = await listFrom(records, PAYMENT, blockId + 1 - EXPIRY_BLOCKS);
  return values.map(decodePayment).filter((one) => expiryOf(one) > blockId);
}

/** Those that name a block from 100 · `hundred` on. */
export async function paymentsOfHundred(records: Records, hundred: number): Promise<Payment[]> {
  return (await listHundred(records, PAYMENT, hundred)).map(decodePayment);
}
