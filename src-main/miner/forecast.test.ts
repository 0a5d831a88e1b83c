import { describe, expect, it } from 'vitest';
import { earnings } from '#shared/protocol/miningEarnings.ts';
import { chanceWithin, expectedTime } from '#shared/protocol/miningOdds.ts';
import { recommendedThreads, threadCounts } from './tuning.ts';

describe('Expected time', () => {
  it('is difficulty by rate, and nothing without a rate', () => {
    expect(expectedTime(5_000_000n, 1_000_000)).toBe(5000);
    expect(expectedTime(100, null)).toBeNull();
    expect(expectedTime(100, 0)).toBeNull();
  });

  it('is reached in 63 of 100 cases', () => {
    const ms = expectedTime(1_000_000, 250_000) ?? 0;
    expect(chanceWithin(ms, 1_000_000, 250_000)).toBeCloseTo(1 - 1 / Math.E, 12);
    expect(chanceWithin(1, 1n << 200n, 1)).toBeGreaterThan(0);
  });
});

describe('Earnings', () => {
  const facts = {
    rate: 1e6,
    blockDifficulty: 864_000_000,
    blockInterval: 198_000,
    blockReward: 250,
    feePercent: 1,
    leadershipPercent: 1,
  };

  it('are what the blocks of a day pay after both fees', () => {
    // 86.4e9 tries a day are 100 blocks.
    expect(earnings(facts, null, null)).toEqual({
      coinsPerDay: 25_000 * 0.99 * 0.99,
      powerPerDay: null,
      breakEvenPrice: null,
      profitPerDay: null,
    });
  });

  it('are never more than all blocks that the network has', () => {
    const result = earnings({ ...facts, rate: 1e12, feePercent: 0, leadershipPercent: 0 }, null, null);
    expect(result.coinsPerDay).toBeCloseTo((86_400 / 198) * 250, 6);
  });

  it('say what a coin must be worth, and what is left after power', () => {
    const free = { ...facts, feePercent: 0, leadershipPercent: 0 };
    const result = earnings(free, { watts: 100, pricePerKilowattHour: 0.5 }, 0.0001);
    expect(result.powerPerDay).toBeCloseTo(1.2, 12);
    expect(result.breakEvenPrice).toBeCloseTo(1.2 / 25_000, 12);
    expect(result.profitPerDay).toBeCloseTo(2.5 - 1.2, 12);
    expect(
      earnings({ ...free, rate: 0 }, { watts: 1, pricePerKilowattHour: 1 }, 1).breakEvenPrice,
    ).toBeNull();
  });
});

describe('Thread tuning', () => {
  it('measures a few counts, the first one and all of them among these', () => {
    expect(threadCounts(1)).toEqual([1]);
    expect(threadCounts(2)).toEqual([1, 2]);
    expect(threadCounts(16)).toEqual([1, 4, 8, 12, 15, 16]);
  });

  it('takes the fewest threads that are nearly the best', () => {
    const measured = [
      { threads: 1, rate: 10 },
      { threads: 4, rate: 39 },
      { threads: 8, rate: 40 },
      { threads: 7, rate: 38.7 },
    ];
    expect(recommendedThreads(measured)).toBe(4);
    expect(recommendedThreads([{ threads: 2, rate: 0 }])).toBe(2);
  });
});
