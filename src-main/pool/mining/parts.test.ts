import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOf } from './parts.ts';

const wallet = (n: number) => n.toString(16).padStart(64, '0');

describe('partsOf', () => {
  it('divides by points, less the fee, and never gives more than there is', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 30_000_000_000n),
        fc.integer({ min: 0, max: 10_000 }),
        fc.array(fc.integer({ min: 0, max: 2 ** 48 }), { maxLength: 20 }),
        (income, hundredths, points) => {
          const shares = points.map((one, n) => ({ miner: wallet(n), points: one }));
          const parts = partsOf(income, hundredths / 100, shares);
          const sum = parts.reduce((total, { amount }) => total + amount, 0n);
          expect(sum * 10_000n).toBeLessThanOrEqual(income * BigInt(10_000 - hundredths));
          const total = points.reduce((all, one) => all + BigInt(one), 0n);
          for (const { wallet: of, amount } of parts) {
            const own = BigInt(points[Number.parseInt(of, 16)] ?? 0);
            // Less than one unit is lost by rounding.
            const exact = income * BigInt(10_000 - hundredths) * own;
            expect(exact - amount * total * 10_000n).toBeLessThan(total * 10_000n);
          }
        },
      ),
    );
  });

  it('gives two thirds to who did two thirds', () => {
    const parts = partsOf(300n, 0, [
      { miner: wallet(1), points: 20 },
      { miner: wallet(2), points: 10 },
    ]);
    expect(parts).toEqual([
      { wallet: wallet(1), amount: 200n },
      { wallet: wallet(2), amount: 100n },
    ]);
  });
});
