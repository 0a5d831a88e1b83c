import { access, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { genesisTip, Ledger } from '#shared/ledger/ledger.ts';
import { equalBytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import {
  GENESIS_ID,
  genesisHash,
  type Network,
  networkFile,
  parseNetworkFile,
} from '#shared/protocol/network.ts';
import { writeFileAtomically } from '../base/atomicFile.ts';
import { openContractEngine } from '../contracts/contractEngine.ts';
import { BlockFiles } from './blockFiles.ts';
import { type ChainMeta, decodeMeta, encodeMeta } from './chainMeta.ts';
import type { ChainStore, ChainStoreOptions } from './chainStore.ts';
import { type Database, openDatabase } from './database.ts';
import type { StoreParts } from './diskChainReads.ts';
import { DiskChainStore } from './diskChainStore.ts';
import { finishSwitch } from './folderSwitch.ts';
import { META_KEY, NETWORK_KEY } from './keys.ts';
import { loadLedger, newSeed, readEntry } from './ledgerLoading.ts';
import { RowPages } from './rowPages.ts';
import { seal, unseal } from './sealed.ts';
import { storeFault } from './storeFault.ts';
import { WriteCounter } from './writeCounter.ts';

/** So many last blocks can be taken back. */
export const UNDO_DEPTH = 10_000;

const NETWORK_FILE = 'network.json';

/**
 * Opens a chain's folder, or makes a new chain in an empty one. What a crash tore off is cut away; the wallets are
 * brought to the tip and must have the state hash that was kept with it.
 * Throws `store.*` faults, `store.anotherNetwork` when the folder holds another one than `network`.
 */
export async function openChainStore(options: ChainStoreOptions): Promise<ChainStore> {
  const parts = await openParts(options);
  const { network, log } = parts;
  const { engine } = parts.ledger;
  const reopen = () => openParts({ ...options, network, engine, log });
  log('store.opened', { tip: parts.meta.tip.id, wallets: parts.ledger.walletCount });
  return new DiskChainStore(parts, reopen);
}

async function openParts(options: ChainStoreOptions): Promise<StoreParts> {
  const { folder } = options;
  const log = options.log ?? (() => {});
  let database: Database | undefined;
  let counter: WriteCounter | undefined;
  let files: BlockFiles | undefined;
  try {
    await finishSwitch(folder);
    if (options.network === undefined && !(await exists(join(folder, NETWORK_FILE)))) {
      throw new Fault('store.empty', { folder });
    }
    await mkdir(folder, { recursive: true });
    const blocksExist = await exists(join(folder, 'blocks'));
    // LevelDB locks its folder, and with it everything beside it.
    database = await openDatabase(join(folder, 'ledger'));
    counter = await WriteCounter.open(folder, database);
    let meta = await readMeta(database);
    if (meta === undefined) {
      const left = blocksExist ? await readdir(join(folder, 'blocks')) : [];
      if (left.length > 0) throw new Fault('store.databaseDamaged', { record: 'meta' });
      if (options.network === undefined) throw new Fault('store.empty', { folder });
      meta = await found(database, folder, options.network);
      log('store.founded', { network: options.network.name });
    }
    const network = await readNetwork(database);
    if (options.network !== undefined && !equalBytes(genesisHash(network), genesisHash(options.network))) {
      throw new Fault('store.anotherNetwork', { have: network.name, want: options.network.name });
    }
    const { ledger, pages } = await loadLedger(
      database,
      network,
      meta,
      options.engine ?? openContractEngine(),
    );
    files = await BlockFiles.open(folder, meta.end);
    // The last thing that was written before a crash.
    const { id } = meta.tip;
    const last = id === GENESIS_ID ? undefined : await readEntry(database, id);
    if (last !== undefined) await files.read(id, last.place);
    const undoDepth = options.undoDepth ?? UNDO_DEPTH;
    return { folder, database, counter, network, ledger, pages, files, meta, undoDepth, log };
  } catch (error) {
    await files?.close().catch(() => {});
    await counter?.close().catch(() => {});
    await database?.close().catch(() => {});
    throw storeFault(error, folder);
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function readMeta(database: Database): Promise<ChainMeta | undefined> {
  const sealed = await database.get(META_KEY);
  return sealed === undefined ? undefined : decodeMeta(sealed);
}

async function readNetwork(database: Database): Promise<Network> {
  const sealed = await database.get(NETWORK_KEY);
  if (sealed === undefined) throw new Fault('store.databaseDamaged', { record: 'network' });
  return parseNetworkFile(JSON.parse(unseal(sealed, 'network').toString()));
}

/** The network file of a folder, also when its database is lost. Throws `store.empty`, `network.file`. */
export async function networkOfFolder(folder: string): Promise<Network> {
  await finishSwitch(folder).catch((error) => {
    throw storeFault(error, folder);
  });
  const text = await readFile(join(folder, NETWORK_FILE), 'utf8').catch((error) => {
    throw error.code === 'ENOENT' ? new Fault('store.empty', { folder }) : storeFault(error, folder);
  });
  try {
    return parseNetworkFile(JSON.parse(text));
  } catch (error) {
    throw error instanceof SyntaxError ? new Fault('network.file', { field: 'file' }) : error;
  }
}

async function found(database: Database, folder: string, network: Network): Promise<ChainMeta> {
  const text = JSON.stringify(networkFile(network), null, 2);
  await writeFileAtomically(join(folder, NETWORK_FILE), `${text}\n`);
  const ledger = Ledger.genesis(network, newSeed());
  const meta: ChainMeta = {
    tip: genesisTip(network),
    scalars: ledger.allScalars,
    stateHash: ledger.stateHash(),
    end: { file: 0, offset: 0 },
    redoFrom: GENESIS_ID + 1,
  };
  const pages = new RowPages(ledger.wallets);
  await database.batch(
    [
      { type: 'put', key: NETWORK_KEY, value: seal(Buffer.from(text)) },
      { type: 'put', key: META_KEY, value: encodeMeta(meta) },
      ...pages.flushTouched(Int32Array.of(0), GENESIS_ID),
    ],
    { sync: true },
  );
  return meta;
}
