import { ROW } from '#shared/ledger/walletRow.ts';
import type { WalletTable } from '#shared/ledger/walletTable.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Database, DatabaseOperation } from './database.ts';
import { keyBehind, pageKey } from './keys.ts';
import { seal, unseal } from './sealed.ts';

const PAGE_BITS = 8;
/** Wallets in a page: 16 KiB of rows. */
export const PAGE_ROWS = 1 << PAGE_BITS;
/** At least so many dirty pages are written with each block. */
const LEAST_FLUSHED = 16;

/**
 * The wallets' rows on disk, in pages. A block does not write all pages that it touches: what it did lies in its
 * undo record, and a page is written when its turn comes, with the id of the block after which it was right. At the
 * start the blocks behind that are done again on it.
 */
export class RowPages {
  private readonly table: WalletTable;
  /** Page → the first block whose changes are not on disk; in the order in which pages became dirty. */
  private readonly dirty = new Map<number, number>();
  /** Page → the block that it bears on disk. */
  private stamps: number[] = [];
  /** Dirty pages that can't wait for their turn. */
  private readonly urgent = new Set<number>();

  constructor(table: WalletTable) {
    this.table = table;
  }

  /** Notes what block `id` touched. */
  touch(ids: Int32Array, id: number): void {
    for (let at = 0; at < ids.length; at++) {
      const page = (ids[at] as number) >>> PAGE_BITS;
      if (this.dirty.has(page)) continue;
      this.dirty.set(page, id);
      if ((this.stamps[page] ?? 0) >= id) this.urgent.add(page);
    }
  }

  /** The first block that must be done again on some page, `next` if there is none. */
  redoFrom(next: number): number {
    // Pages become dirty in the order of blocks, so the first one has waited longest.
    for (const since of this.dirty.values()) return since;
    return next;
  }

  /** The writes of those that can't wait, and of those that have waited longest, about `bytes`, after block `stamp`. */
  flush(stamp: number, bytes: number): DatabaseOperation[] {
    const operations = [...this.urgent].map((page) => this.write(page, stamp));
    const count = Math.max(LEAST_FLUSHED, Math.ceil(bytes / (PAGE_ROWS * ROW)));
    for (const page of this.dirty.keys()) {
      if (operations.length >= count) break;
      operations.push(this.write(page, stamp));
    }
    return operations;
  }

  /** The writes of all pages that hold these wallets, right after block `stamp`. */
  flushTouched(ids: Int32Array, stamp: number): DatabaseOperation[] {
    const pages = new Set<number>();
    for (let at = 0; at < ids.length; at++) pages.add((ids[at] as number) >>> PAGE_BITS);
    return [...pages].map((page) => this.write(page, stamp));
  }

  private write(page: number, stamp: number): DatabaseOperation {
    this.dirty.delete(page);
    this.urgent.delete(page);
    this.stamps[page] = stamp;
    const first = page * PAGE_ROWS;
    const count = Math.max(0, Math.min(PAGE_ROWS, this.table.count - first));
    if (count === 0) return { type: 'del', key: pageKey(page) };
    const value = Buffer.alloc(4 + count * ROW);
    value.writeUInt32BE(stamp, 0);
    const rows = this.table.rows(first, count);
    if (rows !== undefined) value.set(rows, 4);
    return { type: 'put', key: pageKey(page), value: seal(value) };
  }

  /** Reads all pages into the table, whose size is set; returns for each page the block after which it was right. */
  async load(database: Database, before: number): Promise<number[]> {
    const pages = Math.ceil(this.table.count / PAGE_ROWS);
    const stamps: number[] = new Array(pages).fill(before);
    const prefix = Buffer.from('p');
    for await (const [key, sealed] of database.iterator({ gte: prefix, lt: keyBehind(prefix) })) {
      const page = key.readUInt32BE(1);
      const value = unseal(sealed, `page ${page}`);
      if (page >= pages || value.length > 4 + PAGE_ROWS * ROW) {
        throw new Fault('store.databaseDamaged', { record: `page ${page}` });
      }
      stamps[page] = value.readUInt32BE(0);
      const first = page * PAGE_ROWS;
      const room = Math.min(value.length - 4, (this.table.count - first) * ROW);
      this.table.bytesFor(first).set(value.subarray(4, 4 + room), (first & 4095) * ROW);
    }
    this.stamps = [...stamps];
    return stamps;
  }
}

export function pageOf(id: number): number {
  return id >>> PAGE_BITS;
}
