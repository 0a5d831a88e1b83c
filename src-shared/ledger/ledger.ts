import type { ContractChanges } from '../contracts/contractState.ts';
import { type ContractsBefore, ContractTable } from '../contracts/contractTable.ts';
import { type ContractEngine, noEngine } from '../contracts/engine.ts';
import type { Units } from '../protocol/amounts.ts';
import { type Bytes, equalBytes, toHex } from '../protocol/bytes.ts';
import { Fault } from '../protocol/fault.ts';
import { GENESIS_ID, genesisHash, type Network } from '../protocol/network.ts';
import { ContractTree } from './contractTree.ts';
import { IdentitySet } from './identitySet.ts';
import type { LedgerChanges, LedgerScalars } from './ledgerChanges.ts';
import type { LedgerView, Tip, Trust } from './ledgerView.ts';
import { seededHash, type TableSeed } from './openTable.ts';
import { StateTree } from './stateTree.ts';
import { ROW, rowActivity, rowBalance, rowIsContract, rowTrust, setNewRow, viewOf } from './walletRow.ts';
import { WalletTable } from './walletTable.ts';

/** A transaction may name one of so many last blocks (docs/PROTOCOL.md §4). */
export const REFERENCE_WINDOW = 6;

/** What is remembered of a block as long as transactions may name it. */
export interface WindowEntry {
  readonly id: number;
  readonly hash: Bytes;
  readonly walletCount: number;
  readonly identities: IdentitySet;
}

/** The state of a network before its first block: wallet 0 is the leadership key. */
export function genesisTip(network: Network): Tip {
  return {
    id: GENESIS_ID,
    hash: genesisHash(network),
    minedDate: network.genesisTime,
    parentMinedDate: network.genesisTime,
    nextTarget: network.genesisTarget,
    totalWork: 0n,
  };
}

/** The committed ledger in memory: changed by whole blocks only. */
export class Ledger implements LedgerView {
  readonly network: Network;
  wallets: WalletTable;
  /** For every table that strangers' bytes are put in. */
  seed: TableSeed;
  contracts: ContractTable;
  readonly engine: ContractEngine;
  private tree: StateTree;
  private contractTree: ContractTree;
  /** Oldest first; the last one is the tip. */
  private window: WindowEntry[];
  private current: Tip;
  private scalars: LedgerScalars;

  /** A ledger from what a store kept; `Ledger.genesis` for a new one. The window's last entry is the tip. */
  constructor(parts: {
    network: Network;
    seed: TableSeed;
    wallets: WalletTable;
    tip: Tip;
    scalars: LedgerScalars;
    window: WindowEntry[];
    contracts?: ContractTable;
    engine?: ContractEngine;
  }) {
    this.network = parts.network;
    this.seed = parts.seed;
    this.wallets = parts.wallets;
    this.current = parts.tip;
    this.scalars = parts.scalars;
    this.window = parts.window;
    this.contracts = parts.contracts ?? new ContractTable();
    this.engine = parts.engine ?? noEngine;
    this.tree = new StateTree(parts.wallets);
    this.contractTree = new ContractTree(this.contracts);
  }

  static genesis(network: Network, seed: TableSeed, engine: ContractEngine = noEngine): Ledger {
    const wallets = new WalletTable(seed);
    const row = new Uint8Array(ROW);
    setNewRow(viewOf(row), row, 0, network.leadershipKey, network.genesisTime);
    wallets.resize(1);
    wallets.setRows(Int32Array.of(0), row);
    const tip = genesisTip(network);
    const identities = new IdentitySet(seed);
    return new Ledger({
      network,
      seed,
      wallets,
      tip,
      scalars: { walletCount: 1, supply: 0n, lostCoins: 0n, sweeps: 0 },
      window: [{ id: tip.id, hash: tip.hash, walletCount: 1, identities }],
      engine,
    });
  }

  /** Makes a block's changes. They must have been computed on this ledger's present tip. */
  apply(changes: LedgerChanges): void {
    if (changes.tip.id !== this.current.id + 1) throw new Error('These changes are not for this tip.');
    this.put(changes.scalars, changes.ids, changes.rows);
    this.putContracts(changes.contracts, () => this.contracts.commit(changes.contracts));
    this.current = changes.tip;
    this.window.push({
      id: changes.tip.id,
      hash: changes.tip.hash,
      walletCount: changes.scalars.walletCount,
      identities: changes.identities,
    });
    if (this.window.length > REFERENCE_WINDOW) this.window.shift();
  }

  /**
   * Takes the last block back.
   * @param before tip, scalars and the touched wallets' rows as they were before it
   * @param contracts its changes to contracts, and what they replaced; undefined where it changed none
   * @param oldest the window's entry that comes back at its far end, if there is one
   */
  undo(
    before: { tip: Tip; scalars: LedgerScalars; ids: Int32Array; rows: Uint8Array },
    oldest: WindowEntry | undefined,
    contracts?: { changes: ContractChanges; before: ContractsBefore },
  ): void {
    if (contracts !== undefined) {
      this.putContracts(contracts.changes, () => this.contracts.undo(contracts.before));
    }
    this.put(before.scalars, before.ids, before.rows);
    this.current = before.tip;
    this.window.pop();
    if (oldest !== undefined) this.window.unshift(oldest);
  }

  /**
   * Goes over to another chain of the same network at once: whoever holds this ledger sees the other one's state from
   * now on. The other one is not to be used any more.
   */
  become(other: Ledger): void {
    this.wallets = other.wallets;
    this.seed = other.seed;
    this.contracts = other.contracts;
    this.tree = other.tree;
    this.contractTree = other.contractTree;
    this.window = other.window;
    this.current = other.current;
    this.scalars = other.scalars;
  }

  private put(scalars: LedgerScalars, ids: Int32Array, rows: Uint8Array): void {
    const count = Math.max(this.wallets.count, scalars.walletCount);
    this.wallets.resize(count);
    this.wallets.setRows(ids, rows);
    this.wallets.resize(scalars.walletCount);
    this.scalars = scalars;
    this.tree.update(ids);
  }

  /** Places are looked up where they are known: before what comes is taken back, after it was added. */
  private putContracts({ contracts, applications }: ContractChanges, put: () => void): void {
    if (contracts.length === 0 && applications.length === 0) return;
    const places = new Set<number>();
    const look = () => {
      for (const { contract, applicant } of applications) {
        const place = this.contracts.placeOf(contract, applicant);
        if (place >= 0) places.add(place);
      }
    };
    look();
    put();
    look();
    this.contractTree.update(
      contracts.map(({ id }) => id),
      [...places],
    );
  }

  stateHash(): Bytes {
    return this.contractTree.stateHash(this.tree.stateHash(this.scalars));
  }

  get tip(): Tip {
    return this.current;
  }

  get allScalars(): LedgerScalars {
    return this.scalars;
  }

  get windowEntries(): readonly WindowEntry[] {
    return this.window;
  }

  get walletCount(): number {
    return this.scalars.walletCount;
  }

  get supply(): Units {
    return this.scalars.supply;
  }

  get lostCoins(): Units {
    return this.scalars.lostCoins;
  }

  get sweeps(): number {
    return this.scalars.sweeps;
  }

  exists(id: number): boolean {
    return this.wallets.has(id);
  }

  private need(id: number): DataView {
    if (!this.wallets.has(id)) throw new Fault('wallet.unknown', { wallet: id });
    return this.wallets.viewFor(id);
  }

  keyOf(id: number): Bytes {
    const key = new Uint8Array(32);
    this.copyKey(id, key, 0);
    return key;
  }

  copyKey(id: number, out: Bytes, offset: number): void {
    this.need(id);
    const chunk = this.wallets.bytesFor(id);
    const at = WalletTable.at(id) + 32;
    for (let i = 0; i < 32; i++) out[offset + i] = chunk[at + i] as number;
  }

  idOfKey(key: Bytes): number {
    if (key.length !== 32) return -1;
    return this.wallets.find(key, 0);
  }

  balanceOf(id: number): Units {
    return rowBalance(this.need(id), WalletTable.at(id));
  }

  activityOf(id: number): number {
    return rowActivity(this.need(id), WalletTable.at(id));
  }

  trustOf(id: number): Trust | undefined {
    return rowTrust(this.need(id), WalletTable.at(id));
  }

  isContract(id: number): boolean {
    return rowIsContract(this.need(id), WalletTable.at(id));
  }

  copyRow(id: number, out: Uint8Array, offset: number): boolean {
    if (!this.wallets.has(id)) {
      out.fill(0, offset, offset + ROW);
      return false;
    }
    const chunk = this.wallets.bytesFor(id);
    const at = WalletTable.at(id);
    for (let i = 0; i < ROW; i++) out[offset + i] = chunk[at + i] as number;
    return true;
  }

  private entry(blockId: number): WindowEntry | undefined {
    return this.window[this.window.length - 1 - (this.current.id - blockId)];
  }

  referenceHash(blockId: number): Bytes | undefined {
    return this.entry(blockId)?.hash;
  }

  referenceOfHash(hash: Bytes): number {
    return this.window.find((entry) => equalBytes(entry.hash, hash))?.id ?? -1;
  }

  walletCountAfter(blockId: number): number {
    return this.entry(blockId)?.walletCount ?? -1;
  }

  hasIdentity(identity: Bytes, hash = seededHash(identity, 0, this.seed)): boolean {
    for (const { identities } of this.window) if (identities.has(identity, hash)) return true;
    return false;
  }

  toString(): string {
    return `ledger at ${this.current.id} ${toHex(this.current.hash)}`;
  }
}
