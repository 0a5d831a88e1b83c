import { type ChainedBatch, ClassicLevel } from 'classic-level';
import { checkLogs } from './logCheck.ts';
import { storeFault } from './storeFault.ts';

/** What lies in the database: raw bytes under raw bytes. */
export type Database = ClassicLevel<Buffer, Buffer>;

/** Operations that are put together one by one, and written at once. */
export type DatabaseBatch = ChainedBatch<Database, Buffer, Buffer>;

export type DatabaseOperation = { type: 'put'; key: Buffer; value: Buffer } | { type: 'del'; key: Buffer };

/** Opens the LevelDB of a folder, which only one process can. Throws `store.locked`, `store.databaseDamaged` … */
export async function openDatabase(folder: string): Promise<Database> {
  // First: a database begins to open itself, and changes its files, as soon as it is made.
  await checkLogs(folder).catch((error) => {
    throw storeFault(error, folder);
  });
  const database: Database = new ClassicLevel<Buffer, Buffer>(folder, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
    // Blocks come in large batches: fewer, larger tables.
    writeBufferSize: 16 * 2 ** 20,
    cacheSize: 16 * 2 ** 20,
    // Most of it is hashes and numbers: compressing takes time and saves little.
    compression: false,
  });
  try {
    await database.open();
  } catch (error) {
    throw storeFault(error, folder);
  }
  return database;
}
