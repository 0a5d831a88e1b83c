import * as z from 'zod';
import { bytesUpTo, count, hash, signature } from '#shared/api/values.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import type { RecordOperation, Records } from '../../store/chainStore.ts';
import { decodeRecord, encodeJson, encodeRecord, orderedNumber } from '../recordCodec.ts';
import { NO_PARTS, type Part, WinParts } from './winParts.ts';

/** Signed: a wallet can owe the pool when a deep reorganisation takes back what it was paid for. */
const signedUnits = z.codec(z.string().regex(/^-?[0-9]{1,20}$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
});

/** Hex of a wallet's key. */
const wallet = z.string().regex(/^[0-9a-f]{64}$/);
const part = z.object({ wallet, amount: signedUnits });
const winParts = z.codec(z.array(part), z.instanceof(WinParts), {
  decode: (parts) => new WinParts(parts),
  encode: (parts) => [...parts],
});

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
  parts: winParts,
  /** What the parts were, where they themselves are not at hand any more. */
  total: z.object({ amount: signedUnits, miners: count }).nullable().default(null),
  /** The work that it took, as a part of what was to be expected. */
  effort: z.number().min(0).nullable().default(null),
});
/** A block that this pool found, with each miner's part of its reward. */
export type Win = z.output<typeof win>;

/** What of a win changes: it lies beside the win, whose parts may be those of thousands of miners. */
const winState = win.pick({ state: true, payment: true });

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
const WIN_STATE = 'pool/winState/';
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

/** The whole of a win. */
export const putWin = (value: Win): RecordOperation[] => [
  {
    type: 'put',
    key: WIN + placeOf(value),
    value: encodeJson({
      ...win.encode({ ...value, parts: NO_PARTS }),
      parts: Array.from(value.parts, partJson),
    }),
  },
  { type: 'del', key: WIN_STATE + placeOf(value) },
];
/** Of a win whose parts are recorded as they are: how it stands now. One payment may take up a hundred wins. */
export const putWinState = (value: Win): RecordOperation => ({
  type: 'put',
  key: WIN_STATE + placeOf(value),
  value: encodeRecord(winState, { state: value.state, payment: value.payment }),
});
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

export async function readWin(records: Records, which: Win): Promise<Win | undefined> {
  const stored = await records.get(WIN + placeOf(which));
  return stored === undefined ? undefined : asItStands(stored, await records.get(WIN_STATE + placeOf(which)));
}

function asItStands(stored: Bytes, state: Bytes | undefined): Win {
  const whole = decodeRecord(win, stored);
  return state === undefined ? whole : { ...whole, ...decodeRecord(winState, state) };
}

/** `among`: which part of all wins. Each state belongs to a win, so the newest states are those of the newest wins. */
async function listWins(
  records: Records,
  among: { prefix: string; reverse?: boolean; limit?: number },
): Promise<Win[]> {
  const list = (prefix: string) => records.list({ ...among, prefix: prefix + among.prefix });
  const wins = await list(WIN);
  const states = new Map(
    (await list(WIN_STATE)).map(({ key, value }) => [key.slice(WIN_STATE.length), value]),
  );
  return wins.map(({ key, value }) => asItStands(value, states.get(key.slice(WIN.length))));
}

export async function readPayment(records: Records, number: number): Promise<Payment | undefined> {
  const stored = await records.get(PAYMENT + orderedNumber(number));
  return stored === undefined ? undefined : decodeRecord(payment, stored);
}

/** The wins of a thousand blocks: from 1,000 · `thousand` on. */
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

/** The newest first. */
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
