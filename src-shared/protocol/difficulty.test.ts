import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  difficultyOfTarget,
  MAX_TARGET,
  nextTarget,
  passes,
  targetOfDifficulty,
  workOfTarget,
} from './difficulty.ts';
import { encodeTarget, localParameters, mainParameters } from './network.ts';

const target = fc.bigInt({ min: 1n, max: MAX_TARGET });
const rule = { halfLife: 600_000, blockInterval: 10_000 };
const targetAfter = (
  from: bigint,
  gap: number,
  network: { halfLife: number; blockInterval: number } = rule,
) => nextTarget({ target: from, minedDate: 1_000_000 + gap, parentMinedDate: 1_000_000 }, network);

describe('targets', () => {
  it('let every hash pass at difficulty 1', () => {
    expect(passes(new Uint8Array(32).fill(255), targetOfDifficulty(1n))).toBe(true);
    expect(targetOfDifficulty(0n)).toBe(targetOfDifficulty(1n));
    expect(difficultyOfTarget(targetOfDifficulty(1n))).toBe(1n);
    expect(difficultyOfTarget(MAX_TARGET)).toBe(1n);
    expect(workOfTarget(MAX_TARGET)).toBe(1n);
  });

  it('compare with a hash as numbers, strictly', () => {
    fc.assert(
      fc.property(
        target,
        fc.bigInt({ min: 0n, max: MAX_TARGET }),
        fc.bigInt({ min: -2n, max: 2n }),
        (limit, value, near) => {
          expect(passes(encodeTarget(value), limit)).toBe(value < limit);
          const beside = limit + near;
          fc.pre(beside >= 0n && beside <= MAX_TARGET);
          expect(passes(encodeTarget(beside), limit)).toBe(near < 0n);
        },
      ),
      { numRuns: 500 },
    );
    expect(passes(new Uint8Array(31), MAX_TARGET)).toBe(false);
    expect(passes(new Uint8Array(32), 0n)).toBe(false);
  });

  it('and difficulties stand for each other', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 100n }), (difficulty) => {
        expect(difficultyOfTarget(targetOfDifficulty(difficulty))).toBe(difficulty);
      }),
    );
  });
});

describe('the next target', () => {
  it('stays after exactly one interval', () => {
    fc.assert(
      fc.property(target, (from) => {
        expect(targetAfter(from, rule.blockInterval)).toBe(from);
      }),
    );
  });

  it('doubles after a half-life more, and no more after any longer gap', () => {
    fc.assert(
      fc.property(target, fc.integer({ min: 0, max: 2 ** 31 - 1 }), (from, more) => {
        const doubled = 2n * from > MAX_TARGET ? MAX_TARGET : 2n * from;
        expect(targetAfter(from, rule.halfLife + rule.blockInterval + more)).toBe(doubled);
      }),
    );
  });

  it('grows with the gap, and is within 1 … 2^256 − 1 for any network', () => {
    const span = fc.integer({ min: 1, max: 2 ** 40 });
    fc.assert(
      fc.property(target, span, span, span, span, (from, halfLife, blockInterval, one, other) => {
        const network = { halfLife, blockInterval };
        const [short, long] = [
          targetAfter(from, Math.min(one, other), network),
          targetAfter(from, Math.max(one, other), network),
        ];
        expect(1n <= short && short <= long && long <= MAX_TARGET).toBe(true);
      }),
    );
    expect(targetAfter(1n, 1)).toBe(1n);
    expect(targetAfter(MAX_TARGET, 1, { halfLife: 1, blockInterval: Number.MAX_SAFE_INTEGER })).toBe(1n);
    expect(targetAfter(MAX_TARGET, 10 ** 12)).toBe(MAX_TARGET);
  });

  it('follows 2^(d / half-life) to about a ten-thousandth', () => {
    for (const network of [mainParameters, localParameters]) {
      for (const share of [0.1, 0.25, 0.5, 0.75, 0.9]) {
        const gap = Math.round(network.halfLife * share) + network.blockInterval;
        const ratio = Number((targetAfter(2n ** 200n, gap, network) * 1_000_000n) / 2n ** 200n) / 1_000_000;
        expect(Math.abs(ratio / 2 ** share - 1)).toBeLessThan(2e-4);
      }
    }
  });

  it('falls by the interval for blocks at the same time', () => {
    const ratio = Number((targetAfter(2n ** 200n, 0) * 1_000_000n) / 2n ** 200n) / 1_000_000;
    expect(Math.abs(ratio / 2 ** (-10_000 / 600_000) - 1)).toBeLessThan(2e-4);
  });
});
