import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isFault } from '#shared/protocol/fault.ts';
import { GENESIS_ID } from '#shared/protocol/network.ts';
import { openVerifier } from '../verifier/verifier.ts';
import { scanBlocks } from './blockFiles.ts';
import type { ChainStore, RecordOperation } from './chainStore.ts';
import { type Database, openDatabase } from './database.ts';
import { finishSwitch, freshFolder, switchFolder } from './folderSwitch.ts';
import { importBlock } from './importBlock.ts';
import { keyBehind, recordKey } from './keys.ts';
import { networkOfFolder, openChainStore } from './openChainStore.ts';
import { unseal } from './sealed.ts';
import { storeFault } from './storeFault.ts';

/**
 * Builds a chain's folder anew from its block files, beside the present one, with every test of every block, and
 * then puts it in its place; what was there stays as `FOLDER.former`. Stops at the first block that is damaged or
 * refused: what follows is fetched from other pools. Other rooms' records are taken over as far as they can be read.
 * Nobody else may use the folder: throws `store.locked`.
 */
export async function rebuildChain(
  folder: string,
): Promise<{ blocks: number; records: number; lost: number }> {
  await finishSwitch(folder);
  const network = await networkOfFolder(folder);
  const old = await openDatabase(join(folder, 'ledger')).catch((error) => {
    if (isFault(error) && error.code === 'store.locked') throw error;
    return undefined;
  });
  const fresh = freshFolder(folder);
  const verifier = openVerifier();
  try {
    await rm(fresh, { recursive: true, force: true });
    const store = await openChainStore({ folder: fresh, network });
    const report = { blocks: 0, records: 0, lost: 0 };
    try {
      for await (const { id, bytes } of scanBlocks(folder)) {
        try {
          while (store.ledger.tip.id >= id) await store.undoTip();
          if (bytes.length > 0) await importBlock(store, verifier, bytes, null);
        } catch (error) {
          if (!isFault(error) || error.code.startsWith('store.')) throw error;
          break;
        }
      }
      report.blocks = store.ledger.tip.id - GENESIS_ID;
      if (old !== undefined) Object.assign(report, await copyRecords(old, store));
    } finally {
      await store.close();
    }
    await old?.close();
    await switchFolder(folder);
    return report;
  } catch (error) {
    throw storeFault(error, folder);
  } finally {
    await old?.close().catch(() => {});
    await verifier.close();
  }
}

/** Each record by itself: one that cannot be read must not take the others with it. */
async function copyRecords(old: Database, store: ChainStore): Promise<{ records: number; lost: number }> {
  const prefix = recordKey('');
  const counts = { records: 0, lost: 0 };
  const operations: RecordOperation[] = [];
  try {
    for await (const [key, sealed] of old.iterator({ gte: prefix, lt: keyBehind(prefix) })) {
      const name = key.subarray(1).toString();
      try {
        operations.push({ type: 'put', key: name, value: unseal(sealed, name) });
      } catch {
        counts.lost += 1;
      }
    }
  } catch {
    counts.lost += 1;
  }
  await store.records.write(operations);
  counts.records = operations.length;
  return counts;
}
