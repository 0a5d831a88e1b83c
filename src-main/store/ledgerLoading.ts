import { randomBytes } from 'node:crypto';
import type { ContractEngine } from '#shared/contracts/engine.ts';
import { IdentitySet } from '#shared/ledger/identitySet.ts';
import { Ledger, REFERENCE_WINDOW, type WindowEntry } from '#shared/ledger/ledger.ts';
import type { TableSeed } from '#shared/ledger/openTable.ts';
import { ROW } from '#shared/ledger/walletRow.ts';
import { WalletTable } from '#shared/ledger/walletTable.ts';
import { type Bytes, equalBytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { GENESIS_ID, genesisHash, type Network } from '#shared/protocol/network.ts';
import { type BlockEntry, type ChainMeta, decodeEntry, decodeUndo } from './chainMeta.ts';
import { eachChange } from './changeRecord.ts';
import { loadContracts } from './contractRecords.ts';
import type { Database } from './database.ts';
import { blockKey, undoKey } from './keys.ts';
import { pageOf, RowPages } from './rowPages.ts';

/** Random, for the hash tables of one process. */
export function newSeed(): TableSeed {
  const bytes = randomBytes(8);
  return [bytes.readInt32LE(0), bytes.readInt32LE(4)];
}

/** Pages, then what blocks did since; then the state hash tells whether all of it is right. */
export async function loadLedger(
  database: Database,
  network: Network,
  meta: ChainMeta,
  engine: ContractEngine,
): Promise<{ ledger: Ledger; pages: RowPages }> {
  const seed = newSeed();
  const { tip, scalars } = meta;
  const wallets = new WalletTable(seed, scalars.walletCount);
  wallets.resize(scalars.walletCount);
  const pages = new RowPages(wallets);
  const stamps = await pages.load(database, GENESIS_ID);
  for (let id = meta.redoFrom; id <= tip.id; id++) {
    const sealed = await database.get(undoKey(id));
    if (sealed === undefined) throw new Fault('store.databaseDamaged', { record: `undo ${id}` });
    const touched: number[] = [];
    eachChange(decodeUndo(sealed, id).changes, 'after', (wallet, change) => {
      if (wallet >= wallets.count) throw new Fault('store.stateDamaged', { block: id, wallet });
      if ((stamps[pageOf(wallet)] as number) >= id) return;
      change(wallets.bytesFor(wallet), WalletTable.at(wallet));
      touched.push(wallet);
    });
    pages.touch(Int32Array.from(touched), id);
  }
  wallets.reindex();
  const window: WindowEntry[] = [];
  for (let id = Math.max(GENESIS_ID, tip.id - REFERENCE_WINDOW + 1); id <= tip.id; id++) {
    window.push(await readWindowEntry(database, network, seed, id));
  }
  const contracts = await loadContracts(database);
  const ledger = new Ledger({ network, seed, wallets, tip, scalars, window, contracts, engine });
  if (!equalBytes(ledger.stateHash(), meta.stateHash)) {
    throw new Fault('store.stateDamaged', { block: tip.id });
  }
  return { ledger, pages };
}

/** What is remembered of a block as long as transactions may name it. */
export async function readWindowEntry(
  database: Database,
  network: Network,
  seed: TableSeed,
  id: number,
): Promise<WindowEntry> {
  if (id === GENESIS_ID) {
    return { id, hash: genesisHash(network), walletCount: 1, identities: new IdentitySet(seed) };
  }
  const entry = await readEntry(database, id);
  const undo = await database.get(undoKey(id));
  if (entry === undefined || undo === undefined) {
    throw new Fault('store.databaseDamaged', { record: `block ${id}` });
  }
  const identities = IdentitySet.from(seed, decodeUndo(undo, id).identities);
  return { id, hash: entry.hash, walletCount: entry.walletCount, identities };
}

export async function readEntry(database: Database, id: number): Promise<BlockEntry | undefined> {
  const sealed = await database.get(blockKey(id));
  return sealed === undefined ? undefined : decodeEntry(sealed, id);
}

/** Rows of the wallets that an undo record names, patched to one side of its block. */
export function patchedRows(
  ledger: Ledger,
  changes: Bytes,
  side: 'before' | 'after',
): { ids: Int32Array; rows: Uint8Array } {
  const ids: number[] = [];
  eachChange(changes, side, (id) => ids.push(id));
  const rows = new Uint8Array(ids.length * ROW);
  let slot = 0;
  eachChange(changes, side, (id, change) => {
    ledger.copyRow(id, rows, slot * ROW);
    change(rows, slot * ROW);
    slot += 1;
  });
  return { ids: Int32Array.from(ids), rows };
}
