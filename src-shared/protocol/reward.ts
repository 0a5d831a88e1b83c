import { UNITS_PER_COIN, type Units } from './amounts.ts';

/** After so many blocks the reward falls by one coin (paper, "Block reward flow"). */
const BLOCKS_PER_STEP = 3188;
const FIRST_REWARD = 250;
const LOST_COINS_REWARD = 50n * UNITS_PER_COIN;

/** The last block with a reward from emission; from the next on it comes from lost coins. */
export const LAST_REWARD_ID = FIRST_REWARD * BLOCKS_PER_STEP - 1;

/** Whole new coins of a block: 250 − floor(id / 3188) down to 0. All of them from 94 on are 100,000,000. */
export function emissionReward(id: number): number {
  return Math.max(0, FIRST_REWARD - Math.floor(id / BLOCKS_PER_STEP));
}

/**
 * Whole coins of a block's reward: the emission, and after it min(lost coins, 50) floored to whole coins.
 * `lostCoins` is the pool as it stood before the block, in units (docs/PROTOCOL.md §6).
 */
export function blockReward(id: number, lostCoins: Units): number {
  const emission = emissionReward(id);
  if (emission > 0) return emission;
  return Number((lostCoins < LOST_COINS_REWARD ? lostCoins : LOST_COINS_REWARD) / UNITS_PER_COIN);
}
