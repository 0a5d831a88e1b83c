import type { Bytes } from '#shared/protocol/bytes.ts';
import type { RecordOperation, Records } from './chainStore.ts';
import type { Database, DatabaseOperation } from './database.ts';
import { keyBehind, recordKey } from './keys.ts';
import { seal, unseal } from './sealed.ts';
import { storeFault } from './storeFault.ts';
import type { WriteCounter } from './writeCounter.ts';

export function recordOperations(records: readonly RecordOperation[]): DatabaseOperation[] {
  return records.map((record) =>
    record.type === 'put'
      ? { type: 'put', key: recordKey(record.key), value: seal(record.value) }
      : { type: 'del', key: recordKey(record.key) },
  );
}

/** Other rooms' records in the chain's database. */
export class DiskRecords implements Records {
  private readonly database: Database;
  private readonly counter: WriteCounter;
  private readonly folder: string;

  constructor(database: Database, counter: WriteCounter, folder: string) {
    this.database = database;
    this.counter = counter;
    this.folder = folder;
  }

  async get(key: string): Promise<Bytes | undefined> {
    try {
      const sealed = await this.database.get(recordKey(key));
      return sealed === undefined ? undefined : plain(unseal(sealed, key));
    } catch (error) {
      throw storeFault(error, this.folder);
    }
  }

  async write(operations: readonly RecordOperation[]): Promise<void> {
    try {
      await this.counter.write(recordOperations(operations));
    } catch (error) {
      throw storeFault(error, this.folder);
    }
  }

  async list(options: {
    prefix: string;
    limit?: number;
    reverse?: boolean;
  }): Promise<{ key: string; value: Bytes }[]> {
    try {
      const prefix = recordKey(options.prefix);
      const found: { key: string; value: Bytes }[] = [];
      const range = {
        gte: prefix,
        lt: keyBehind(prefix),
        limit: options.limit ?? -1,
        reverse: options.reverse ?? false,
      };
      for await (const [key, sealed] of this.database.iterator(range)) {
        const text = key.subarray(1).toString();
        found.push({ key: text, value: plain(unseal(sealed, text)) });
      }
      return found;
    } catch (error) {
      throw storeFault(error, this.folder);
    }
  }
}

/** A Node buffer's views would be Node buffers again; outside of this room they are plain arrays. */
function plain(buffer: Buffer): Bytes {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
