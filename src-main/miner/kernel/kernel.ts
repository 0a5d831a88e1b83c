import type { Bytes } from '#shared/protocol/bytes.ts';

/** Blobs are made, kept and tried in groups of this many: the widest kernel's lanes. */
export const GROUP_BLOBS = 16;

/** So many timestamps are prepared at most: enough that what a kernel lays out for a group of blobs costs nothing. */
export const MAX_DATES = 64;

/** Room for what one search may find: a group with every timestamp. */
export const FOUND_CAPACITY = GROUP_BLOBS * MAX_DATES;

/**
 * Blobs that choose MD5 in step 7, with what steps 5 to 8 make of them: that depends on the blob alone, so a library
 * serves every job and every timestamp (docs/PROTOCOL.md, "Mining process").
 */
export interface Library {
  /** Groups of `GROUP_BLOBS` blobs. */
  readonly groups: number;
  /** The first 64-bit number that was not looked at: where the next library begins. */
  readonly next: bigint;
  /** The 8 bytes of a blob, by its index from 0 to groups · 16 − 1. */
  blob(index: number): Bytes;
}

/** A pair whose block hash is not above the limit. */
export interface Solution {
  /** Index in the library. */
  readonly blob: number;
  /** Milliseconds since 1970. */
  readonly minedDate: number;
}

export interface Found {
  /** The first group that was not tried: before `end` when the kernel ran out of room for what it found. */
  readonly next: number;
  readonly solutions: readonly Solution[];
}

/** One way of doing step 9 for many blobs and timestamps. All kernels find exactly the same. */
export interface Kernel {
  readonly name: string;
  /** Groups that a library should have, so that making one takes about 10 ms. */
  readonly libraryGroups: number;
  /** Looks at the 64-bit numbers from `start` on, as blobs, until enough of them chose MD5. */
  makeLibrary(start: bigint, groups: number): Library;
  /** From now on searches try the `count` (at most `MAX_DATES`) milliseconds from `date` on. Costs about 1 µs each. */
  prepare(step3: Bytes, date: number, count: number): void;
  /** Tries the groups from `group` to before `end` with every prepared timestamp. At least one group is tried. */
  search(library: Library, group: number, end: number, limit: Uint32Array): Found;
}

/**
 * A target as kernels want it: the largest hash that passes, as eight words, most significant first. Targets go from
 * 1 to 2^256, at which every hash passes.
 */
export function limitOf(target: bigint): Uint32Array {
  const largest = target - 1n;
  return Uint32Array.from({ length: 8 }, (_, word) =>
    Number((largest >> BigInt(224 - 32 * word)) & 0xffff_ffffn),
  );
}
