import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Fault } from '#shared/protocol/fault.ts';
import { inTurns } from '../base/turns.ts';
import type { Database, DatabaseBatch, DatabaseOperation } from './database.ts';
import { seal, unseal } from './sealed.ts';

const COUNTER_KEY = Buffer.from('c');

/** More operations than that are put together in turns. */
const LARGE = 500;

const isBatch = (what: Waiting['what']): what is DatabaseBatch => 'write' in what;

interface Waiting {
  readonly what: readonly DatabaseOperation[] | DatabaseBatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Counts the database's writes: the number goes into each write, and into a small file beside the database when the
 * write is durable. The file says "at least so many were promised", so a database that knows of fewer has lost some.
 * The file itself is not synced: after a power cut it may say less than it could, never more.
 */
export class WriteCounter {
  private readonly file: FileHandle;
  private readonly database: Database;
  private last: number;
  private readonly waiting: Waiting[] = [];
  private writing = false;

  private constructor(database: Database, file: FileHandle, last: number) {
    this.database = database;
    this.file = file;
    this.last = last;
  }

  /** Throws `store.databaseDamaged` when promised writes are missing in the database. */
  static async open(folder: string, database: Database): Promise<WriteCounter> {
    const path = join(folder, 'writes');
    const sealed = await database.get(COUNTER_KEY);
    const last = sealed === undefined ? 0 : unseal(sealed, 'writes').readDoubleBE(0);
    const file = await open(path, 'r+').catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return await open(path, 'w+', 0o600);
    });
    const promised = Buffer.alloc(12);
    const { bytesRead } = await file.read(promised, 0, 12, 0);
    const isWhole = bytesRead === 12 && promised.readUInt32BE(8) === crc32(promised.subarray(0, 8));
    if (isWhole && promised.readDoubleBE(0) > last) {
      await file.close();
      throw new Fault('store.databaseDamaged', {
        record: 'writes',
        missing: promised.readDoubleBE(0) - last,
      });
    }
    return new WriteCounter(database, file, last);
  }

  /**
   * A durable write, atomic for itself. Writes that are asked for while one is under way go together in the next one,
   * so that their numbers come in order and one sync serves them all. A large one goes by itself, and later ones may
   * come before it.
   */
  write(operations: readonly DatabaseOperation[]): Promise<void> {
    return this.writeEach(operations, (operation) => operation);
  }

  /** As `write`, of what becomes an operation only then. */
  async writeEach<T>(all: readonly T[], operationOf: (one: T) => DatabaseOperation): Promise<void> {
    const what = all.length > LARGE ? await this.batchOf(all, operationOf) : all.map(operationOf);
    return new Promise((resolve, reject) => {
      this.waiting.push({ what, resolve, reject });
      if (!this.writing) void this.writeAll();
    });
  }

  private async batchOf<T>(
    all: readonly T[],
    operationOf: (one: T) => DatabaseOperation,
  ): Promise<DatabaseBatch> {
    const batch = this.database.batch();
    try {
      await inTurns('soon', all, (one) => {
        const operation = operationOf(one);
        if (operation.type === 'put') batch.put(operation.key, operation.value);
        else batch.del(operation.key);
      });
    } catch (error) {
      await batch.close();
      throw error;
    }
    return batch;
  }

  private async writeAll(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      const { together, what } = this.next();
      try {
        await this.writeNumbered(what);
        for (const { resolve } of together) resolve();
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    this.writing = false;
  }

  /** What goes into the next write: a batch, or all that waits in front of one. */
  private next(): { together: Waiting[]; what: Waiting['what'] } {
    const [first] = this.waiting;
    if (first !== undefined && isBatch(first.what))
      return { together: this.waiting.splice(0, 1), what: first.what };
    const end = this.waiting.findIndex(({ what }) => isBatch(what));
    const together = this.waiting.splice(0, end < 0 ? this.waiting.length : end);
    return { together, what: together.flatMap(({ what }) => (isBatch(what) ? [] : what)) };
  }

  private async writeNumbered(what: Waiting['what']): Promise<void> {
    this.last += 1;
    const bytes = Buffer.alloc(12);
    bytes.writeDoubleBE(this.last, 0);
    bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
    const value = seal(bytes.subarray(0, 8));
    if (isBatch(what)) await what.put(COUNTER_KEY, value).write({ sync: true });
    else await this.database.batch([...what, { type: 'put', key: COUNTER_KEY, value }], { sync: true });
    // What was promised is safe; without this number a loss would only be noticed less surely.
    await this.file.write(bytes, 0, 12, 0).catch(() => {});
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
