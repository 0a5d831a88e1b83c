import type { Units } from '#shared/protocol/amounts.ts';
import type { Part } from '../payouts/winParts.ts';

/**
 * Each miner's part of what a block brought its pool: points/total, less the pool's fee, rounded down to units
 * (docs/PROTOCOL.md §8). Parts of nothing are left out.
 */
export function partsOf(
  income: Units,
  feePercent: number,
  shares: readonly { readonly miner: string; readonly points: number }[],
): Part[] {
  const total = shares.reduce((sum, { points }) => sum + BigInt(points), 0n);
  if (total === 0n) return [];
  const kept = BigInt(10_000 - Math.round(feePercent * 100));
  return shares
    .map(({ miner, points }) => ({
      wallet: miner,
      amount: (income * kept * BigInt(points)) / (10_000n * total),
    }))
    .filter(({ amount }) => amount > 0n);
}
