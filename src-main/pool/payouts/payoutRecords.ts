import * as z from 'zod';
import { bytesUpTo, count, hash, signature } from '#shared/api/values.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import type { RecordOperation, Records } from '../../store/chainStore.ts';
import { decodeRecord, encodeJson, encodeRecord, orderedNumber } from '../recordCodec.ts';
import { type Part, WinParts } from './winParts.ts';

/** Signed: a wallet can owe the pool when a deep reorganisation takes back what it was paid for. */
const signedUnits = z.codec(z.string().regex(/^-?[0-9]{1,20}$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
});

/** Hex of a wallet's key. */
const wallet = z.string().regex(/^[0-9a-f]{64}$/);
const part = z.object({ wallet, amount: signedUnits });

const win = z.object({
  blockId: count,
  hash,
  /**
   * maturing: not deep enough · carried: added to what miners are owed, nothing sent yet · sent, mined: the
   * payment that took it up · lost: the block is no longer in the chain.
   */
  state: z.enum(['maturing', 'carried', 'sent', 'mined', 'lost']),
  /** The number of the payment that took it up. */
  payment: count.nullable(),
  /** Of all parts together. */
  amount: signedUnits,
  miners: count,
  /** The work that it took, as a part of what was to be expected. */
  effort: z.number().min(0).nullable(),
});
/** A block that this pool found, with each miner's part of its reward; null: those are not at hand. */
export type Win = z.output<typeof win> & { readonly parts: WinParts | null };

const account = z.object({ owed: signedUnits, paid: signedUnits });
export type PayoutAccount = z.output<typeof account>;

const payment = z.object({
  number: count,
  identity: hash,
  message: bytesUpTo(2 ** 20),
  signature,
  receivers: z.array(part),
  reference: count,
  expiresAfter: count,
  state: z.enum(['sent', 'mined', 'expired']),
  minedIn: count.nullable(),
});
/** A transaction that pays miners. It is recorded before anybody else sees it. */
export type Payment = z.output<typeof payment>;

const WIN = 'pool/win/';
/** Beside the win, which changes: its parts may be those of thousands of miners. */
const WIN_PARTS = 'pool/winParts/';
const ACCOUNT = 'pool/account/';
const PAYMENT = 'pool/payment/';
const THINNED = 'pool/thinned';
const SEEN = 'pool/seen';

/**
 * A block has a part and an account for each of thousands of miners, and a schema takes its time with each: these are
 * put down by hand, in the form that the schema reads.
 */
const partJson = ({ wallet: of, amount }: Part) => ({ wallet: of, amount: amount.toString() });

const placeOf = ({ blockId, hash: of }: Pick<Win, 'blockId' | 'hash'>): string =>
  `${orderedNumber(blockId)}/${toHex(of)}`;

/** How a win stands now. One payment may take up a hundred of them. */
export const putWin = ({ parts: _, ...value }: Win): RecordOperation => ({
  type: 'put',
  key: WIN + placeOf(value),
  value: encodeRecord(win, value),
});
export const putWinParts = (of: Win, parts: WinParts): RecordOperation => ({
  type: 'put',
  key: WIN_PARTS + placeOf(of),
  value: encodeJson(Array.from(parts, partJson)),
});
export const dropWinParts = (of: Win): RecordOperation => ({ type: 'del', key: WIN_PARTS + placeOf(of) });
export const putAccount = (of: string, { owed, paid }: PayoutAccount) => ({
  type: 'put' as const,
  key: ACCOUNT + of,
  value: encodeJson({ owed: owed.toString(), paid: paid.toString() }),
});
export const putPayment = (value: Payment) => ({
  type: 'put' as const,
  key: PAYMENT + orderedNumber(value.number),
  value: encodeJson({
    ...payment.encode({ ...value, receivers: [] }),
    receivers: value.receivers.map(partJson),
  }),
});

/** With its parts, as long as these are recorded. */
export async function withParts(records: Records, of: Win): Promise<Win> {
  if (of.parts !== null) return of;
  const stored = await records.get(WIN_PARTS + placeOf(of));
  return stored === undefined ? of : { ...of, parts: new WinParts(decodeRecord(z.array(part), stored)) };
}

/** Without their parts. `among`: which part of all wins. */
async function listWins(
  records: Records,
  among: { prefix: string; reverse?: boolean; limit?: number },
): Promise<Win[]> {
  const rows = await records.list({ ...among, prefix: WIN + among.prefix });
  return rows.map(({ value }) => ({ ...decodeRecord(win, value), parts: null }));
}

export async function readPayment(records: Records, number: number): Promise<Payment | undefined> {
  const stored = await records.get(PAYMENT + orderedNumber(number));
  return stored === undefined ? undefined : decodeRecord(payment, stored);
}

/** The wins of a thousand blocks, without their parts: from 1,000 · `thousand` on. */
export async function winsOfThousand(records: Records, thousand: number): Promise<Win[]> {
  return await listWins(records, { prefix: orderedNumber(thousand * 1000).slice(0, -3) });
}

/** The thousands of blocks whose wins and payments were thinned out. */
export async function readThinned(records: Records): Promise<number> {
  const stored = await records.get(THINNED);
  return stored === undefined ? 0 : decodeRecord(count, stored);
}
export const putThinned = (thousands: number) => ({
  type: 'put' as const,
  key: THINNED,
  value: encodeRecord(count, thousands),
});

const seen = z.object({ id: count, hash });
/** Up to this block the chain was searched for payments that do not stand in the records. */
export type Seen = z.output<typeof seen>;
export const putSeen = (value: Seen) => ({
  type: 'put' as const,
  key: SEEN,
  value: encodeRecord(seen, value),
});
export async function readSeen(records: Records): Promise<Seen | undefined> {
  const stored = await records.get(SEEN);
  return stored === undefined ? undefined : decodeRecord(seen, stored);
}

/** The newest first, without their parts. */
export async function readWins(records: Records, limit: number): Promise<Win[]> {
  return await listWins(records, { prefix: '', reverse: true, limit });
}

/** The newest first. */
export async function readPayments(records: Records, limit: number): Promise<Payment[]> {
  const rows = await records.list({ prefix: PAYMENT, reverse: true, limit });
  return rows.map(({ value }) => decodeRecord(payment, value));
}

export async function readAccounts(records: Records): Promise<Map<string, PayoutAccount>> {
  const rows = await records.list({ prefix: ACCOUNT });
  return new Map(rows.map(({ key, value }) => [key.slice(ACCOUNT.length), decodeRecord(account, value)]));
}
