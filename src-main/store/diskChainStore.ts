import { REFERENCE_WINDOW } from '#shared/ledger/ledger.ts';
import type { AppliedBlock } from '#shared/ledger/transition.ts';
import { decodeBlock } from '#shared/protocol/block.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { FIRST_BLOCK_ID, GENESIS_ID } from '#shared/protocol/network.ts';
import { failPoint } from '../base/failPoint.ts';
import { nextTurn } from '../base/turns.ts';
import { backupStore } from './backup.ts';
import { indexOperations } from './blockIndexes.ts';
import {
  type BlockEntry,
  type ChainMeta,
  decodeUndo,
  encodeEntry,
  encodeMeta,
  encodeUndo,
} from './chainMeta.ts';
import type { ChainStore, RecordOperation } from './chainStore.ts';
import { encodeChanges } from './changeRecord.ts';
import { contractOperations, contractUndoOperations, readContractUndo } from './contractRecords.ts';
import type { DatabaseOperation } from './database.ts';
import { DiskChainReads, type StoreParts } from './diskChainReads.ts';
import { recordOperations } from './diskRecords.ts';
import { freshFolder, switchFolder } from './folderSwitch.ts';
import { blockKey, contractUndoKey, hashKey, META_KEY, undoKey } from './keys.ts';
import { patchedRows, readEntry, readWindowEntry } from './ledgerLoading.ts';
import { readRuns, runOperations } from './runRecords.ts';
import { seal } from './sealed.ts';
import { storeFault } from './storeFault.ts';
import { takeRecordsAlong } from './takeRecordsAlong.ts';

/** Blocks so deep can't be taken back any more. */
function forgetUndo(id: number): DatabaseOperation[] {
  return [
    { type: 'del', key: undoKey(id) },
    { type: 'del', key: contractUndoKey(id) },
  ];
}

/** The chain store over block files and LevelDB: see `openChainStore`. */
export class DiskChainStore extends DiskChainReads implements ChainStore {
  private readonly reopen: () => Promise<StoreParts>;
  private meta: ChainMeta;
  /** Commits, undos and closing happen one after the other. */
  private last: Promise<unknown> = Promise.resolve();
  private state: 'open' | 'failed' | 'closed' = 'open';

  /** `reopen` opens what then lies in the folder. */
  constructor(parts: StoreParts, reopen: () => Promise<StoreParts>) {
    super(parts);
    this.reopen = reopen;
    this.meta = parts.meta;
  }

  get isFailed(): boolean {
    return this.state === 'failed';
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

  commit(
    applied: AppliedBlock,
    records: readonly RecordOperation[] = [],
    shown: () => void = () => {},
  ): Promise<void> {
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
      // Behind the last one that can be taken back stands a whole reference window, whose identities lie there too.
      const forgotten = id - this.undoDepth - REFERENCE_WINDOW;
      ledger.apply(changes);
      try {
        shown();
        const stateHash = ledger.stateHash();
        pages.touch(changes.ids, id);
        const flushed = pages.flush(id, record.length);
        // What a large block writes takes a while to put together: others have their turn in between.
        await nextTurn('soon');
        const undo = encodeUndo({ ...before, identities, changes: record });
        const items = { identities, firstNewId: before.scalars.walletCount, runs: applied.runs };
        const indexes = indexOperations(block, items, 'put');
        await nextTurn('soon');
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
          { type: 'put', key: undoKey(id), value: undo },
          ...(forgotten > 0 ? forgetUndo(forgotten) : []),
          ...contractOperations(ledger.contracts, id, contracts.changes, contracts.before),
          ...runOperations(id, applied.runs, 'put'),
          ...indexes,
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

  /** Commits wait while the parts of the copy are opened, not while they are copied. */
  backup(folder: string): Promise<void> {
    return this.reading(async () => {
      const { database, files, folder: from } = this.parts;
      const { snapshot, end } = await this.inTurn(async () => ({
        snapshot: database.snapshot(),
        end: files.committedEnd,
      }));
      try {
        await backupStore({ database, snapshot, files, end, from }, folder);
      } finally {
        await snapshot.close();
      }
    });
  }

  /** Nobody reads or writes meanwhile; who holds the ledger sees the other chain's afterwards. */
  switchOver(records: readonly RecordOperation[]): Promise<void> {
    return this.gate.alone(() =>
      this.inTurn(async () => {
        const { folder, database, ledger } = this.parts;
        await takeRecordsAlong(database, freshFolder(folder), records);
        failPoint('store.switchOver.afterRecords');
        // From here on it is the folder that tells which chain it is.
        this.state = 'failed';
        await this.closeParts();
        await switchFolder(folder);
        const parts = await this.reopen();
        ledger.become(parts.ledger);
        this.standOn({ ...parts, ledger });
        this.meta = parts.meta;
        this.state = 'open';
      }),
    );
  }

  private async closeParts(): Promise<void> {
    await this.parts.files.close();
    await this.parts.counter.close();
    await this.parts.database.close();
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
        await this.closeParts();
      }
    });
    this.last = closing.catch(() => {});
    await closing.catch((error) => {
      throw storeFault(error, this.parts.folder);
    });
  }
}
