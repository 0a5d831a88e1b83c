import type { ContractTable } from '#shared/contracts/contractTable.ts';
import type { Ledger } from '#shared/ledger/ledger.ts';
import type { LedgerView, Tip } from '#shared/ledger/ledgerView.ts';
import { decodeBlockEnds, encodeFooter, encodeHeader } from '#shared/protocol/block.ts';
import { type Bytes, concatBytes } from '#shared/protocol/bytes.ts';
import type { Facts } from '#shared/protocol/fault.ts';
import { FIRST_BLOCK_ID, GENESIS_ID, genesisHash, type Network } from '#shared/protocol/network.ts';
import type { BlockFiles } from './blockFiles.ts';
import { findHistory, findTransaction } from './blockIndexes.ts';
import { readBalanceChanges, readTipBefore } from './blockUndo.ts';
import type { BlockEntry, ChainMeta } from './chainMeta.ts';
import type { ItemPlace, Records } from './chainStore.ts';
import type { Database } from './database.ts';
import { DiskRecords } from './diskRecords.ts';
import { hashKey, undoKey } from './keys.ts';
import { readEntry } from './ledgerLoading.ts';
import { OldTips } from './oldTips.ts';
import type { RowPages } from './rowPages.ts';
import { findRuns, readRuns } from './runRecords.ts';
import { unseal } from './sealed.ts';
import { storeFault } from './storeFault.ts';
import { StoreGate } from './storeGate.ts';
import type { WriteCounter } from './writeCounter.ts';

/** What a store stands on. */
export interface StoreParts {
  readonly folder: string;
  readonly database: Database;
  readonly counter: WriteCounter;
  readonly network: Network;
  readonly ledger: Ledger;
  readonly pages: RowPages;
  readonly files: BlockFiles;
  readonly meta: ChainMeta;
  /** So many last blocks can be taken back. */
  readonly undoDepth: number;
  readonly log: (event: string, facts: Facts) => void;
}

/** What a chain store is asked; each question is answered from one state of the disk. */
export class DiskChainReads {
  readonly network: Network;
  readonly records: Records;
  readonly ledger: LedgerView;
  protected parts: StoreParts;
  protected readonly gate = new StoreGate();
  private oldTips: OldTips;

  constructor(parts: StoreParts) {
    this.parts = parts;
    this.network = parts.network;
    this.ledger = parts.ledger;
    this.records = new DiskRecords(() => this.parts, this.gate);
    this.oldTips = new OldTips(parts.database, parts.network);
  }

  get folder(): string {
    return this.parts.folder;
  }

  get undoDepth(): number {
    return this.parts.undoDepth;
  }

  get contracts(): ContractTable {
    return this.parts.ledger.contracts;
  }

  /** From now on answers come from there. */
  protected standOn(parts: StoreParts): void {
    this.parts = parts;
    this.oldTips = new OldTips(parts.database, parts.network);
  }

  private entry(id: number): Promise<BlockEntry | undefined> {
    return this.reading(() => readEntry(this.parts.database, id));
  }

  /** Not to be called within itself: see `StoreGate`. */
  protected reading<V>(work: () => Promise<V>): Promise<V> {
    return this.gate.enter(async () => {
      try {
        return await work();
      } catch (error) {
        throw storeFault(error, this.parts.folder);
      }
    });
  }

  private block(id: number): Promise<{ entry: BlockEntry; bytes: Bytes } | undefined> {
    return this.reading(async () => {
      const { database, files } = this.parts;
      const entry = await readEntry(database, id);
      return entry === undefined ? undefined : { entry, bytes: await files.read(id, entry.place) };
    });
  }

  async blockBytes(id: number): Promise<Bytes | undefined> {
    return (await this.block(id))?.bytes;
  }

  async proofBytes(id: number): Promise<Bytes | undefined> {
    const block = await this.block(id);
    if (block === undefined) return undefined;
    const { header, footer } = decodeBlockEnds(block.bytes, this.network);
    return concatBytes(encodeHeader(header), block.entry.listsHash, encodeFooter(footer));
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

  tipAt(id: number): Promise<Tip | undefined> {
    return this.reading(async () => {
      const { tip } = this.ledger;
      if (id === tip.id) return tip;
      if (id < GENESIS_ID || id > tip.id) return undefined;
      return (await readTipBefore(this.parts.database, id + 1)) ?? (await this.oldTips.at(id));
    });
  }

  async targetOf(id: number): Promise<bigint | undefined> {
    if (id < FIRST_BLOCK_ID || id > this.ledger.tip.id) return undefined;
    return (await this.tipAt(id - 1))?.nextTarget;
  }

  keepsUndo(id: number): Promise<boolean> {
    return this.reading(async () => (await this.parts.database.get(undoKey(id))) !== undefined);
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
}
