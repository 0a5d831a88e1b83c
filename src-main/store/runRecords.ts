import type { RunRecord } from '#shared/contracts/contractRunner.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import type { Database, DatabaseOperation } from './database.ts';
import { contractRunsKey, runsKey, walletRunsKey } from './keys.ts';
import { seal, unseal } from './sealed.ts';

/** One movement of coins by a contract, or a fee that a run paid for itself: a line of a wallet's history. */
export interface Movement {
  readonly run: RunRecord;
  readonly payer: number;
  /** null of a fee alone. */
  readonly receiver: number | null;
  readonly amount: Units;
  readonly fee: Units;
}

/** All of a block, in order. Their places in this list are their item indexes in histories. */
export function movementsOf(runs: readonly RunRecord[]): Movement[] {
  return runs.flatMap((run): Movement[] => {
    if (run.paidBy !== null) {
      return [{ run, payer: run.paidBy, receiver: null, amount: 0n, fee: run.fee }];
    }
    return run.transfers.map(({ payer, receiver, amount, fee }) => ({ run, payer, receiver, amount, fee }));
  });
}

/** A run with its place. */
export interface PlacedRun {
  readonly blockId: number;
  readonly run: RunRecord;
}

function encodeRuns(runs: readonly RunRecord[]): Buffer {
  const text = JSON.stringify(runs, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
  return seal(Buffer.from(text));
}

function decodeRuns(sealed: Buffer): RunRecord[] {
  const runs: RunRecord[] = JSON.parse(unseal(sealed, 'runs').toString());
  const units = (value: unknown) => BigInt(String(value).slice(0, -1));
  return runs.map((run) => ({
    ...run,
    fee: units(run.fee),
    transfers: run.transfers.map((one) => ({ ...one, amount: units(one.amount), fee: units(one.fee) })),
  }));
}

/**
 * What contracts did in a block, and where to find it: runs of a contract, runs for a wallet.
 *
 *     e block                 → the runs as JSON
 *     x contract 4 || ~block 4 → places in that list, 4 bytes each
 *     y wallet 4 || ~block 4   → the same
 */
export function runOperations(
  block: number,
  runs: readonly RunRecord[],
  type: 'put' | 'del',
): DatabaseOperation[] {
  if (runs.length === 0) return [];
  const operations: DatabaseOperation[] = [];
  const put = (key: Buffer, value: () => Buffer) => {
    operations.push(type === 'put' ? { type, key, value: value() } : { type, key });
  };
  put(runsKey(block), () => encodeRuns(runs));
  const contracts = new Map<number, number[]>();
  const wallets = new Map<number, number[]>();
  const add = (map: Map<number, number[]>, id: number, at: number) => {
    const places = map.get(id);
    if (places === undefined) map.set(id, [at]);
    else places.push(at);
  };
  for (const [at, { contract, wallet }] of runs.entries()) {
    add(contracts, contract, at);
    add(wallets, wallet, at);
  }
  for (const [id, places] of contracts) put(contractRunsKey(id, block), () => encodePlaces(places));
  for (const [id, places] of wallets) put(walletRunsKey(id, block), () => encodePlaces(places));
  return operations;
}

function encodePlaces(places: readonly number[]): Buffer {
  const value = Buffer.alloc(places.length * 4);
  for (const [at, place] of places.entries()) value.writeUInt32BE(place, at * 4);
  return seal(value);
}

/** What contracts did in a block, in order. */
export async function readRuns(database: Database, block: number): Promise<RunRecord[]> {
  const sealed = await database.get(runsKey(block));
  return sealed === undefined ? [] : decodeRuns(sealed);
}

/** Blocks that are read at most for one answer. */
const MOST_BLOCKS = 5_000;

/**
 * Runs of a contract, for a wallet, or both, the newest first; blocks are not parted, so there may be more than
 * `limit`. `before`: only those of older blocks. `more`: there may be older ones.
 */
export async function findRuns(
  database: Database,
  which: { contract?: number; wallet?: number; before?: number; limit: number },
): Promise<{ runs: PlacedRun[]; more: boolean }> {
  const { contract, wallet, before, limit } = which;
  const newest = before === undefined ? 0xffffffff : before - 1;
  const found: PlacedRun[] = [];
  const id = wallet ?? contract;
  if (id === undefined || newest < 0) return { runs: [], more: false };
  const keyOf = wallet === undefined ? contractRunsKey : walletRunsKey;
  let read = 0;
  for await (const [key, sealed] of database.iterator({ gte: keyOf(id, newest), lte: keyOf(id, 0) })) {
    if (found.length >= limit || read >= MOST_BLOCKS) return { runs: found, more: true };
    read += 1;
    const blockId = 0xffffffff - key.readUInt32BE(5);
    const places = unseal(sealed, 'places of runs');
    const runs = await readRuns(database, blockId);
    for (let at = places.length - 4; at >= 0; at -= 4) {
      const run = runs[places.readUInt32BE(at)];
      if (run !== undefined && (contract === undefined || run.contract === contract)) {
        found.push({ blockId, run });
      }
    }
  }
  return { runs: found, more: false };
}
