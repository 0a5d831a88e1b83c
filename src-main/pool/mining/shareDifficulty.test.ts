import { describe, expect, it } from 'vitest';
import { SHARE_INTERVAL, ShareDifficulty } from './shareDifficulty.ts';

const bounds = { min: 1, max: 1e12 };

/** Lets a miner of `rate` tries a second find shares exactly when they are expected. */
function mine(difficulty: ShareDifficulty, rate: number, from: number, shares: number): number {
  let now = from;
  for (let i = 0; i < shares; i++) {
    const points = difficulty.within(bounds);
    now += (points / rate) * 1000;
    difficulty.shareAccepted(points, now, bounds);
  }
  return now;
}

describe('ShareDifficulty', () => {
  it.each([1_000, 1_000_000, 50_000_000])(
    'goes to about one share in five seconds for %d tries a second',
    (rate) => {
      const difficulty = new ShareDifficulty(20_000, 0);
      mine(difficulty, rate, 0, 200);
      const pace = (difficulty.within(bounds) / rate) * 1000;
      expect(pace).toBeGreaterThan(SHARE_INTERVAL * 0.5);
      expect(pace).toBeLessThan(SHARE_INTERVAL * 2);
    },
  );

  it('falls while a miner is silent', () => {
    const difficulty = new ShareDifficulty(1_000_000, 0);
    expect(difficulty.timePassed(29_000, bounds)).toBe(false);
    expect(difficulty.timePassed(31_000, bounds)).toBe(true);
    expect(difficulty.within(bounds)).toBe(250_000);
  });

  it('stays within the bounds however long a miner is silent, and rises from there at once', () => {
    const narrow = { min: 1000, max: 1e12 };
    const difficulty = new ShareDifficulty(4000, 0);
    const changes: number[] = [];
    for (let now = 10_000; now <= 900_000; now += 10_000) {
      if (difficulty.timePassed(now, narrow)) changes.push(difficulty.within(narrow));
    }
    expect(changes).toEqual([1000]);
    let shares = 0;
    for (let now = 900_000; difficulty.within(narrow) === 1000; now += 1) {
      difficulty.shareAccepted(1000, now, narrow);
      shares += 1;
    }
    expect(shares).toBe(8);
    expect(difficulty.within(narrow)).toBe(8000);
  });

  it('keeps what the miner chose, within the bounds', () => {
    const difficulty = new ShareDifficulty(5_000, 0);
    difficulty.choose(10);
    expect(difficulty.within({ min: 100, max: 1000 })).toBe(100);
    difficulty.choose(1e9);
    expect(difficulty.within({ min: 100, max: 1000 })).toBe(1000);
    difficulty.choose(500);
    expect(difficulty.shareAccepted(500, 1, bounds)).toBe(false);
    expect(difficulty.within({ min: 100, max: 1000 })).toBe(500);
    difficulty.choose(null);
    expect(difficulty.within(bounds)).toBe(5_000);
  });

  it('never asks for more than a block, even when the pool minimum is higher', () => {
    expect(new ShareDifficulty(1, 0).within({ min: 1000, max: 40 })).toBe(40);
  });
});
