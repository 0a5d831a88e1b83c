import type { ContractTable } from '#shared/contracts/contractTable.ts';
import { type Ledger, REFERENCE_WINDOW } from '#shared/ledger/ledger.ts';
import type { LedgerView, Tip } from '#shared/ledger/ledgerView.ts';
import type { AppliedBlock } from '#shared/ledger/transition.ts';
import { decodeBlock, decodeBlockEnds, encodeFooter, encodeHeader } from '#shared/protocol/block.ts';
import { type Bytes, concatBytes } from '#shared/protocol/bytes.ts';
import { type Facts, Fault } from '#shared/protocol/fault.ts';
import { FIRST_BLOCK_ID, GENESIS_ID, genesisHash, type Network } from '#shared/protocol/network.ts';
import { failPoint } from '../base/failPoint.ts';
import { backupStore } from './backup.ts';
import type { BlockFiles } from './blockFiles.ts';
import { findHistory, findTransaction, indexOperations } from './blockIndexes.ts';
import { readBalanceChanges, readTarget, readTipBefore } from './blockUndo.ts';
import {
  type BlockEntry,
  type ChainMeta,
  decodeUndo,
  encodeEntry,
  encodeMeta,
  encodeUndo,
} from './chainMeta.ts';
import type { ChainStore, ItemPlace, RecordOperation, Records } from './chainStore.ts';
import { encodeChanges } from './changeRecord.ts';
import { contractOperations, contractUndoOperations, readContractUndo } from './contractRecords.ts';
import type { Database, DatabaseOperation } from './database.ts';
import { DiskRecords, recordOperations } from './diskRecords.ts';
import { blockKey, contractUndoKey, hashKey, META_KEY, undoKey } from './keys.ts';
import { patchedRows, readEntry, readWindowEntry } from './ledgerLoading.ts';
import type { RowPages } from './rowPages.ts';
import { findRuns, readRuns, runOperations } from './runRecords.ts';
import { seal, unseal } from './sealed.ts';
import { storeFault } from './storeFault.ts';
import type { WriteCounter } from './writeCounter.ts';

/** Blocks so deep can't be taken back any more. */
function forgetUndo(id: number): DatabaseOperation[] {
  return [
    { type: 'del', key: undoKey(id) },
    { type: 'del', key: contractUndoKey(id) },
  ];
}

/** So many last blocks can be taken back. */
export const UNDO_DEPTH = 10_000;

/** Behind the last of them stands a whole reference window, whose identities lie in the same records. */
const UNDO_KEPT = UNDO_DEPTH + REFERENCE_WINDOW;

interface Parts {
  folder: string;
  database: Database;
  counter: WriteCounter;
  network: Network;
  ledger: Ledger;
  pages: RowPages;
  files: BlockFiles;
  meta: ChainMeta;
  log: (event: string, facts: Facts) => void;
}

/** The chain store over block files and LevelDB: see `openChainStore`. */
export class DiskChainStore implements ChainStore {
  readonly network: Network;
  readonly records: Records;
  private readonly parts: Parts;
  private meta: ChainMeta;
  /** Commits, undos and closing happen one after the other. */
  private last: Promise<unknown> = Promise.resolve();
  private state: 'open' | 'failed' | 'closed' = 'open';

  constructor(parts: Parts) {
    this.parts = parts;
    this.network = parts.network;
    this.meta = parts.meta;
    this.records = new DiskRecords(parts.database, parts.counter, parts.folder);
  }

  get ledger(): LedgerView {
    return this.parts.ledger;
  }

  get contracts(): ContractTable {
    return this.parts.ledger.contracts;
  }

  stateHash(): Bytes {
    return this.meta.stateHash.slice();
  }

  private inTurn<V>(work: () => Promise<V>): Promise<V> {
    const turn = this.last.then(async () => {
      if (this.state !== 'open') throw new Fault('store.closed', { failed: this.state === 'failed' });
      try {
        return await work();
      } catch (error) {
        throw storeFault(error, this.parts.folder);
      }
    });
    this.last = turn.catch(() => {});
    return turn;
  }

  /** After a failed write nobody knows what is on disk until the store is opened again. */
  private async write(operations: DatabaseOperation[]): Promise<void> {
    try {
      await this.parts.counter.write(operations);
    } catch (error) {
      this.state = 'failed';
      throw error;
    }
  }

  commit(applied: AppliedBlock, records: readonly RecordOperation[] = []): Promise<void> {
    return this.inTurn(async () => {
      const { ledger, files, pages } = this.parts;
      const { changes, block, bytes } = applied;
      const { id } = changes.tip;
      if (id !== ledger.tip.id + 1) throw new Error('This block was not applied on the tip.');
      const before = { tip: ledger.tip, scalars: ledger.allScalars };
      const contracts = { changes: changes.contracts, before: ledger.contracts.before(changes.contracts) };
      const identities = changes.identities.bytes();
      const record = encodeChanges(ledger, changes.ids, changes.rows);
      const { place, end } = await files.append(id, bytes);
      const window = ledger.windowEntries[0];
      ledger.apply(changes);
      try {
        const stateHash = ledger.stateHash();
        pages.touch(changes.ids, id);
        const flushed = pages.flush(id, record.length);
        const meta: ChainMeta = {
          tip: changes.tip,
          scalars: changes.scalars,
          stateHash,
          end,
          redoFrom: pages.redoFrom(id + 1),
        };
        const entry: BlockEntry = {
          place,
          hash: changes.tip.hash,
          listsHash: applied.listsHash,
          stateHash,
          minedDate: changes.tip.minedDate,
          walletCount: changes.scalars.walletCount,
        };
        const number = Buffer.alloc(4);
        number.writeUInt32BE(id);
        const operations: DatabaseOperation[] = [
          { type: 'put', key: blockKey(id), value: encodeEntry(entry) },
          { type: 'put', key: hashKey(changes.tip.hash), value: seal(number) },
          { type: 'put', key: undoKey(id), value: encodeUndo({ ...before, identities, changes: record }) },
          ...(id > UNDO_KEPT ? forgetUndo(id - UNDO_KEPT) : []),
          ...contractOperations(ledger.contracts, id, contracts.changes, contracts.before),
          ...runOperations(id, applied.runs, 'put'),
          ...indexOperations(
            block,
            { identities, firstNewId: before.scalars.walletCount, runs: applied.runs },
            'put',
          ),
          ...flushed,
          ...recordOperations(records),
          { type: 'put', key: META_KEY, value: encodeMeta(meta) },
        ];
        failPoint('store.commit.beforeBatch');
        await this.write(operations);
        failPoint('store.commit.afterBatch');
        files.commit(end);
        this.meta = meta;
      } catch (error) {
        // Pages that were to be written are taken for written: only the disk tells now what is on it.
        this.state = 'failed';
        const oldest = ledger.windowEntries[0] === window ? undefined : window;
        ledger.undo({ ...before, ...patchedRows(ledger, record, 'before') }, oldest, contracts);
        throw error;
      }
    });
  }

  undoTip(records: readonly RecordOperation[] = []): Promise<Bytes> {
    return this.inTurn(async () => {
      const { ledger, files, pages, database } = this.parts;
      const { id } = ledger.tip;
      if (id < FIRST_BLOCK_ID) throw new Fault('store.undoDepth', { block: id });
      const [sealed, entry, parent] = await Promise.all([
        database.get(undoKey(id)),
        readEntry(database, id),
        id === FIRST_BLOCK_ID ? undefined : readEntry(database, id - 1),
      ]);
      if (entry === undefined) throw new Fault('store.databaseDamaged', { record: `block ${id}` });
      if (sealed === undefined) throw new Fault('store.undoDepth', { block: id });
      const undo = decodeUndo(sealed, id);
      const contracts = await readContractUndo(database, id);
      const runs = await readRuns(database, id);
      const bytes = await files.read(id, entry.place);
      const block = decodeBlock(bytes, this.network);
      const oldestId = id - REFERENCE_WINDOW;
      const oldest =
        oldestId < GENESIS_ID
          ? undefined
          : await readWindowEntry(database, this.network, ledger.seed, oldestId);
      // So that a chain that is rebuilt from its files alone does not have the block again.
      const { end } = await files.append(id, new Uint8Array(0));
      const rows = patchedRows(ledger, undo.changes, 'before');
      ledger.undo({ tip: undo.tip, scalars: undo.scalars, ...rows }, oldest, contracts);
      const stateHash = ledger.stateHash();
      if (parent !== undefined && Buffer.compare(parent.stateHash, stateHash) !== 0) {
        this.state = 'failed';
        throw new Fault('store.stateDamaged', { block: id - 1 });
      }
      const flushed = pages.flushTouched(rows.ids, id - 1);
      const meta: ChainMeta = {
        tip: undo.tip,
        scalars: undo.scalars,
        stateHash,
        end,
        redoFrom: pages.redoFrom(id),
      };
      failPoint('store.undo.beforeBatch');
      await this.write([
        { type: 'del', key: blockKey(id) },
        { type: 'del', key: hashKey(entry.hash) },
        { type: 'del', key: undoKey(id) },
        ...(contracts === undefined ? [] : contractUndoOperations(ledger.contracts, id, contracts)),
        ...runOperations(id, runs, 'del'),
        ...indexOperations(
          block,
          { identities: undo.identities, firstNewId: undo.scalars.walletCount, runs },
          'del',
        ),
        ...flushed,
        ...recordOperations(records),
        { type: 'put', key: META_KEY, value: encodeMeta(meta) },
      ]);
      failPoint('store.undo.afterBatch');
      files.commit(end);
      this.meta = meta;
      return bytes;
    });
  }

  /** Reads the tip's bytes, the last thing that was written before a crash. Throws `store.blockDamaged`. */
  async checkTip(): Promise<void> {
    if (this.ledger.tip.id > GENESIS_ID) await this.blockBytes(this.ledger.tip.id);
  }

  private async entry(id: number): Promise<BlockEntry | undefined> {
    return await this.reading(() => readEntry(this.parts.database, id));
  }

  private async reading<V>(work: () => Promise<V>): Promise<V> {
    try {
      return await work();
    } catch (error) {
      throw storeFault(error, this.parts.folder);
    }
  }

  async blockBytes(id: number): Promise<Bytes | undefined> {
    const entry = await this.entry(id);
    if (entry === undefined) return undefined;
    return await this.reading(() => this.parts.files.read(id, entry.place));
  }

  async proofBytes(id: number): Promise<Bytes | undefined> {
    const entry = await this.entry(id);
    const bytes = await this.blockBytes(id);
    if (entry === undefined || bytes === undefined) return undefined;
    const { header, footer } = decodeBlockEnds(bytes, this.network);
    return concatBytes(encodeHeader(header), entry.listsHash, encodeFooter(footer));
  }

  async blockHash(id: number): Promise<Bytes | undefined> {
    return id === GENESIS_ID ? genesisHash(this.network) : (await this.entry(id))?.hash;
  }

  async minedDateOf(id: number): Promise<number | undefined> {
    return id === GENESIS_ID ? this.network.genesisTime : (await this.entry(id))?.minedDate;
  }

  async stateHashOf(id: number): Promise<Bytes | undefined> {
    return (await this.entry(id))?.stateHash;
  }

  async tipAt(id: number): Promise<Tip | undefined> {
    const { tip } = this.ledger;
    return id === tip.id ? tip : await this.reading(() => readTipBefore(this.parts.database, id + 1));
  }

  targetOf(id: number): Promise<bigint | undefined> {
    return this.reading(() => readTarget(this.parts.database, id));
  }

  balanceChanges(id: number, wallets: ReadonlySet<number>) {
    return this.reading(() => readBalanceChanges(this.parts.database, id, wallets));
  }

  async blockIdByHash(hash: Bytes): Promise<number | undefined> {
    return await this.reading(async () => {
      const sealed = await this.parts.database.get(hashKey(hash));
      return sealed === undefined ? undefined : unseal(sealed, 'hash').readUInt32BE(0);
    });
  }

  runsIn(id: number) {
    return this.reading(() => readRuns(this.parts.database, id));
  }

  runs(which: { contract?: number; wallet?: number; before?: number; limit: number }) {
    return this.reading(() => findRuns(this.parts.database, which));
  }

  transaction(identity: Bytes): Promise<ItemPlace | undefined> {
    return this.reading(() => findTransaction(this.parts.database, identity));
  }

  history(walletId: number, options: { before?: number; limit: number }): Promise<ItemPlace[]> {
    return this.reading(() => findHistory(this.parts.database, walletId, options));
  }

  /** Commits wait while the parts of the copy are opened, not while they are copied. */
  async backup(folder: string): Promise<void> {
    const { database, files } = this.parts;
    const { snapshot, end } = await this.inTurn(async () => ({
      snapshot: database.snapshot(),
      end: files.committedEnd,
    }));
    try {
      await this.reading(() =>
        backupStore({ database, snapshot, files, end, from: this.parts.folder }, folder),
      );
    } finally {
      await snapshot.close();
    }
  }

  async close(): Promise<void> {
    const closing = this.last.then(async () => {
      if (this.state === 'closed') return;
      const wasOpen = this.state === 'open';
      this.state = 'closed';
      try {
        // All pages, so that the next start has nothing to do again.
        if (wasOpen) {
          const { id } = this.ledger.tip;
          const flushed = this.parts.pages.flush(id, Number.MAX_SAFE_INTEGER);
          const meta = { ...this.meta, redoFrom: id + 1 };
          failPoint('store.close.beforeBatch');
          await this.parts.counter.write([
            ...flushed,
            { type: 'put', key: META_KEY, value: encodeMeta(meta) },
          ]);
        }
      } finally {
        await this.parts.files.close();
        await this.parts.counter.close();
        await this.parts.database.close();
      }
    });
    this.last = closing.catch(() => {});
    await closing.catch((error) => {
      throw storeFault(error, this.parts.folder);
    });
  }
}
