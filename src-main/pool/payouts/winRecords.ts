import * as z from 'zod';
import { count, hash } from '#shared/api/values.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import type { RecordOperation, Records } from '../../store/chainStore.ts';
import { decodeRecord, encodeJson, encodeRecord, orderedNumber } from '../recordCodec.ts';
import { listFrom, listHundred, part, partJson, signedUnits } from './payoutRecords.ts';
import { WinParts } from './winParts.ts';

export const winPlace = z.object({ blockId: count, hash });
/** The block that was won. */
export type WinPlace = z.output<typeof winPlace>;

const win = winPlace.extend({
  /**
   * maturing: not deep enough · carried: added to what miners are owed, nothing sent yet · sent, mined: the
   * payment that took it up · lost: the block is no longer in the chain.
   */
  state: z.enum(['maturing', 'carried', 'sent', 'mined', 'lost']),
  /** The payment that took it up. */
  payment: z.object({ reference: count, identity: hash }).nullable(),
  /** Of all parts together. */
  amount: signedUnits,
  miners: count,
  /** The work that it took, as a part of what was to be expected. */
  effort: z.number().min(0).nullable(),
});
/** A block that this pool found, with each miner's part of its reward; null: those are not at hand. */
export type Win = z.output<typeof win> & { readonly parts: WinParts | null };

const WIN = 'pool/win/';
/** Beside the win, which changes: its parts may be those of thousands of miners. */
const WIN_PARTS = 'pool/winParts/';
/** Those that are not settled: a start finds them, however old they are. */
const OPEN_WIN = 'pool/openWin/';

const keyOf = ({ blockId, hash: of }: WinPlace): string => `${orderedNumber(blockId)}/${toHex(of)}`;
const decodeWin = (value: Bytes): Win => ({ ...decodeRecord(win, value), parts: null });

/** Nothing but a reorganisation can change it any more. */
export const isSettledWin = ({ state }: Pick<Win, 'state'>): boolean => state === 'mined' || state === 'lost';

/** How a win stands now. One payment may take up a hundred of them. */
export function putWin({ parts: _, ...value }: Win): RecordOperation[] {
  const key = OPEN_WIN + keyOf(value);
  return [
    { type: 'put', key: WIN + keyOf(value), value: encodeRecord(win, value) },
    isSettledWin(value) ? { type: 'del', key } : { type: 'put', key, value: encodeRecord(winPlace, value) },
  ];
}
export const putWinParts = (of: WinPlace, parts: WinParts): RecordOperation => ({
  type: 'put',
  key: WIN_PARTS + keyOf(of),
  value: encodeJson(Array.from(parts, partJson)),
});
export const dropWinParts = (of: WinPlace): RecordOperation => ({ type: 'del', key: WIN_PARTS + keyOf(of) });

/** With its parts, as long as these are recorded. */
export async function withParts(records: Records, of: Win): Promise<Win> {
  if (of.parts !== null) return of;
  const stored = await records.get(WIN_PARTS + keyOf(of));
  return stored === undefined ? of : { ...of, parts: new WinParts(decodeRecord(z.array(part), stored)) };
}

// All others read wins without their parts.

export async function readWin(records: Records, place: WinPlace): Promise<Win | undefined> {
  const stored = await records.get(WIN + keyOf(place));
  return stored === undefined ? undefined : decodeWin(stored);
}

/** The newest first. */
export async function readWins(records: Records, limit: number): Promise<Win[]> {
  const rows = await records.list({ prefix: WIN, reverse: true, limit });
  return rows.map(({ value }) => decodeWin(value));
}

export async function openWins(records: Records): Promise<Win[]> {
  const wins: Win[] = [];
  for (const { value } of await records.list({ prefix: OPEN_WIN })) {
    const found = await readWin(records, decodeRecord(winPlace, value));
    if (found !== undefined) wins.push(found);
  }
  return wins;
}

/** Of the blocks after `blockId`. */
export async function winsAfter(records: Records, blockId: number): Promise<Win[]> {
  const values = await listFrom(records, WIN, blockId + 1);
  return values.map(decodeWin).filter((one) => one.blockId > blockId);
}

/** Of the blocks from 100 · `hundred` on. */
export async function winsOfHundred(records: Records, hundred: number): Promise<Win[]> {
  return (await listHundred(records, WIN, hundred)).map(decodeWin);
}
