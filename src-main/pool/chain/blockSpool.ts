import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { syncFolder } from '../../base/atomicFile.ts';
import { readBlockFile } from '../../store/blockStream.ts';

/**
 * Blocks in a file beside the chain, in the form of `readBlockFile`: what was fetched from another pool, before
 * anything is done with it, or what is taken back and may be wanted again.
 */
export class BlockSpool {
  readonly path: string;
  readonly #file: FileHandle;
  #count = 0;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** An empty one; what stood there is overwritten. */
  static async create(path: string): Promise<BlockSpool> {
    await mkdir(dirname(path), { recursive: true });
    return new BlockSpool(path, await open(path, 'w', 0o600));
  }

  get count(): number {
    return this.#count;
  }

  async add(bytes: Bytes): Promise<void> {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    await this.#file.appendFile(length);
    await this.#file.appendFile(bytes);
    this.#count += 1;
  }

  /** No more blocks; all of them are durable when it resolves. */
  async finish(): Promise<void> {
    try {
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
    await syncFolder(dirname(this.path));
  }

  /** Gives it up. */
  async discard(): Promise<void> {
    await this.#file.close().catch(() => {});
    await rm(this.path, { force: true });
  }
}

/** The blocks of a spool that was finished. */
export function readSpool(path: string, maxBlockBytes: number): AsyncGenerator<Bytes> {
  return readBlockFile(path, maxBlockBytes);
}
