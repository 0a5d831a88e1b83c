import type { Bytes } from './bytes.ts';
import type { Network } from './network.ts';

const TWO_256 = 1n << 256n;

/** The largest target a block can have. */
export const MAX_TARGET = TWO_256 - 1n;

/** floor(2^256 / d) for a difficulty d ≥ 1: for 1 it is 2^256, which every hash is below. */
export function targetOfDifficulty(difficulty: bigint): bigint {
  return TWO_256 / (difficulty < 1n ? 1n : difficulty);
}

/** floor(2^256 / target), at least 1: how many hashes one below the target costs. */
export function difficultyOfTarget(target: bigint): bigint {
  if (target < 1n) return TWO_256;
  const difficulty = TWO_256 / target;
  return difficulty < 1n ? 1n : difficulty;
}

/** What a block adds to its chain's total work: floor(2^256 / (target + 1)) (docs/PROTOCOL.md §7). */
export function workOfTarget(target: bigint): bigint {
  return TWO_256 / (target + 1n);
}

/** Whether a hash, as a 256-bit number, is smaller than the target. */
export function passes(hash: Bytes, target: bigint): boolean {
  if (hash.length !== 32) return false;
  const view = new DataView(hash.buffer, hash.byteOffset, 32);
  if (target >= TWO_256) return true;
  for (let part = 0; part < 4; part++) {
    const ours = view.getBigUint64(8 * part);
    const limit = BigInt.asUintN(64, target >> BigInt(192 - 64 * part));
    if (ours !== limit) return ours < limit;
  }
  return false;
}

/**
 * The target of the block after `p`, from `p`'s target and mined date and the mined date of the block before it
 * (for block 94 that is the genesis time). ASERT's exponential in integers, stepped from block to block, so that one
 * gap at most doubles the target (docs/PROTOCOL.md §4, "Block difficulty").
 */
export function nextTarget(
  p: { readonly target: bigint; readonly minedDate: number; readonly parentMinedDate: number },
  network: Pick<Network, 'halfLife' | 'blockInterval'>,
): bigint {
  const halfLife = BigInt(network.halfLife);
  const interval = BigInt(network.blockInterval);
  const gap = BigInt(p.minedDate) - BigInt(p.parentMinedDate);
  const late = (gap < halfLife + interval ? gap : halfLife + interval) - interval;
  // bigint division truncates towards zero and its shift rounds down, as the rule asks.
  const exponent = (late * 65536n) / halfLife;
  const shifts = (exponent >> 16n) - 16n;
  const f = exponent & 0xffffn;
  const cubic = 195766423245049n * f + 971821376n * f * f + 5127n * f * f * f + (1n << 47n);
  const product = p.target * (65536n + (cubic >> 48n));
  const target = shifts < 0n ? product >> -shifts : product << shifts;
  return target < 1n ? 1n : target > MAX_TARGET ? MAX_TARGET : target;
}
