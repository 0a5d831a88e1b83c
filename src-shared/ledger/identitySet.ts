import type { Bytes } from '../protocol/bytes.ts';
import { OpenTable, seededHash, type TableSeed } from './openTable.ts';

/** The transaction identities (32 bytes each) of one block, in order of appearance. */
export class IdentitySet extends OpenTable {
  count = 0;
  private data: Uint8Array;

  constructor(seed: TableSeed, expected = 0) {
    super(seed, expected);
    this.data = new Uint8Array(Math.max(4, expected) * 32);
  }

  has(identity: Bytes, hash = seededHash(identity, 0, this.seed)): boolean {
    return this.findHashed(hash, identity, 0) >= 0;
  }

  /** Adds an identity that is not in the set. */
  add(identity: Bytes, hash = seededHash(identity, 0, this.seed)): void {
    const start = this.count * 32;
    if (start + 32 > this.data.length) {
      const grown = new Uint8Array(this.data.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data.set(identity, start);
    this.insert(this.count, hash);
    this.count += 1;
  }

  /** Takes back the last ones added. */
  truncate(count: number): void {
    while (this.count > count) {
      this.remove(this.count - 1);
      this.count -= 1;
    }
  }

  /** All identities one after the other; a view. */
  bytes(): Bytes {
    return this.data.subarray(0, this.count * 32);
  }

  static from(seed: TableSeed, bytes: Bytes): IdentitySet {
    const set = new IdentitySet(seed, bytes.length / 32);
    for (let start = 0; start + 32 <= bytes.length; start += 32) set.add(bytes.subarray(start, start + 32));
    return set;
  }

  protected override same(entry: number, bytes: Bytes, offset: number): boolean {
    const start = entry * 32;
    for (let i = 0; i < 32; i++) if (this.data[start + i] !== bytes[offset + i]) return false;
    return true;
  }

  protected override hashOf(entry: number): number {
    return seededHash(this.data, entry * 32, this.seed);
  }
}
