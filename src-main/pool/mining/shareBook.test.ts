import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryRecords } from '../memoryRecords.fixture.ts';
import { RecordJournal } from '../recordJournal.ts';
import { type Scheme, ShareBook } from './shareBook.ts';

const MINUTE = 60_000;
let records: MemoryRecords;
let journal: RecordJournal;
let book: ShareBook;
let chosen: Scheme;
/** Of a block: the window of PPLNS is twice as large. */
const DIFFICULTY = 50;

async function open(): Promise<void> {
  journal = new RecordJournal(records);
  book = await ShareBook.open(records, journal, { now: 0, blockId: 94 }, () => chosen);
}

async function endRound(now: number, blockId: number): Promise<void> {
  const next = book.nextRound(now, blockId);
  await records.write(next.operations);
  next.done();
}

beforeEach(async () => {
  records = new MemoryRecords();
  chosen = 'proportional';
  await open();
});

describe('ShareBook', () => {
  it('adds points up for the running round and for all time', async () => {
    await book.meet('a', 0);
    book.add('a', 10, 1, DIFFICULTY);
    book.add('a', 5, 2, DIFFICULTY);
    book.add('b', 7, 3, DIFFICULTY);
    expect(book.roundShares()).toEqual([
      { miner: 'a', points: 15 },
      { miner: 'b', points: 7 },
    ]);
    expect(book.roundPoints).toBe(22);
    await endRound(10, 95);
    expect(book.round).toEqual({
      number: 2,
      startedAt: 10,
      blockId: 95,
      effort: 0,
      scheme: 'proportional',
      windowFrom: 0,
    });
    expect(book.roundShares()).toEqual([]);
    book.add('a', 1, 11, DIFFICULTY);
    expect(await book.read('a')).toMatchObject({ points: 16, roundPoints: 1, accepted: 3 });
    expect(book.pointsOf('b')).toBe(0);
  });

  it('goes on after a restart with all that was acknowledged, and with nothing twice', async () => {
    book.add('a', 10, 1, DIFFICULTY);
    await journal.flushed();
    book.add('b', 4, 2, DIFFICULTY);
    await journal.flushed();
    // Never acknowledged, so it may be lost.
    book.add('a', 1000, 3, DIFFICULTY);
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
    book.add('a', 1, 20, DIFFICULTY);
    expect(await book.read('a')).toMatchObject({ points: 11, roundPoints: 1 });
  });

  it('does not count points of a round that ended while they were being written', async () => {
    records.held = [];
    book.add('a', 10, 1, DIFFICULTY);
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
    book.add('a', 10, 0, DIFFICULTY);
    book.add('b', 1, 59 * MINUTE, DIFFICULTY);
    await journal.flushed();
    await endRound(61 * MINUTE, 95);
    expect([...book.miners()].map(({ miner }) => miner)).toEqual(['b']);
    expect(book.atHand('a')).toBeUndefined();
    expect(await book.read('a')).toMatchObject({ points: 10, accepted: 1 });
    await book.meet('a', 62 * MINUTE);
    book.add('a', 1, 62 * MINUTE, DIFFICULTY);
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
    book.add('a', 30, 1, DIFFICULTY);
    expect(book.effort(100)).toBe(0.3);
    const theirs = book.nextRound(10, 95, { own: false, difficulty: 100 });
    await records.write(theirs.operations);
    theirs.done();
    book.add('a', 50, 11, DIFFICULTY);
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

describe('the scheme', () => {
  const [alice, bob] = ['a'.repeat(64), 'b'.repeat(64)] as [string, string];

  it('PPLNS counts over the end of rounds, by anybody’s blocks, and over a restart', async () => {
    chosen = 'pplns';
    await open();
    book.add(alice, 30, 1, DIFFICULTY);
    await endRound(10, 95);
    book.add(bob, 10, 11, DIFFICULTY);
    expect(book.pointsOf(alice)).toBe(0);
    expect(book.counting(alice, DIFFICULTY)).toEqual({ points: 30, total: 40 });
    await journal.flushed();
    await open();
    expect(book.round.scheme).toBe('pplns');
    expect(book.paidShares(DIFFICULTY)).toEqual(
      expect.arrayContaining([
        { miner: alice, points: 30 },
        { miner: bob, points: 10 },
      ]),
    );
    for (let n = 0; n < 100; n++) book.add(bob, 1, 20, DIFFICULTY);
    expect(book.paidShares(DIFFICULTY)).toEqual([{ miner: bob, points: 100 }]);
    await journal.flushed();
    await open();
    expect(book.paidShares(DIFFICULTY)).toEqual([{ miner: bob, points: 100 }]);
  });

  it('changes with a block and not before, and no share counts by both', async () => {
    book.add(alice, 30, 1, DIFFICULTY);
    chosen = 'pplns';
    book.add(alice, 5, 2, DIFFICULTY);
    expect(book.round.scheme).toBe('proportional');
    expect(book.paidShares(DIFFICULTY)).toEqual([{ miner: alice, points: 35 }]);
    await endRound(10, 95);
    expect(book.round.scheme).toBe('pplns');
    expect(book.paidShares(DIFFICULTY)).toEqual([]);
    book.add(bob, 20, 11, DIFFICULTY);
    await endRound(20, 96);
    expect(book.paidShares(DIFFICULTY)).toEqual([{ miner: bob, points: 20 }]);
    chosen = 'proportional';
    await endRound(30, 97);
    expect(book.paidShares(DIFFICULTY)).toEqual([]);
    book.add(alice, 7, 31, DIFFICULTY);
    chosen = 'pplns';
    await endRound(40, 98);
    expect(book.paidShares(DIFFICULTY)).toEqual([]);
    await journal.flushed();
    await open();
    expect(book.round.scheme).toBe('pplns');
    expect(book.paidShares(DIFFICULTY)).toEqual([]);
  });

  it('does not bring back an old window that was being written while a block ended it', async () => {
    chosen = 'pplns';
    await open();
    book.add(alice, 30, 1, DIFFICULTY);
    records.held = [];
    book.add(alice, 30, 2, DIFFICULTY);
    const flushed = journal.flushed();
    await new Promise((resolve) => setImmediate(resolve));
    const release = records.held;
    records.held = undefined;
    chosen = 'proportional';
    await endRound(5, 95);
    chosen = 'pplns';
    await endRound(6, 96);
    book.add(bob, 1, 7, DIFFICULTY);
    for (const go of release) go();
    await flushed;
    await journal.flushed();
    await open();
    expect(book.paidShares(DIFFICULTY)).toEqual([{ miner: bob, points: 1 }]);
  });
});
