import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelay } from './backoff.ts';

describe('retryDelay', () => {
  it('grows to a minute', () => {
    const delays = [0, 1, 2, 3, 10, 1e6].map((attempt) => retryDelay(attempt, () => 0));
    expect(delays).toEqual([500, 1000, 2000, 4000, 60_000, 60_000]);
  });

  it('stays between a half and the whole', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, chance) => {
        const most = retryDelay(attempt, () => 0);
        const delay = retryDelay(attempt, () => chance);
        expect(delay).toBeGreaterThanOrEqual(most / 2);
        expect(delay).toBeLessThanOrEqual(most);
      }),
    );
  });
});
