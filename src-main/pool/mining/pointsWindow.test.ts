import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryRecords } from '../memoryRecords.fixture.ts';
import { RecordJournal } from '../recordJournal.ts';
import { PointsWindow } from './pointsWindow.ts';

const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];

let records: MemoryRecords;
let journal: RecordJournal;
let window: PointsWindow;

async function open(from = 0): Promise<void> {
  journal = new RecordJournal(records);
  window = await PointsWindow.open(records, journal, from);
}

/** As after a crash: the open slice comes from the miners' records. */
async function reopen(from = 0): Promise<void> {
  const [number, points] = [
    window.openNumber,
    [a, b, c].map((one) => [one, window.openPointsOf(one)] as const),
  ];
  await journal.flushed();
  await open(from);
  expect(window.openNumber).toBe(Math.max(from, number));
  if (window.openNumber === number) for (const [miner, some] of points) window.restore(miner, some);
}

beforeEach(async () => {
  records = new MemoryRecords();
  await open();
});

describe('PointsWindow', () => {
  it('counts all points while there are fewer than the window holds', () => {
    for (let n = 0; n < 10; n++) window.add(a, 5, 1000);
    window.add(b, 50, 1000);
    expect(window.shares(1000)).toEqual([
      { miner: a, points: 50 },
      { miner: b, points: 50 },
    ]);
    expect(window.pointsOf(a, 1000)).toEqual({ points: 50, total: 100 });
    expect(window.pointsOf(c, 1000)).toEqual({ points: 0, total: 100 });
  });

  it('moves on: who stops loses its part to those who go on, and not before', () => {
    for (let n = 0; n < 640; n++) window.add(a, 1, 640);
    expect(window.pointsOf(a, 640).points).toBe(640);
    for (let n = 0; n < 320; n++) window.add(b, 1, 640);
    expect(window.shares(640)).toEqual(
      expect.arrayContaining([
        { miner: a, points: 320 },
        { miner: b, points: 320 },
      ]),
    );
    for (let n = 0; n < 320; n++) window.add(b, 1, 640);
    expect(window.shares(640)).toEqual([{ miner: b, points: 640 }]);
  });

  it('reaches further back when blocks become harder, as far as it was kept', () => {
    for (let n = 0; n < 100; n++) window.add(a, 10, 1000);
    for (let n = 0; n < 100; n++) window.add(b, 10, 1000);
    expect(window.pointsOf(a, 1000).points).toBe(0);
    expect(window.pointsOf(a, 1500).points).toBe(500);
  });

  it('counts a part of a share that is larger than what is left of the window', () => {
    window.add(a, 900, 1000);
    window.add(b, 400, 1000);
    expect(window.pointsOf(a, 1000)).toEqual({ points: 600, total: 1000 });
  });

  it('is the same after a restart, and keeps a bounded number of records', async () => {
    for (let n = 0; n < 2000; n++) {
      window.add([a, b, c][n % 3] as string, 1 + (n % 7), 640);
      if (n % 191 !== 0) continue;
      const before = window.shares(640).sort((x, y) => (x.miner < y.miner ? -1 : 1));
      await reopen();
      expect(window.shares(640).sort((x, y) => (x.miner < y.miner ? -1 : 1))).toEqual(before);
    }
    await journal.flushed();
    expect((await records.list({ prefix: 'pool/slice/' })).length).toBeLessThanOrEqual(66);
  });

  it('forgets what was before a new beginning, also what was being written just then', async () => {
    for (let n = 0; n < 100; n++) window.add(a, 10, 1000);
    const next = window.openNumber + 1;
    window.restartAt(next);
    window.add(b, 3, 1000);
    expect(window.shares(1000)).toEqual([{ miner: b, points: 3 }]);
    await reopen(next);
    expect(window.shares(1000)).toEqual([{ miner: b, points: 3 }]);
    // As if its deletion had been lost.
    records.rows.set('pool/slice/000000000002', new TextEncoder().encode(`[["${a}",5]]`));
    await reopen(next);
    expect(window.shares(1000)).toEqual([{ miner: b, points: 3 }]);
  });

  it('never counts more than the window, and never more than was given', () => {
    const share = fc.record({ miner: fc.constantFrom(a, b, c), points: fc.integer({ min: 1, max: 500 }) });
    fc.assert(
      fc.property(fc.array(share, { maxLength: 200 }), fc.integer({ min: 10, max: 2000 }), (shares, size) => {
        const journalOfNothing = new RecordJournal({ write: async () => {} });
        const one = PointsWindow.empty(journalOfNothing);
        for (const { miner, points } of shares) one.add(miner, points, size);
        const counted = one.shares(size);
        const total = counted.reduce((sum, { points }) => sum + points, 0);
        const given = shares.reduce((sum, { points }) => sum + points, 0);
        // Parts of points are rounded down, one for each miner and slice that counts in part.
        expect(total).toBeLessThanOrEqual(Math.min(size, given));
        expect(total).toBeGreaterThanOrEqual(Math.min(size, given) - 3);
        for (const { miner, points } of counted) expect(one.pointsOf(miner, size).points).toBe(points);
      }),
    );
  });
});
