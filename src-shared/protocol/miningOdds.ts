/**
 * How long it takes on average until a hash beats a difficulty, ms; null without a counted rate. Each try is a lot of
 * its own: after half that time without luck it is still as long. (Within this time luck comes in 63 of 100 cases.)
 */
export function expectedTime(difficulty: number | bigint, rate: number | null): number | null {
  if (rate === null || rate <= 0) return null;
  return (Number(difficulty) / rate) * 1000;
}

/** The chance (0 to 1) that at least one of the hashes of so many ms beats a difficulty. */
export function chanceWithin(ms: number, difficulty: number | bigint, rate: number): number {
  const tries = (rate * ms) / 1000;
  return -Math.expm1(-tries / Number(difficulty));
}
