import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBucket } from './tokenBucket.ts';

describe('TokenBucket', () => {
  it('gives a burst, then the rate, and says how long to wait', () => {
    const bucket = new TokenBucket(3, 10, 0);
    expect([1, 2, 3, 4].map(() => bucket.take(1, 0))).toEqual([true, true, true, false]);
    expect(bucket.wait(1, 0)).toBe(100);
    expect(bucket.take(1, 99)).toBe(false);
    expect(bucket.take(1, 100)).toBe(true);
    expect(bucket.isFull(200)).toBe(false);
    expect(bucket.isFull(1000)).toBe(true);
  });

  it('never gives more than burst and rate together, also when the clock goes back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 5 })), {
          maxLength: 100,
        }),
        (takes) => {
          const bucket = new TokenBucket(20, 5, 0);
          let given = 0;
          let passed = 0;
          let last = 0;
          for (const [now, cost] of takes) {
            passed += Math.max(0, now - last);
            last = now;
            if (bucket.take(cost, now)) given += cost;
          }
          expect(given).toBeLessThanOrEqual(20 + (passed / 1000) * 5 + 1e-6);
        },
      ),
    );
  });
});
