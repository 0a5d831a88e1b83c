import type { Bytes } from '../protocol/bytes.ts';
import { OpenTable, seededHash, type TableSeed } from './openTable.ts';
import { ROW, rowExists, viewOf, wordsOf } from './walletRow.ts';

/** Rows in a chunk: large enough that chunks are few, small enough that growing never copies much. */
const CHUNK_ROWS = 4096;
const CHUNK_BITS = 12;
const ROW_WORDS = ROW / 4;
const KEY_WORD = 8;

/** The rows of all wallets by dense id, with the index of their keys. */
export class WalletTable extends OpenTable {
  /** Ids 0 … count − 1 have been given out. */
  count = 0;
  private readonly chunks: Uint8Array[] = [];
  private readonly views: DataView[] = [];
  private readonly words: Int32Array[] = [];

  /** A view of the chunk that holds an id; the row stands at `WalletTable.at(id)`. The id must be below `count`. */
  viewFor(id: number): DataView {
    return this.views[id >>> CHUNK_BITS] as DataView;
  }

  bytesFor(id: number): Uint8Array {
    return this.chunks[id >>> CHUNK_BITS] as Uint8Array;
  }

  static at(id: number): number {
    return (id & (CHUNK_ROWS - 1)) * ROW;
  }

  has(id: number): boolean {
    return id >= 0 && id < this.count && rowExists(this.viewFor(id), WalletTable.at(id));
  }

  /** Sets how many ids have been given out; new rows are zeros, rows beyond it must have been zeroed. */
  resize(count: number): void {
    while (this.chunks.length * CHUNK_ROWS < count) {
      const chunk = new Uint8Array(CHUNK_ROWS * ROW);
      this.chunks.push(chunk);
      this.views.push(viewOf(chunk));
      this.words.push(wordsOf(chunk));
    }
    this.count = count;
  }

  /** Overwrites the rows of these ids, which lie one after the other in `rows`, and keeps the index of keys right. */
  setRows(ids: Int32Array, rows: Uint8Array): void {
    const from = wordsOf(rows);
    for (let slot = 0; slot < ids.length; slot++) {
      const id = ids[slot] as number;
      const to = this.words[id >>> CHUNK_BITS] as Int32Array;
      const at = WalletTable.at(id);
      const word = at >>> 2;
      const start = slot * ROW_WORDS;
      let sameKey = true;
      for (let i = KEY_WORD; i < ROW_WORDS; i++) if (to[word + i] !== from[start + i]) sameKey = false;
      const existed = (this.bytesFor(id)[at + 20] as number) >= 0x80;
      const exists = (rows[slot * ROW + 20] as number) >= 0x80;
      const reindex = !sameKey || existed !== exists;
      if (reindex && existed) this.remove(id);
      for (let i = 0; i < ROW_WORDS; i++) to[word + i] = from[start + i] as number;
      if (reindex && exists) this.insert(id);
    }
  }

  /**
   * Copies rows `first` … `first + count` − 1 to `out`; ids not given out are zeros. The rows must lie within a chunk,
   * as those of a page of any power of two up to 4096 do.
   */
  copyRows(first: number, count: number, out: Uint8Array): void {
    const chunk = this.chunks[first >>> CHUNK_BITS];
    if (chunk === undefined) out.fill(0, 0, count * ROW);
    else out.set(chunk.subarray(WalletTable.at(first), WalletTable.at(first) + count * ROW));
  }

  /** A view of such rows, or undefined where no wallet was ever. */
  rows(first: number, count: number): Uint8Array | undefined {
    const at = WalletTable.at(first);
    return this.chunks[first >>> CHUNK_BITS]?.subarray(at, at + count * ROW);
  }

  /** Fills rows from a page on disk, without touching the index; `reindex` follows when all are there. */
  loadRows(first: number, rows: Bytes): void {
    this.resize(Math.max(this.count, first + rows.length / ROW));
    this.bytesFor(first).set(rows, WalletTable.at(first));
  }

  reindex(): void {
    for (let id = 0; id < this.count; id++) if (this.has(id)) this.insert(id);
  }

  protected override same(id: number, bytes: Bytes, offset: number): boolean {
    const chunk = this.bytesFor(id);
    const at = WalletTable.at(id) + 32;
    for (let i = 0; i < 32; i++) if (chunk[at + i] !== bytes[offset + i]) return false;
    return true;
  }

  protected override hashOf(id: number): number {
    return seededHash(this.bytesFor(id), WalletTable.at(id) + 32, this.seed);
  }

  constructor(seed: TableSeed, expected = 0) {
    super(seed, expected);
  }
}
