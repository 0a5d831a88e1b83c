import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { ROW, wordsOf } from '#shared/ledger/walletRow.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';

/** Segments of a row that change together: balance, activity, trust (with the wallet's existence), key. */
const SEGMENTS = [
  [0, 8],
  [8, 16],
  [16, 32],
  [32, 64],
] as const;

/**
 * What a block did to the wallets, both ways, so that it can be undone and done again:
 *
 *     count 4, then for each touched wallet: id 4 || mask 1 || for each bit of the mask the segment before and after
 */
export function encodeChanges(before: LedgerView, ids: Int32Array, rows: Uint8Array): Buffer {
  let out = Buffer.allocUnsafe(4 + ids.length * 48 + 256);
  out.writeUInt32BE(ids.length, 0);
  let at = 4;
  const old = new Uint8Array(ROW);
  const oldWords = wordsOf(old);
  const words = wordsOf(rows);
  for (let slot = 0; slot < ids.length; slot++) {
    if (at + 5 + 2 * ROW > out.length) {
      const grown = Buffer.allocUnsafe(out.length * 2);
      out.copy(grown, 0, 0, at);
      out = grown;
    }
    const id = ids[slot] as number;
    const row = slot * ROW;
    before.copyRow(id, old, 0);
    out.writeUInt32BE(id, at);
    const maskAt = at + 4;
    at += 5;
    let mask = 0;
    for (let segment = 0; segment < SEGMENTS.length; segment++) {
      const [from, to] = SEGMENTS[segment] as (typeof SEGMENTS)[number];
      let same = true;
      for (let i = from >>> 2; i < to >>> 2; i++) {
        if (oldWords[i] !== words[(row >>> 2) + i]) {
          same = false;
          break;
        }
      }
      if (same) continue;
      mask |= 1 << segment;
      for (let i = from; i < to; i++) out[at++] = old[i] as number;
      for (let i = from; i < to; i++) out[at++] = rows[row + i] as number;
    }
    out[maskAt] = mask;
  }
  return out.subarray(0, at);
}

/**
 * Gives each touched wallet to `patch` with a function that changes its row (in `bytes` at `offset`) to what it was
 * `before` or `after` the block. Throws `store.databaseDamaged` for what is no such record.
 */
export function eachChange(
  record: Bytes,
  side: 'before' | 'after',
  patch: (id: number, change: (bytes: Uint8Array, offset: number) => void) => void,
): void {
  const view = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  const count = view.length < 4 ? -1 : view.readUInt32BE(0);
  let at = 4;
  for (let n = 0; n < count; n++) {
    if (at + 5 > view.length) throw new Fault('store.databaseDamaged', { record: 'changes' });
    const id = view.readUInt32BE(at);
    const mask = view[at + 4] as number;
    const start = at + 5;
    at = start;
    for (let segment = 0; segment < SEGMENTS.length; segment++) {
      const [from, to] = SEGMENTS[segment] as (typeof SEGMENTS)[number];
      if ((mask & (1 << segment)) !== 0) at += 2 * (to - from);
    }
    if (at > view.length) throw new Fault('store.databaseDamaged', { record: 'changes' });
    patch(id, (bytes, offset) => {
      let read = start;
      for (let segment = 0; segment < SEGMENTS.length; segment++) {
        const [from, to] = SEGMENTS[segment] as (typeof SEGMENTS)[number];
        if ((mask & (1 << segment)) === 0) continue;
        const source = side === 'before' ? read : read + to - from;
        for (let i = 0; i < to - from; i++) bytes[offset + from + i] = view[source + i] as number;
        read += 2 * (to - from);
      }
    });
  }
  if (count < 0 || at !== view.length) throw new Fault('store.databaseDamaged', { record: 'changes' });
}
