import type { ContractLedger } from '../contracts/contractRunner.ts';
import { decodeAddress, encodeAddress } from '../protocol/addresses.ts';
import type { Units } from '../protocol/amounts.ts';
import type { LedgerOverlay, OverlayMark } from './ledgerOverlay.ts';
import { isTrustActive } from './ledgerView.ts';

/** A block's ledger as contracts see it. Its marks take back what they did to the contracts' own state as well. */
export class ExecutionLedger implements ContractLedger {
  readonly defaultFee: Units;
  private readonly overlay: LedgerOverlay;
  /** The contracts' time, ms epoch: whether a trust is active must not hang on when the block will be mined. */
  private readonly date: number;
  private readonly prefix: string;
  private readonly addresses = new Map<number, string>();

  constructor(overlay: LedgerOverlay, date: number) {
    const { network } = overlay;
    this.overlay = overlay;
    this.date = date;
    this.defaultFee = network.defaultFee;
    this.prefix = network.addressPrefix;
  }

  addressOf(wallet: number): string {
    let address = this.addresses.get(wallet);
    if (address === undefined) {
      address = encodeAddress(this.prefix, this.overlay.keyOf(wallet));
      // Ids below this one mean the same wallet whatever is taken back; those of this block do not.
      if (wallet < this.firstNewId) this.addresses.set(wallet, address);
    }
    return address;
  }

  private get firstNewId(): number {
    return this.overlay.baseWalletCount;
  }

  walletOfAddress(address: string): number {
    return this.overlay.idOfKey(decodeAddress(this.prefix, address));
  }

  balanceOf(wallet: number): Units {
    return this.overlay.balanceOf(wallet);
  }

  mayBeCharged(wallet: number): boolean {
    return !isTrustActive(this.overlay.trustOf(wallet), this.date);
  }

  move(from: number, to: number, amount: Units, fee: Units): void {
    this.overlay.debit(from, amount + fee);
    this.overlay.credit(to, amount);
  }

  mark(): unknown {
    return this.overlay.mark();
  }

  release(mark: unknown): void {
    this.overlay.release(mark as OverlayMark);
  }

  rollback(mark: unknown): void {
    this.overlay.rollback(mark as OverlayMark);
  }
}
