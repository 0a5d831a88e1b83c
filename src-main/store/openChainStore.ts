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
import { DiskChainStore } from './diskChainStore.ts';
import { finishSwitch } from './folderSwitch.ts';
import { META_KEY, NETWORK_KEY } from './keys.ts';
import { loadLedger, newSeed } from './ledgerLoading.ts';
import { RowPages } from './rowPages.ts';
import { seal, unseal } from './sealed.ts';
import { storeFault } from './storeFault.ts';
import { WriteCounter } from './writeCounter.ts';

const NETWORK_FILE = 'network.json';

/**
 * Opens a chain's folder, or makes a new chain in an empty one. What a crash tore off is cut away; the wallets are
 * brought to the tip and must have the state hash that was kept with it.
 * Throws `store.*` faults, `store.anotherNetwork` when the folder holds another one than `network`.
 */
export async function openChainStore(options: ChainStoreOptions): Promise<ChainStore> {
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
    const store = new DiskChainStore({ folder, database, counter, network, ledger, pages, files, meta, log });
    await store.checkTip();
    log('store.opened', { tip: meta.tip.id, wallets: ledger.walletCount });
    return store;
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
