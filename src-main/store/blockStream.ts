import { open, rename, rm } from 'node:fs/promises';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';
import { failPoint } from '../base/failPoint.ts';
import type { ChainStore } from './chainStore.ts';

const READ_BYTES = 4 * 2 ** 20;

/**
 * Reads a block file: blocks one after the other, each as 4-byte big-endian length and its bytes. Holds one block at a
 * time. Throws `block.tooLarge` before memory is taken for it, `decode.truncated` where the file ends within a block.
 */
export async function* readBlockFile(path: string, maxBlockBytes: number): AsyncGenerator<Bytes> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let buffer = Buffer.alloc(0);
    let at = 0;
    let position = 0;
    /** Makes sure that `length` bytes lie from `at` on; false when the file ends before. */
    const need = async (length: number): Promise<boolean> => {
      if (buffer.length - at >= length) return true;
      if (buffer.length - at + size - position < length) return false;
      const rest = buffer.subarray(at);
      const next = Buffer.allocUnsafe(Math.max(length, Math.min(READ_BYTES, rest.length + size - position)));
      rest.copy(next);
      let filled = rest.length;
      while (filled < next.length) {
        const { bytesRead } = await file.read(next, filled, next.length - filled, position);
        if (bytesRead === 0) break;
        filled += bytesRead;
        position += bytesRead;
      }
      buffer = next.subarray(0, filled);
      at = 0;
      return filled >= length;
    };
    while (await need(1)) {
      const have = buffer.length - at + size - position;
      if (!(await need(4))) throw new Fault('decode.truncated', { need: 4, have });
      const length = buffer.readUInt32BE(at);
      if (length > maxBlockBytes) throw new Fault('block.tooLarge', { bytes: length, limit: maxBlockBytes });
      at += 4;
      if (!(await need(length))) throw new Fault('decode.truncated', { need: length, have: have - 4 });
      // A copy: blocks are read by views, which must not hold the whole buffer.
      yield new Uint8Array(buffer.subarray(at, at + length));
      at += length;
    }
  } finally {
    await file.close();
  }
}

/** Writes all blocks of a chain into a block file, which has its name only when it is whole. Returns how many. */
export async function exportBlocks(store: ChainStore, path: string): Promise<number> {
  const partial = `${path}.partial`;
  const file = await open(partial, 'w', 0o600);
  const last = store.ledger.tip.id;
  let count = 0;
  try {
    for (let id = FIRST_BLOCK_ID; id <= last; id++) {
      const bytes = await store.blockBytes(id);
      if (bytes === undefined) throw new Fault('store.blockDamaged', { block: id });
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      await file.write(length);
      await file.write(bytes);
      count += 1;
    }
    await file.sync();
    await file.close();
    failPoint('store.export.beforeRename');
    await rename(partial, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
  return count;
}
