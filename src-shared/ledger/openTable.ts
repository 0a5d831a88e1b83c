import type { Bytes } from '../protocol/bytes.ts';

/** Two random 32-bit numbers. Keys and identities are chosen by strangers, who must not be able to make them collide. */
export type TableSeed = readonly [number, number];

function word(bytes: Bytes, offset: number): number {
  return (
    (bytes[offset] as number) |
    ((bytes[offset + 1] as number) << 8) |
    ((bytes[offset + 2] as number) << 16) |
    ((bytes[offset + 3] as number) << 24)
  );
}

/** HalfSipHash-1-3 of the 32 bytes at `offset` (Aumasson, Bernstein: "SipHash", its 32-bit form). */
export function seededHash(bytes: Bytes, offset: number, seed: TableSeed): number {
  let v0 = seed[0];
  let v1 = seed[1];
  let v2 = 0x6c796765 ^ seed[0];
  let v3 = 0x74656462 ^ seed[1];
  // 8 words, the closing word with the length, and three finishing rounds
  for (let i = 0; i < 12; i++) {
    const m = i < 8 ? word(bytes, offset + i * 4) : i === 8 ? 32 << 24 : 0;
    if (i === 9) v2 ^= 0xff;
    v3 ^= m;
    v0 = (v0 + v1) | 0;
    v1 = (v1 << 5) | (v1 >>> 27);
    v1 ^= v0;
    v0 = (v0 << 16) | (v0 >>> 16);
    v2 = (v2 + v3) | 0;
    v3 = (v3 << 8) | (v3 >>> 24);
    v3 ^= v2;
    v0 = (v0 + v3) | 0;
    v3 = (v3 << 7) | (v3 >>> 25);
    v3 ^= v0;
    v2 = (v2 + v1) | 0;
    v1 = (v1 << 13) | (v1 >>> 19);
    v1 ^= v2;
    v2 = (v2 << 16) | (v2 >>> 16);
    v0 ^= m;
  }
  return v1 ^ v3;
}

const EMPTY = 0;
const REMOVED = -1;

/**
 * A hash index over 32-byte entries that lie elsewhere: open addressing with linear probing in one typed array,
 * 4 bytes a slot, so that a million wallets cost megabytes and not hundreds of them.
 */
export abstract class OpenTable {
  private slots: Int32Array;
  private mask: number;
  /** Slots that are not empty, removed ones included. */
  private filled = 0;
  private live = 0;
  protected readonly seed: TableSeed;

  constructor(seed: TableSeed, expected = 0) {
    this.seed = seed;
    let capacity = 16;
    while (capacity * 0.6 < expected) capacity *= 2;
    this.slots = new Int32Array(capacity);
    this.mask = capacity - 1;
  }

  /** Whether the entry's 32 bytes are those at `offset`. */
  protected abstract same(entry: number, bytes: Bytes, offset: number): boolean;
  /** `seededHash` of the entry's 32 bytes. */
  protected abstract hashOf(entry: number): number;

  get size(): number {
    return this.live;
  }

  /** The entry with these 32 bytes, or −1. */
  find(bytes: Bytes, offset = 0): number {
    return this.live === 0 ? -1 : this.findHashed(seededHash(bytes, offset, this.seed), bytes, offset);
  }

  /** The same, with the `seededHash` of these bytes under the table's seed. */
  findHashed(hash: number, bytes: Bytes, offset: number): number {
    if (this.live === 0) return -1;
    let slot = hash & this.mask;
    for (;;) {
      const value = this.slots[slot] as number;
      if (value === EMPTY) return -1;
      if (value !== REMOVED && this.same(value - 1, bytes, offset)) return value - 1;
      slot = (slot + 1) & this.mask;
    }
  }

  /** Adds an entry whose bytes are in place and not in the table. */
  insert(entry: number, hash = this.hashOf(entry)): void {
    if ((this.filled + 1) * 10 > this.slots.length * 7) this.rebuild();
    this.place(entry, hash);
    this.live += 1;
  }

  /** Removes an entry whose bytes are still in place. */
  remove(entry: number): void {
    let slot = this.hashOf(entry) & this.mask;
    while (this.slots[slot] !== entry + 1) {
      if (this.slots[slot] === EMPTY) return;
      slot = (slot + 1) & this.mask;
    }
    const next = this.slots[(slot + 1) & this.mask];
    this.live -= 1;
    if (next === EMPTY) {
      this.slots[slot] = EMPTY;
      this.filled -= 1;
    } else this.slots[slot] = REMOVED;
  }

  private place(entry: number, hash: number): void {
    let slot = hash & this.mask;
    while ((this.slots[slot] as number) > 0) slot = (slot + 1) & this.mask;
    if (this.slots[slot] === EMPTY) this.filled += 1;
    this.slots[slot] = entry + 1;
  }

  private rebuild(): void {
    const old = this.slots;
    const capacity = this.live * 10 > old.length * 4 ? old.length * 2 : old.length;
    this.slots = new Int32Array(capacity);
    this.mask = capacity - 1;
    this.filled = 0;
    for (let i = 0; i < old.length; i++) {
      const value = old[i] as number;
      if (value > 0) this.place(value - 1, this.hashOf(value - 1));
    }
  }
}
