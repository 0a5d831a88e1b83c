import { describe, expect, it } from 'vitest';
import { MemoryRecords } from './memoryRecords.fixture.ts';
import { PoolSettingsBook } from './poolSettings.ts';

describe('PoolSettingsBook', () => {
  it('keeps each of two changes that are made at once, and what was refused changes nothing', async () => {
    const records = new MemoryRecords();
    const book = await PoolSettingsBook.open(records, {});
    const results = await Promise.allSettled([
      book.change({ feePercent: 2 }),
      book.change({ feePercent: 101 }),
      book.change({ payoutThreshold: 7n }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(book.now).toMatchObject({ feePercent: 2, payoutThreshold: 7n });
    expect((await PoolSettingsBook.open(records, {})).now).toEqual(book.now);
  });

  it('bounds the share difficulty by the operator’s minimum, by the block, and by shares for each block', async () => {
    const book = await PoolSettingsBook.open(new MemoryRecords(), { minShareDifficulty: 500 });
    expect(book.bounds(40)).toEqual({ min: 40, max: 40 });
    expect(book.bounds(1e6)).toEqual({ min: 500, max: 1e6 });
    expect(book.bounds(1e12)).toEqual({ min: 1e6, max: 1e12 });
  });
});
