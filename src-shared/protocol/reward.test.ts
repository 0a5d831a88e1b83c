import { describe, expect, it } from 'vitest';
import { blockReward, emissionReward, LAST_REWARD_ID } from './reward.ts';

const COIN = 100_000_000n;

describe('rewards', () => {
  it('fall by a coin every 3,188 blocks, to none', () => {
    expect([94, 3187, 3188, LAST_REWARD_ID, LAST_REWARD_ID + 1, 10 ** 9].map(emissionReward)).toEqual([
      250, 250, 249, 1, 0, 0,
    ]);
    expect(LAST_REWARD_ID).toBe(796_999);
  });

  it('come from lost coins afterwards, in whole coins, 50 at most', () => {
    const id = LAST_REWARD_ID + 1;
    expect(
      [0n, COIN - 1n, COIN, 2n * COIN - 1n, 50n * COIN, 51n * COIN].map((lost) => blockReward(id, lost)),
    ).toEqual([0, 0, 1, 1, 50, 50]);
    expect(blockReward(LAST_REWARD_ID, 51n * COIN)).toBe(1);
  });
});
