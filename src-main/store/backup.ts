import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '#shared/protocol/fault.ts';
import { syncFolder } from '../base/atomicFile.ts';
import { failPoint } from '../base/failPoint.ts';
import type { BlockFiles, FilesEnd } from './blockFiles.ts';
import { type Database, openDatabase } from './database.ts';

type Snapshot = ReturnType<Database['snapshot']>;

const BATCH_BYTES = 4 * 2 ** 20;

/**
 * Copies a store as it was at `snapshot` and `end` into a new folder, while blocks go on being added: block files
 * only grow, and the database gives the state of the snapshot. The folder has its name only when all of it is there.
 * Throws `store.notEmpty` when something stands at its place.
 */
export async function backupStore(
  source: { database: Database; snapshot: Snapshot; files: BlockFiles; end: FilesEnd; from: string },
  folder: string,
): Promise<void> {
  const present = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (present.length > 0) throw new Fault('store.notEmpty', { folder });
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(partial, 'blocks'), { recursive: true });
  try {
    await copyFile(join(source.from, 'network.json'), join(partial, 'network.json'));
    for (let file = 0; file <= source.end.file; file++) {
      await copyBlocks(source, partial, file);
      failPoint('store.backup.afterFile');
    }
    await copyDatabase(source, join(partial, 'ledger'));
    await syncFolder(partial);
    failPoint('store.backup.beforeRename');
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    failPoint('store.backup.afterRename');
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

async function copyBlocks(
  source: { files: BlockFiles; end: FilesEnd },
  folder: string,
  file: number,
): Promise<void> {
  const from = source.files.path(file);
  const to = join(folder, 'blocks', from.split(/[\\/]/).at(-1) as string);
  try {
    await copyFile(from, to);
  } catch (error) {
    // No block was ever written.
    if (file === 0 && source.end.offset === 0 && (error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const handle = await open(to, 'r+');
  try {
    if (file === source.end.file) await handle.truncate(source.end.offset);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function copyDatabase(
  source: { database: Database; snapshot: Snapshot },
  folder: string,
): Promise<void> {
  const copy = await openDatabase(folder);
  try {
    let batch: { type: 'put'; key: Buffer; value: Buffer }[] = [];
    let bytes = 0;
    for await (const [key, value] of source.database.iterator({ snapshot: source.snapshot })) {
      batch.push({ type: 'put', key, value });
      bytes += key.length + value.length;
      if (bytes < BATCH_BYTES) continue;
      await copy.batch(batch);
      batch = [];
      bytes = 0;
    }
    await copy.batch(batch, { sync: true });
  } finally {
    await copy.close();
  }
}
