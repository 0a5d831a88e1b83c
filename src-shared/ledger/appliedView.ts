import type { ContractView } from '../contracts/contractState.ts';
import type { ContractEngine } from '../contracts/engine.ts';
import type { Units } from '../protocol/amounts.ts';
import type { Bytes } from '../protocol/bytes.ts';
import { equalBytes } from '../protocol/bytes.ts';
import type { Network } from '../protocol/network.ts';
import { REFERENCE_WINDOW } from './ledger.ts';
import type { LedgerChanges } from './ledgerChanges.ts';
import type { LedgerOverlay } from './ledgerOverlay.ts';
import type { LedgerView, Tip, Trust } from './ledgerView.ts';
import type { TableSeed } from './openTable.ts';

/**
 * The ledger as it will stand after a block that is not committed yet, so that the next block can be tested while this
 * one's signatures are still being verified.
 */
export class AppliedView implements LedgerView {
  readonly tip: Tip;
  readonly walletCount: number;
  readonly supply: Units;
  readonly lostCoins: Units;
  readonly sweeps: number;
  private readonly overlay: LedgerOverlay;

  constructor(overlay: LedgerOverlay, changes: LedgerChanges) {
    this.overlay = overlay;
    this.tip = changes.tip;
    this.walletCount = changes.scalars.walletCount;
    this.supply = changes.scalars.supply;
    this.lostCoins = changes.scalars.lostCoins;
    this.sweeps = changes.scalars.sweeps;
  }

  /** When the block below was committed, its ledger says the same as the view that this one was computed on. */
  rebase(committed: LedgerView): void {
    this.overlay.rebase(committed);
  }

  get network(): Network {
    return this.overlay.network;
  }

  get contracts(): ContractView {
    return this.overlay.contracts;
  }

  get engine(): ContractEngine {
    return this.overlay.engine;
  }

  get seed(): TableSeed {
    return this.overlay.seed;
  }

  exists(id: number): boolean {
    return this.overlay.exists(id);
  }

  keyOf(id: number): Bytes {
    return this.overlay.keyOf(id);
  }

  copyKey(id: number, out: Bytes, offset: number): void {
    this.overlay.copyKey(id, out, offset);
  }

  isContract(id: number): boolean {
    return this.overlay.isContract(id);
  }

  idOfKey(key: Bytes): number {
    return this.overlay.idOfKey(key);
  }

  balanceOf(id: number): Units {
    return this.overlay.balanceOf(id);
  }

  activityOf(id: number): number {
    return this.overlay.activityOf(id);
  }

  trustOf(id: number): Trust | undefined {
    return this.overlay.trustOf(id);
  }

  copyRow(id: number, out: Uint8Array, offset: number): boolean {
    return this.overlay.copyRow(id, out, offset);
  }

  private inWindow(blockId: number): boolean {
    return blockId <= this.tip.id && blockId > this.tip.id - REFERENCE_WINDOW;
  }

  referenceHash(blockId: number): Bytes | undefined {
    if (blockId === this.tip.id) return this.tip.hash;
    return this.inWindow(blockId) ? this.overlay.referenceHash(blockId) : undefined;
  }

  referenceOfHash(hash: Bytes): number {
    if (equalBytes(hash, this.tip.hash)) return this.tip.id;
    const id = this.overlay.referenceOfHash(hash);
    return this.inWindow(id) ? id : -1;
  }

  walletCountAfter(blockId: number): number {
    if (blockId === this.tip.id) return this.walletCount;
    return this.inWindow(blockId) ? this.overlay.walletCountAfter(blockId) : -1;
  }

  hasIdentity(identity: Bytes, hash?: number): boolean {
    return this.overlay.hasIdentity(identity, hash);
  }
}
