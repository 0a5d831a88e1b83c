import type { Bytes } from '#shared/protocol/bytes.ts';
import type { RecordOperation, Records } from './chainStore.ts';
import type { Database, DatabaseOperation } from './database.ts';
import { keyBehind, recordKey } from './keys.ts';
import { seal, unseal } from './sealed.ts';
import { storeFault } from './storeFault.ts';
import type { StoreGate } from './storeGate.ts';
import type { WriteCounter } from './writeCounter.ts';

export function recordOperations(records: readonly RecordOperation[]): DatabaseOperation[] {
  return records.map(recordOperation);
}

const recordOperation = (record: RecordOperation): DatabaseOperation =>
  record.type === 'put'
    ? { type: 'put', key: recordKey(record.key), value: seal(record.value) }
    : { type: 'del', key: recordKey(record.key) };

interface Place {
  readonly folder: string;
  readonly database: Database;
  readonly counter: WriteCounter;
}

/** Other rooms' records in the chain's database. */
export class DiskRecords implements Records {
  private readonly place: () => Place;
  private readonly gate: StoreGate;

  /** `place`: where they lie now. */
  constructor(place: () => Place, gate: StoreGate) {
    this.place = place;
    this.gate = gate;
  }

  private at<V>(work: (place: Place) => Promise<V>): Promise<V> {
    return this.gate.enter(async () => {
      const place = this.place();
      try {
        return await work(place);
      } catch (error) {
        throw storeFault(error, place.folder);
      }
    });
  }

  get(key: string): Promise<Bytes | undefined> {
    return this.at(async ({ database }) => {
      const sealed = await database.get(recordKey(key));
      return sealed === undefined ? undefined : plain(unseal(sealed, key));
    });
  }

  write(operations: readonly RecordOperation[]): Promise<void> {
    return this.at(({ counter }) => counter.writeEach(operations, recordOperation));
  }

  list(options: {
    prefix: string;
    limit?: number;
    reverse?: boolean;
  }): Promise<{ key: string; value: Bytes }[]> {
    return this.at(async ({ database }) => {
      const prefix = recordKey(options.prefix);
      const found: { key: string; value: Bytes }[] = [];
      const range = {
        gte: prefix,
        lt: keyBehind(prefix),
        limit: options.limit ?? -1,
        reverse: options.reverse ?? false,
      };
      for await (const [key, sealed] of database.iterator(range)) {
        const text = key.subarray(1).toString();
        found.push({ key: text, value: plain(unseal(sealed, text)) });
      }
      return found;
    });
  }
}

/** A Node buffer's views would be Node buffers again; outside of this room they are plain arrays. */
function plain(buffer: Buffer): Bytes {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
