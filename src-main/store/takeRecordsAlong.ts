import { join } from 'node:path';
import type { RecordOperation } from './chainStore.ts';
import { type Database, type DatabaseOperation, openDatabase } from './database.ts';
import { recordOperations } from './diskRecords.ts';
import { keyBehind, recordKey } from './keys.ts';

const BATCH_BYTES = 4 * 2 ** 20;

/**
 * Copies the records of other rooms into the closed chain that was built in `folder`, in the place of what may lie there
 * from an attempt before, and then makes `changes`. All of it is durable when the promise resolves.
 */
export async function takeRecordsAlong(
  from: Database,
  folder: string,
  changes: readonly RecordOperation[],
): Promise<void> {
  const prefix = recordKey('');
  const range = { gte: prefix, lt: keyBehind(prefix) };
  const to = await openDatabase(join(folder, 'ledger'));
  try {
    await to.clear(range);
    let batch: DatabaseOperation[] = [];
    let bytes = 0;
    for await (const [key, value] of from.iterator(range)) {
      batch.push({ type: 'put', key, value });
      bytes += key.length + value.length;
      if (bytes < BATCH_BYTES) continue;
      await to.batch(batch, { sync: true });
      batch = [];
      bytes = 0;
    }
    await to.batch([...batch, ...recordOperations(changes)], { sync: true });
  } finally {
    await to.close();
  }
}
