import { describe, expect, it } from 'vitest';
import { chargePattern, partedCharges } from './chargePattern.ts';

const DAY = 86_400_000;

describe('payments in words', () => {
  it('are one spell where they are alike, and another where they change', () => {
    const year = [
      { date: 0, amount: 1n },
      ...Array.from({ length: 12 }, (_, at) => ({ date: (at + 1) * 30 * DAY, amount: 10n })),
      { date: 365 * DAY, amount: 3n },
    ];
    const { now, nowCount, later } = partedCharges(year);
    expect([now, nowCount, later.length]).toEqual([1n, 1, 13]);
    expect(chargePattern(later)).toEqual([
      { amount: 10n, first: 30 * DAY, every: 30 * DAY, count: 12 },
      { amount: 3n, first: 365 * DAY, every: null, count: 1 },
    ]);
  });

  it('say no rhythm where there is none', () => {
    const spells = chargePattern([1, 2, 4].map((day) => ({ date: day * DAY, amount: 5n })));
    expect(spells).toEqual([
      { amount: 5n, first: DAY, every: DAY, count: 2 },
      { amount: 5n, first: 4 * DAY, every: null, count: 1 },
    ]);
    expect(chargePattern([])).toEqual([]);
  });
});
