import type { Units } from '#shared/protocol/amounts.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import type { Log } from '../../base/log.ts';
import type { ItemPlace, Records } from '../../store/chainStore.ts';
import type { FoundPayment } from './payoutFinder.ts';
import type { Seen } from './payoutTrail.ts';

export interface PayoutChain {
  /**
   * Resolves when no change of the chain is under way, and every miner knows of the last one: ledger, store and waiting
   * transactions belong together.
   */
  steady(): Promise<void>;
  /** Another object when a change of the chain begins, before the store knows of it, also if the change is undone later. */
  tip(): Seen;
  blockHash(id: number): Promise<Bytes | undefined>;
  transaction(identity: Bytes): Promise<ItemPlace | undefined>;
  /** As `findPayments`. */
  payments(after: number, isKnown: (blockId: number, places: number) => boolean): Promise<FoundPayment[]>;
}

export interface PayoutWallet {
  readonly key: Bytes;
  /** Hex of the key. */
  readonly name: string;
  readonly defaultFee: Units;
  /** What it can spend on top of all that waits. */
  spendable(): Units;
  sign(message: Bytes): Bytes;
}

export interface PayoutParts {
  readonly records: Records;
  readonly chain: PayoutChain;
  readonly wallet: PayoutWallet;
  readonly threshold: () => Units;
  /** Not while the chain is known to be behind. */
  readonly mayPay?: () => boolean;
  /** Hands a signed transaction in, as a wallet would. */
  readonly submit: (message: Bytes, signature: Bytes) => Promise<void>;
  readonly log: Log;
}
