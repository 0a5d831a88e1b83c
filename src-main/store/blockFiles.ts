import { type FileHandle, mkdir, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { syncFolder } from '../base/atomicFile.ts';
import { failPoint } from '../base/failPoint.ts';

/** A new file is begun when one has grown beyond this. */
const FILE_BYTES = 256 * 2 ** 20;
/** "CoBk" */
const MAGIC = 0x436f426b;
const HEAD = 16;

/** Where a block's bytes lie: the record's head begins at `offset`. */
export interface BlockPlace {
  readonly file: number;
  readonly offset: number;
  readonly length: number;
}

/** The end of everything that was committed. */
export interface FilesEnd {
  readonly file: number;
  readonly offset: number;
}

/**
 * Blocks in append-only files `blocks/000000.blocks` …, as records one after the other:
 *
 *     "CoBk" 4 || block id 4 || length 4 || CRC-32 of (id, length, bytes) 4 || the block's bytes
 *
 * Nothing is ever overwritten; a block that was taken back stays where it is, and a record of no bytes with its id
 * follows. What lies beyond the committed end
 * was torn off by a crash and is cut away when the files are opened.
 */
export class BlockFiles {
  private readonly folder: string;
  private end: FilesEnd;
  private writing: FileHandle | undefined;
  private readonly reading = new Map<number, FileHandle>();

  private constructor(folder: string, end: FilesEnd) {
    this.folder = folder;
    this.end = end;
  }

  static async open(folder: string, end: FilesEnd): Promise<BlockFiles> {
    const files = new BlockFiles(join(folder, 'blocks'), end);
    await mkdir(files.folder, { recursive: true });
    await files.cutTornTail();
    return files;
  }

  get committedEnd(): FilesEnd {
    return this.end;
  }

  path(file: number): string {
    return join(this.folder, `${String(file).padStart(6, '0')}.blocks`);
  }

  private async cutTornTail(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const file = Number(/^(\d{6})\.blocks$/.exec(name)?.[1] ?? Number.NaN);
      if (Number.isNaN(file) || file < this.end.file) continue;
      const keep = file === this.end.file ? this.end.offset : 0;
      const { size } = await stat(join(this.folder, name));
      if (size <= keep) continue;
      const handle = await open(join(this.folder, name), 'r+');
      try {
        failPoint('store.open.beforeCut');
        await handle.truncate(keep);
        await handle.datasync();
        failPoint('store.open.afterCut');
      } finally {
        await handle.close();
      }
    }
  }

  /** Writes a block behind the committed end and syncs it; it counts once `commit` was called with the new end. */
  async append(id: number, bytes: Bytes): Promise<{ place: BlockPlace; end: FilesEnd }> {
    try {
      return await this.write(id, bytes);
    } catch (error) {
      // It may be the next file that is open, while the next block still fits into the present one.
      await this.writing?.close().catch(() => {});
      this.writing = undefined;
      throw error;
    }
  }

  private async write(id: number, bytes: Bytes): Promise<{ place: BlockPlace; end: FilesEnd }> {
    let { file, offset } = this.end;
    if (offset > 0 && offset + HEAD + bytes.length > FILE_BYTES) {
      await this.writing?.close();
      this.writing = undefined;
      file += 1;
      offset = 0;
    }
    let created = false;
    if (this.writing === undefined) {
      // Not `r+`: the file may be new. Not `a`: a torn tail must be written over.
      this.writing = await open(this.path(file), 'r+').catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        created = true;
        return await open(this.path(file), 'w+', 0o600);
      });
    }
    const head = Buffer.alloc(HEAD);
    head.writeUInt32BE(MAGIC, 0);
    head.writeUInt32BE(id, 4);
    head.writeUInt32BE(bytes.length, 8);
    head.writeUInt32BE(crc32(bytes, crc32(head.subarray(4, 12))), 12);
    failPoint('store.commit.beforeBlockWrite');
    await writeAll(this.writing, head, offset);
    failPoint('store.commit.amidBlockWrite');
    await writeAll(this.writing, bytes, offset + HEAD);
    failPoint('store.commit.beforeBlockSync');
    await this.writing.datasync();
    if (created) await syncFolder(this.folder);
    failPoint('store.commit.afterBlockSync');
    return {
      place: { file, offset, length: bytes.length },
      end: { file, offset: offset + HEAD + bytes.length },
    };
  }

  commit(end: FilesEnd): void {
    this.end = end;
  }

  /** The bytes of a block. Throws `store.blockDamaged` when they are not what was written. */
  async read(id: number, place: BlockPlace): Promise<Bytes> {
    const damaged = () =>
      new Fault('store.blockDamaged', { block: id, file: this.path(place.file), offset: place.offset });
    let handle = this.reading.get(place.file);
    if (handle === undefined) {
      handle = await open(this.path(place.file), 'r').catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? damaged() : error;
      });
      const raced = this.reading.get(place.file);
      if (raced !== undefined) {
        await handle.close();
        handle = raced;
      } else this.reading.set(place.file, handle);
    }
    const record = Buffer.alloc(HEAD + place.length);
    const { bytesRead } = await handle.read(record, 0, record.length, place.offset);
    if (bytesRead !== record.length) throw damaged();
    const bytes = record.subarray(HEAD);
    if (
      record.readUInt32BE(0) !== MAGIC ||
      record.readUInt32BE(4) !== id ||
      record.readUInt32BE(8) !== place.length ||
      record.readUInt32BE(12) !== crc32(bytes, crc32(record.subarray(4, 12)))
    ) {
      throw damaged();
    }
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  async close(): Promise<void> {
    for (const handle of this.reading.values()) await handle.close();
    this.reading.clear();
    await this.writing?.close();
    this.writing = undefined;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

/**
 * The records of block files in order, as far as they are whole: what is left to rebuild a chain from when its
 * database is lost. No bytes: the block of this id was taken back.
 */
export async function* scanBlocks(folder: string): AsyncGenerator<{ id: number; bytes: Bytes }> {
  const names = await readdir(join(folder, 'blocks')).catch(() => []);
  for (const name of names.filter((one) => /^\d{6}\.blocks$/.test(one)).sort()) {
    const handle = await open(join(folder, 'blocks', name), 'r');
    try {
      for (let offset = 0; ; ) {
        const head = Buffer.alloc(HEAD);
        const { bytesRead } = await handle.read(head, 0, HEAD, offset);
        const { size } = await handle.stat();
        const length = head.readUInt32BE(8);
        if (bytesRead < HEAD || head.readUInt32BE(0) !== MAGIC || offset + HEAD + length > size) break;
        const bytes = Buffer.alloc(length);
        await handle.read(bytes, 0, length, offset + HEAD);
        if (head.readUInt32BE(12) !== crc32(bytes, crc32(head.subarray(4, 12)))) break;
        yield { id: head.readUInt32BE(4), bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, length) };
        offset += HEAD + length;
      }
    } finally {
      await handle.close();
    }
  }
}
