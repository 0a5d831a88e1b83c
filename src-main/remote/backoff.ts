const FIRST = 500;
const MOST = 60_000;

/**
 * How long to wait before trying again, in ms: twice as long each time up to a minute, less a random part of
 * up to a half, so that a pool that comes back is not run over by all its miners at the same moment.
 * `random` gives 0 ≤ x < 1.
 */
export function retryDelay(attempt: number, random: () => number): number {
  const most = Math.min(MOST, FIRST * 2 ** Math.min(attempt, 16));
  return Math.round(most * (1 - random() / 2));
}
