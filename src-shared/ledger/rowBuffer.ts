import type { Bytes } from '../protocol/bytes.ts';
import { OpenTable, seededHash, type TableSeed } from './openTable.ts';
import { ROW, viewOf } from './walletRow.ts';

/** Rows in slots 0 … count − 1 of one buffer that grows. */
export class RowBuffer {
  count = 0;
  bytes = new Uint8Array(16 * ROW);
  view = viewOf(this.bytes);

  /** A new slot at the end; its row has whatever was there. */
  push(): number {
    const slot = this.count;
    if ((slot + 1) * ROW > this.bytes.length) {
      const grown = new Uint8Array(this.bytes.length * 2);
      grown.set(this.bytes);
      this.bytes = grown;
      this.view = viewOf(grown);
    }
    this.count = slot + 1;
    return slot;
  }

  copyFrom(other: RowBuffer, from: number, to: number): void {
    const source = other.bytes;
    const target = this.bytes;
    const start = from * ROW;
    const end = to * ROW;
    for (let i = 0; i < ROW; i++) target[end + i] = source[start + i] as number;
  }
}

/** Finds slots of a row buffer by key: those that were put in. */
export class RowKeys extends OpenTable {
  private readonly rows: RowBuffer;

  constructor(seed: TableSeed, rows: RowBuffer) {
    super(seed);
    this.rows = rows;
  }

  protected override same(slot: number, bytes: Bytes, offset: number): boolean {
    const start = slot * ROW + 32;
    for (let i = 0; i < 32; i++) if (this.rows.bytes[start + i] !== bytes[offset + i]) return false;
    return true;
  }

  protected override hashOf(slot: number): number {
    return seededHash(this.rows.bytes, slot * ROW + 32, this.seed);
  }
}
