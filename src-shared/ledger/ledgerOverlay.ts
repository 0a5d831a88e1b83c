import { type ContractMark, ContractOverlay } from '../contracts/contractState.ts';
import type { ContractEngine } from '../contracts/engine.ts';
import type { Units } from '../protocol/amounts.ts';
import { formatCoins } from '../protocol/amounts.ts';
import { type Bytes, toHex } from '../protocol/bytes.ts';
import { Fault } from '../protocol/fault.ts';
import type { Network } from '../protocol/network.ts';
import { IdentitySet } from './identitySet.ts';
import type { LedgerView, Tip, Trust } from './ledgerView.ts';
import { seededHash, type TableSeed } from './openTable.ts';
import { RowBuffer, RowKeys } from './rowBuffer.ts';
import { SlotIndex } from './slotIndex.ts';
import {
  ROW,
  rowActivity,
  rowBalance,
  rowExists,
  rowIsContract,
  rowTrust,
  setNewRow,
  setRowActivity,
  setRowBalance,
  setRowContract,
  setRowTrust,
} from './walletRow.ts';

/** A point in an overlay's life. */
export interface OverlayMark {
  readonly journal: number;
  readonly slots: number;
  readonly identities: number;
  readonly walletCount: number;
  readonly supply: Units;
  readonly lostCoins: Units;
  readonly sweeps: number;
  readonly contracts: ContractMark;
}

/**
 * A scratch ledger on top of another one, which stays as it is: the next block in the making. It keeps the rows that
 * it has touched, and a journal of them while somebody may want to go back (`mark`, `rollback`).
 */
export class LedgerOverlay implements LedgerView {
  readonly contracts: ContractOverlay;
  private base: LedgerView;
  private readonly firstNewId: number;
  readonly seed: TableSeed;
  walletCount: number;
  supply: Units;
  lostCoins: Units;
  sweeps: number;
  readonly identities: IdentitySet;
  private readonly index = new SlotIndex();
  private readonly rows = new RowBuffer();
  private readonly newKeys: RowKeys;
  private ids = new Int32Array(16);
  private marks = 0;
  private readonly journal = new RowBuffer();
  private journalSlots: number[] = [];

  constructor(base: LedgerView) {
    const { seed } = base;
    this.base = base;
    this.firstNewId = base.walletCount;
    this.seed = seed;
    this.walletCount = base.walletCount;
    this.supply = base.supply;
    this.lostCoins = base.lostCoins;
    this.sweeps = base.sweeps;
    this.identities = new IdentitySet(seed);
    this.newKeys = new RowKeys(seed, this.rows);
    this.contracts = new ContractOverlay(base.contracts);
  }

  /** From now on on top of another view that says the same (`AppliedView.rebase`). */
  rebase(base: LedgerView): void {
    this.base = base;
    this.contracts.rebase(base.contracts);
  }

  /** Ids below it were given out before this block. */
  get baseWalletCount(): number {
    return this.firstNewId;
  }

  get engine(): ContractEngine {
    return this.base.engine;
  }

  get network(): Network {
    return this.base.network;
  }

  get tip(): Tip {
    return this.base.tip;
  }

  // Reading

  exists(id: number): boolean {
    const slot = this.index.get(id);
    return slot < 0 ? this.base.exists(id) : rowExists(this.rows.view, slot * ROW);
  }

  keyOf(id: number): Bytes {
    const key = new Uint8Array(32);
    this.copyKey(id, key, 0);
    return key;
  }

  copyKey(id: number, out: Bytes, offset: number): void {
    const slot = this.index.get(id);
    if (slot < 0) this.base.copyKey(id, out, offset);
    else {
      this.needRow(id, slot);
      const start = slot * ROW + 32;
      for (let i = 0; i < 32; i++) out[offset + i] = this.rows.bytes[start + i] as number;
    }
  }

  idOfKey(key: Bytes): number {
    const slot = key.length === 32 ? this.newKeys.find(key) : -1;
    if (slot >= 0) return this.ids[slot] as number;
    const id = this.base.idOfKey(key);
    return id >= 0 && this.exists(id) ? id : -1;
  }

  balanceOf(id: number): Units {
    const slot = this.index.get(id);
    return slot < 0 ? this.base.balanceOf(id) : rowBalance(this.rows.view, this.needRow(id, slot));
  }

  activityOf(id: number): number {
    const slot = this.index.get(id);
    return slot < 0 ? this.base.activityOf(id) : rowActivity(this.rows.view, this.needRow(id, slot));
  }

  trustOf(id: number): Trust | undefined {
    const slot = this.index.get(id);
    return slot < 0 ? this.base.trustOf(id) : rowTrust(this.rows.view, this.needRow(id, slot));
  }

  isContract(id: number): boolean {
    const slot = this.index.get(id);
    return slot < 0 ? this.base.isContract(id) : rowIsContract(this.rows.view, this.needRow(id, slot));
  }

  copyRow(id: number, out: Uint8Array, offset: number): boolean {
    const slot = this.index.get(id);
    if (slot < 0) return this.base.copyRow(id, out, offset);
    const start = slot * ROW;
    for (let i = 0; i < ROW; i++) out[offset + i] = this.rows.bytes[start + i] as number;
    return rowExists(this.rows.view, start);
  }

  referenceHash(blockId: number): Bytes | undefined {
    return this.base.referenceHash(blockId);
  }

  referenceOfHash(hash: Bytes): number {
    return this.base.referenceOfHash(hash);
  }

  walletCountAfter(blockId: number): number {
    return this.base.walletCountAfter(blockId);
  }

  hasIdentity(identity: Bytes, hash = seededHash(identity, 0, this.seed)): boolean {
    return this.identities.has(identity, hash) || this.base.hasIdentity(identity, hash);
  }

  private needRow(id: number, slot: number): number {
    const at = slot * ROW;
    if (!rowExists(this.rows.view, at)) throw new Fault('wallet.unknown', { wallet: id });
    return at;
  }

  // Writing by slot: the fast way, for rules that touch a wallet more than once

  /** The wallet's slot, ready to be written to. Throws `wallet.unknown`. */
  touch(id: number): number {
    let slot = this.index.get(id);
    if (slot >= 0) {
      this.needRow(id, slot);
      if (this.marks > 0) this.remember(slot);
      return slot;
    }
    // An id that was never given out must not make an index page far away.
    if (id >= this.walletCount) throw new Fault('wallet.unknown', { wallet: id });
    slot = this.push(id);
    if (!this.base.copyRow(id, this.rows.bytes, slot * ROW)) {
      this.pop();
      throw new Fault('wallet.unknown', { wallet: id });
    }
    return slot;
  }

  balanceAt(slot: number): Units {
    return rowBalance(this.rows.view, slot * ROW);
  }

  setBalanceAt(slot: number, balance: Units): void {
    setRowBalance(this.rows.view, slot * ROW, balance);
  }

  setActivityAt(slot: number, date: number): void {
    setRowActivity(this.rows.view, slot * ROW, date);
  }

  trustAt(slot: number): Trust | undefined {
    return rowTrust(this.rows.view, slot * ROW);
  }

  /** Marks a wallet as a contract's account. */
  setContractAt(slot: number): void {
    setRowContract(this.rows.view, slot * ROW);
  }

  setTrustAt(slot: number, trust: Trust | undefined): void {
    setRowTrust(this.rows.view, slot * ROW, trust);
  }

  /** Adds coins to a wallet. Throws `wallet.unknown`. */
  credit(id: number, units: Units): void {
    const slot = this.touch(id);
    this.setBalanceAt(slot, this.balanceAt(slot) + units);
  }

  /** Takes coins from a wallet. Throws `wallet.unknown`, `transaction.balanceTooLow`. */
  debit(id: number, units: Units): void {
    const slot = this.touch(id);
    const balance = this.balanceAt(slot);
    if (balance < units) {
      throw new Fault('transaction.balanceTooLow', {
        wallet: id,
        have: formatCoins(balance),
        need: formatCoins(units),
      });
    }
    this.setBalanceAt(slot, balance - units);
  }

  /** Gives the next id to a key. Throws `address.known`. */
  register(key: Bytes, date: number): number {
    if (this.idOfKey(key) >= 0) throw new Fault('address.known', { key: toHex(key) });
    const id = this.walletCount;
    const slot = this.push(id);
    setNewRow(this.rows.view, this.rows.bytes, slot * ROW, key, date);
    this.newKeys.insert(slot);
    this.walletCount = id + 1;
    return id;
  }

  /** Deletes a wallet (lost coins) and returns what it had. Only in a finished block: there is no way back from it. */
  remove(id: number): Units {
    if (this.marks > 0) throw new Error('A wallet cannot be removed while a mark is set.');
    const slot = this.touch(id);
    const balance = this.balanceAt(slot);
    if (id >= this.firstNewId) this.newKeys.remove(slot);
    this.rows.bytes.fill(0, slot * ROW, (slot + 1) * ROW);
    return balance;
  }

  // Going back

  mark(): OverlayMark {
    this.marks += 1;
    return {
      journal: this.journal.count,
      slots: this.rows.count,
      identities: this.identities.count,
      walletCount: this.walletCount,
      supply: this.supply,
      lostCoins: this.lostCoins,
      sweeps: this.sweeps,
      contracts: this.contracts.mark(),
    };
  }

  /** Keeps what was done since the mark, the latest one. */
  release(mark: OverlayMark): void {
    this.marks -= 1;
    if (this.marks > 0) return;
    this.journal.count = mark.journal;
    this.journalSlots.length = mark.journal;
  }

  /** Undoes what was done since the mark, the latest one, and takes the mark away. */
  rollback(mark: OverlayMark): void {
    for (let at = this.journal.count - 1; at >= mark.journal; at--) {
      this.rows.copyFrom(this.journal, at, this.journalSlots[at] as number);
    }
    while (this.rows.count > mark.slots) {
      const slot = this.rows.count - 1;
      if ((this.ids[slot] as number) >= this.firstNewId) this.newKeys.remove(slot);
      this.pop();
    }
    this.contracts.rollback(mark.contracts);
    this.identities.truncate(mark.identities);
    this.walletCount = mark.walletCount;
    this.supply = mark.supply;
    this.lostCoins = mark.lostCoins;
    this.sweeps = mark.sweeps;
    this.journal.count = mark.journal;
    this.journalSlots.length = mark.journal;
    this.marks -= 1;
  }

  private remember(slot: number): void {
    const at = this.journal.push();
    this.journal.copyFrom(this.rows, slot, at);
    this.journalSlots[at] = slot;
  }

  private push(id: number): number {
    const slot = this.rows.push();
    if (slot >= this.ids.length) {
      const grown = new Int32Array(this.ids.length * 2);
      grown.set(this.ids);
      this.ids = grown;
    }
    this.ids[slot] = id;
    this.index.set(id, slot);
    return slot;
  }

  private pop(): void {
    const slot = this.rows.count - 1;
    this.index.set(this.ids[slot] as number, -1);
    this.rows.count = slot;
  }

  /** The touched wallets and their rows, as views of the overlay, which must not be used on. */
  touched(): { ids: Int32Array; rows: Uint8Array } {
    const { count } = this.rows;
    return { ids: this.ids.subarray(0, count), rows: this.rows.bytes.subarray(0, count * ROW) };
  }
}
