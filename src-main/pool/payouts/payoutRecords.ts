import * as z from 'zod';
import { count } from '#shared/api/values.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import type { RecordOperation, Records } from '../../store/chainStore.ts';
import { decodeRecord, encodeJson, encodeRecord, orderedNumber } from '../recordCodec.ts';
import type { Part } from './winParts.ts';

/** Signed: a wallet can owe the pool when a deep reorganisation takes back what it was paid for. */
export const signedUnits = z.codec(z.string().regex(/^-?[0-9]{1,20}$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (value) => value.toString(),
});

/** Hex of a wallet's key. */
const wallet = z.string().regex(/^[0-9a-f]{64}$/);
export const part = z.object({ wallet, amount: signedUnits });

const account = z.object({ owed: signedUnits, paid: signedUnits });
export type PayoutAccount = z.output<typeof account>;

const ACCOUNT = 'pool/account/';
const THINNED = 'pool/thinned';

/**
 * A block has a part and an account for each of thousands of miners, and a schema takes its time with each: these are
 * put down by hand, in the form that the schema reads.
 */
export const partJson = ({ wallet: of, amount }: Part) => ({ wallet: of, amount: amount.toString() });

export const putAccount = (of: string, { owed, paid }: PayoutAccount): RecordOperation => ({
  type: 'put',
  key: ACCOUNT + of,
  value: encodeJson({ owed: owed.toString(), paid: paid.toString() }),
});

export async function readAccounts(records: Records): Promise<Map<string, PayoutAccount>> {
  const rows = await records.list({ prefix: ACCOUNT });
  return new Map(rows.map(({ key, value }) => [key.slice(ACCOUNT.length), decodeRecord(account, value)]));
}

/** The hundreds of blocks whose wins and payments were thinned out. */
export async function readThinned(records: Records): Promise<number> {
  const stored = await records.get(THINNED);
  return stored === undefined ? 0 : decodeRecord(count, stored);
}
export const putThinned = (hundreds: number): RecordOperation => ({
  type: 'put',
  key: THINNED,
  value: encodeRecord(count, hundreds),
});

/** What stands under `prefix`, of keys that go on with a block's number: of the blocks from 100 · `hundred` on. */
export async function listHundred(records: Records, prefix: string, hundred: number): Promise<Bytes[]> {
  const rows = await records.list({ prefix: prefix + orderedNumber(hundred * 100).slice(0, -2) });
  return rows.map(({ value }) => value);
}

/** As `listHundred`, of all blocks from the hundred on that `blockId` belongs to. */
export async function listFrom(records: Records, prefix: string, blockId: number): Promise<Bytes[]> {
  const [newest] = await records.list({ prefix, reverse: true, limit: 1 });
  const last = newest === undefined ? -1 : Number.parseInt(newest.key.slice(prefix.length), 10);
  const values: Bytes[] = [];
  for (let hundred = Math.floor(Math.max(0, blockId) / 100); hundred * 100 <= last; hundred++) {
    values.push(...(await listHundred(records, prefix, hundred)));
  }
  return values;
}
