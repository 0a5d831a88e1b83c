import type { MinerState as PoolsWord } from '#shared/api/poolValues.ts';

/** A round that ended without bringing anything, because another pool found the block. */
export interface LostRound {
  readonly date: number;
  readonly points: number;
}

/** Told from two words of the pool: points of the round are gone, and nothing was earned for them. */
export function lostRound(before: PoolsWord | null, after: PoolsWord, date: number): LostRound | null {
  if (before === null || before.address !== after.address) return null;
  const isGone = after.roundPoints < before.roundPoints;
  const isEarned = after.owed + after.paid > before.owed + before.paid;
  return isGone && !isEarned ? { date, points: before.roundPoints } : null;
}
