import { readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppliedBlock } from '#shared/ledger/transition.ts';
import { type Bytes, equalBytes } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { failPoint } from '../base/failPoint.ts';
import type { Verifier } from '../verifier/verifier.ts';
import type { ChainStore } from './chainStore.ts';
import { freshFolder } from './folderSwitch.ts';
import { importChain } from './importChain.ts';
import { openChainStore } from './openChainStore.ts';

/** Another chain than the store's, from the last block on that both have. */
export interface OtherChain {
  readonly fork: number;
  /** Of its blocks from fork + 1 on, in order. */
  readonly hashes: readonly Bytes[];
  /** The bytes of these blocks. */
  readonly blocks: () => AsyncIterable<Bytes>;
}

interface BuildOptions {
  readonly committed?: (applied: AppliedBlock) => void;
  /** Asked before each block; what it throws ends the build. */
  readonly goOn?: () => void;
}

/**
 * Builds another chain whole in `freshFolder`, while the present one goes on: the blocks up to the fork from the present
 * one, whose signatures were checked when they came, and the other ones with every test. What a build before has left
 * there is used as far as it is the same chain. It is closed when the promise resolves, ready for
 * `ChainStore.switchOver`.
 *
 * Holds a second ledger in memory. Throws the fault of the refused block, `store.*`, and what `goOn` throws; what was
 * built stays, for `dropBeside` or for the next try.
 */
export async function buildBeside(
  store: ChainStore,
  verifier: Verifier,
  other: OtherChain,
  options: BuildOptions = {},
): Promise<void> {
  await expectRoom(store.folder);
  const beside = await openBeside(store, other);
  try {
    await importChain(beside, verifier, wanted(store, other, beside.ledger.tip.id, options), {
      trusted: other.fork,
      committed: (applied) => {
        failPoint('store.beside.afterBlock');
        options.committed?.(applied);
      },
    });
  } finally {
    await beside.close();
  }
}

/** Takes away what a build has left. */
export async function dropBeside(folder: string): Promise<void> {
  await rm(freshFolder(folder), { recursive: true, force: true });
}

/** What is there of an earlier build and belongs to the wanted chain, else a new one. */
async function openBeside(store: ChainStore, other: OtherChain): Promise<ChainStore> {
  const { network, undoDepth } = store;
  const folder = freshFolder(store.folder);
  const open = () => openChainStore({ folder, network, undoDepth, engine: store.ledger.engine });
  let beside: ChainStore | undefined;
  try {
    beside = await open();
    for (;;) {
      const { id, hash } = beside.ledger.tip;
      const there = id <= other.fork ? await store.blockHash(id) : other.hashes[id - other.fork - 1];
      if (there !== undefined && equalBytes(there, hash)) return beside;
      await beside.undoTip();
    }
  } catch (error) {
    await beside?.close();
    if (!isFault(error)) throw error;
    await dropBeside(store.folder);
    return await open();
  }
}

async function* wanted(
  store: ChainStore,
  other: OtherChain,
  have: number,
  { goOn = () => {} }: BuildOptions,
): AsyncGenerator<Bytes> {
  for (let id = have + 1; id <= other.fork; id++) {
    goOn();
    const bytes = await store.blockBytes(id);
    if (bytes === undefined) throw new Fault('store.blockDamaged', { block: id });
    yield bytes;
  }
  let id = other.fork;
  for await (const bytes of other.blocks()) {
    id += 1;
    if (id <= have) continue;
    goOn();
    yield bytes;
  }
}

/** A disk that a copy fills up would stop the present chain too. Throws `store.diskFull`. */
async function expectRoom(folder: string): Promise<void> {
  const [need, there, { bavail, bsize }] = await Promise.all([
    sizeOf(folder),
    sizeOf(freshFolder(folder)),
    statfs(folder),
  ]);
  if (bavail * bsize + there < need * 1.2) throw new Fault('store.diskFull', { folder });
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let sum = 0;
  for (const entry of entries) {
    if (entry.isFile())
      sum += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  }
  return sum;
}
