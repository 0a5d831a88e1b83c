import { beforeEach, describe, expect, it } from 'vitest';
import type { Bytes } from '#shared/protocol/bytes.ts';
import type { RecordOperation, Records } from '../store/chainStore.ts';
import { RecordJournal } from './recordJournal.ts';
import { ShareBook } from './shareBook.ts';

/** Records in memory, whose writes can be held back. */
class HeldRecords implements Records {
  readonly rows = new Map<string, Bytes>();
  held: (() => void)[] | undefined;

  async get(key: string): Promise<Bytes | undefined> {
    return this.rows.get(key);
  }

  async write(operations: readonly RecordOperation[]): Promise<void> {
    if (this.held !== undefined) await new Promise<void>((resolve) => this.held?.push(resolve));
    for (const operation of operations) {
      if (operation.type === 'put') this.rows.set(operation.key, operation.value);
      else this.rows.delete(operation.key);
    }
  }

  async list({ prefix }: { prefix: string }): Promise<{ key: string; value: Bytes }[]> {
    return [...this.rows].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value }));
  }
}

const MINUTE = 60_000;
let records: HeldRecords;
let journal: RecordJournal;
let book: ShareBook;

async function open(): Promise<void> {
  journal = new RecordJournal(records);
  book = await ShareBook.open(records, journal, { now: 0, blockId: 94 });
}

async function endRound(now: number, blockId: number): Promise<void> {
  const next = book.nextRound(now, blockId);
  await records.write(next.operations);
  next.done();
}

beforeEach(async () => {
  records = new HeldRecords();
  await open();
});

describe('ShareBook', () => {
  it('adds points up for the running round and for all time', async () => {
    await book.meet('a', 0);
    book.add('a', 10, 1);
    book.add('a', 5, 2);
    book.add('b', 7, 3);
    expect(book.roundShares()).toEqual([
      { miner: 'a', points: 15 },
      { miner: 'b', points: 7 },
    ]);
    expect(book.roundPoints).toBe(22);
    await endRound(10, 95);
    expect(book.round).toEqual({ number: 2, startedAt: 10, blockId: 95, effort: 0 });
    expect(book.roundShares()).toEqual([]);
    book.add('a', 1, 11);
    expect(await book.read('a')).toMatchObject({ points: 16, roundPoints: 1, accepted: 3 });
    expect(book.pointsOf('b')).toBe(0);
  });

  it('goes on after a restart with all that was acknowledged, and with nothing twice', async () => {
    book.add('a', 10, 1);
    await journal.flushed();
    book.add('b', 4, 2);
    await journal.flushed();
    // Never acknowledged, so it may be lost.
    book.add('a', 1000, 3);
    await open();
    expect(book.roundShares()).toEqual([
      { miner: 'a', points: 10 },
      { miner: 'b', points: 4 },
    ]);
    expect(book.roundPoints).toBe(14);
    await endRound(10, 95);
    await open();
    expect(book.round.number).toBe(2);
    expect(book.roundPoints).toBe(0);
    await book.meet('a', 20);
    book.add('a', 1, 20);
    expect(await book.read('a')).toMatchObject({ points: 11, roundPoints: 1 });
  });

  it('does not count points of a round that ended while they were being written', async () => {
    records.held = [];
    book.add('a', 10, 1);
    const flushed = journal.flushed();
    await new Promise((resolve) => setImmediate(resolve));
    const release = records.held;
    records.held = undefined;
    await endRound(5, 95);
    for (const go of release) go();
    await flushed;
    await open();
    expect(book.roundPoints).toBe(0);
    expect(await book.read('a')).toMatchObject({ points: 10, round: 1 });
  });

  it('forgets miners that have been idle for an hour, but not their counts', async () => {
    await book.meet('a', 0);
    book.add('a', 10, 0);
    book.add('b', 1, 59 * MINUTE);
    await journal.flushed();
    await endRound(61 * MINUTE, 95);
    expect([...book.miners()].map(({ miner }) => miner)).toEqual(['b']);
    expect(book.knows('a')).toBe(false);
    expect(await book.read('a')).toMatchObject({ points: 10, accepted: 1 });
    await book.meet('a', 62 * MINUTE);
    book.add('a', 1, 62 * MINUTE);
    expect(await book.read('a')).toMatchObject({ points: 11, accepted: 2 });
  });

  it('counts refusals by reason, for the miner and for the pool', async () => {
    await book.meet('a', 0);
    book.refuse('a', 'share.stale');
    book.refuse('a', 'share.stale');
    book.refuse('nobody', 'share.duplicate');
    book.refuse(undefined, 'share.duplicate');
    expect(Object.fromEntries((await book.read('a'))?.refused ?? [])).toEqual({ 'share.stale': 2 });
    expect(Object.fromEntries(book.refused)).toEqual({ 'share.stale': 2, 'share.duplicate': 2 });
    expect(await book.read('nobody')).toBeUndefined();
  });

  it('adds up the work since the last own block, over rounds that others ended and over a restart', async () => {
    book.add('a', 30, 1);
    expect(book.effort(100)).toBe(0.3);
    const theirs = book.nextRound(10, 95, { own: false, difficulty: 100 });
    await records.write(theirs.operations);
    theirs.done();
    book.add('a', 50, 11);
    await journal.flushed();
    await open();
    expect(book.effort(100)).toBeCloseTo(0.8);
    const own = book.nextRound(20, 96, { own: true, difficulty: 100 });
    await records.write(own.operations);
    own.done();
    expect(book.effort(100)).toBe(0);
  });

  it('refuses to guess when a record is damaged', async () => {
    records.rows.set('pool/round', new TextEncoder().encode('{"number":-1}'));
    await expect(open()).rejects.toThrow();
  });
});
