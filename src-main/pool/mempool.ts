import type { RunRecord } from '#shared/contracts/contractRunner.ts';
import { ITEM_FUEL } from '#shared/contracts/limits.ts';
import type { BlockExecution } from '#shared/ledger/blockExecution.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { identityOf, totalOf } from '#shared/protocol/transactions.ts';
import { Evictions, type MempoolLimits } from './evictions.ts';
import { type Allowance, unlimited } from './fuelBudget.ts';
import { watchMoves } from './groupMoves.ts';
import { PendingIndex } from './pendingIndex.ts';
import { BLOCK_OVERHEAD, headOf, itemBytes, registerReceivers } from './pendingSize.ts';
import { type PlacedItem, readWalletMessage, type WalletMessage } from './walletMessage.ts';

/** The last block that may hold a transaction is so many ids after the block that its wallet signed. */
export const EXPIRY_BLOCKS = 6;

/** A signed transaction that waits to be mined. */
export interface Pending {
  readonly identity: Bytes;
  /** Hex of the identity. */
  readonly key: string;
  /** The signed bytes and their signature. */
  readonly bytes: Bytes;
  readonly signature: Bytes;
  readonly message: WalletMessage;
  /** What the receivers get together. */
  readonly amount: Units;
  /** What the signer pays beside it. */
  readonly fee: Units;
  /** All fees that it brings to a block; of a list group that is more than the signer's. */
  readonly fees: Units;
  readonly reference: number;
  readonly expiresAfter: number;
  /** Type, reference and features of its block form: those with the same ones share a list. */
  readonly head: string;
  /** Bytes that it needs in a block, with the keys that it registers. */
  readonly size: number;
  /** Of the contract runs that it sets off, as it was when it was executed last for itself. */
  readonly fuel: number;
  /** Of a balance update or a list group: what it does to each wallet (hex of its key) that it names. */
  readonly moves: ReadonlyMap<string, Units> | undefined;
  /** When this pool took it, ms since 1970. */
  readonly takenAt: number;
  /** Tells apart which came first of those of the same moment: it only grows. */
  readonly order: number;
}

/** What executing it showed. */
interface Costs {
  readonly item: PlacedItem;
  readonly registered: number;
  readonly fees: Units;
  readonly fuel: number;
  readonly moves: ReadonlyMap<string, Units> | undefined;
}

/** What a new tip did to the waiting transactions. */
export interface MempoolChange {
  readonly mined: readonly Pending[];
  readonly expired: readonly Pending[];
  readonly refused: readonly RefusedPending[];
}

/** No longer possible on the new tip, with the reason. */
export interface RefusedPending {
  readonly pending: Pending;
  readonly fault: Fault;
}

const KEPT = { keep: true, allowance: unlimited };

/**
 * Transactions that were found valid on the tip and those before them, in the order in which they came. All stand
 * executed in one block in the making, so that one wallet's transactions can follow each other and none can spend
 * what another has spent. Bounded: when it is full, whoever pays least for each byte makes room for who pays more.
 */
export class Mempool {
  readonly #limits: MempoolLimits;
  readonly #evictions: Evictions;
  readonly #begin: () => BlockExecution;
  #execution: BlockExecution;
  #pending = new Map<string, Pending>();
  #bytes = 0;
  #fuel = 0;
  readonly #index = new PendingIndex();
  /** Those that wait and have not been executed on the present tip yet, in their order, from `#checked` on. */
  #unchecked: readonly Pending[] = [];
  #checked = 0;
  #refused: RefusedPending[] = [];
  #nextOrder = 0;

  /** `begin` starts a block on the committed tip. */
  constructor(begin: () => BlockExecution, limits: MempoolLimits) {
    this.#begin = () => {
      const execution = begin();
      // What waits is no block: there may be more of it than one takes.
      execution.runner.itemRoom = Number.POSITIVE_INFINITY;
      return execution;
    };
    this.#limits = limits;
    this.#evictions = new Evictions(limits);
    this.#execution = this.#begin();
  }

  get size(): number {
    return this.#pending.size;
  }

  /** The ledger as it would stand if all that waits were mined. */
  get view(): LedgerView {
    this.recheck();
    return this.#execution.view;
  }

  /** How many of those that wait have not been tested on the present tip yet. */
  get unchecked(): number {
    return this.#unchecked.length - this.#checked;
  }

  get(key: string): Pending | undefined {
    return this.#pending.get(key);
  }

  /** In the order in which they came. */
  all(): Iterable<Pending> {
    return this.#pending.values();
  }

  /** Those that a wallet (hex of its key) sent or gets coins by, in the order in which they came. */
  naming(wallet: string): Pending[] {
    return this.#index.naming(wallet);
  }

  /** What waiting transactions bring to and take from a wallet (hex of its key), amounts with fees. */
  pendingOf(wallet: string): { in: Units; out: Units } {
    return this.#index.sums(wallet);
  }

  /**
   * Reads a signed message and tests all but its signature against the tip and what waits before it.
   * Changes nothing. Faults: `decode.*`, `transaction.*`, `wallet.unknown`, `mempool.tooLarge`. `order`: of one that
   * waited before a restart. `allowance`: of who asks, for what contracts do meanwhile; it throws as well.
   */
  check(
    bytes: Bytes,
    signature: Bytes,
    now: number,
    { order = this.#nextOrder, allowance = unlimited }: { order?: number; allowance?: Allowance } = {},
  ): Pending {
    this.#nextOrder = Math.max(this.#nextOrder, order + 1);
    return { ...this.examine(bytes, signature, now, allowance).pending, order };
  }

  /** As `check`, with what contracts would do and what the signer would have after it. */
  examine(
    bytes: Bytes,
    signature: Bytes,
    now: number,
    allowance: Allowance,
  ): { pending: Pending; runs: readonly RunRecord[]; balanceAfter: Units } {
    this.recheck();
    const message = readWalletMessage(bytes);
    if (this.#mayRunContracts(message)) allowance.demand();
    const reference = this.#referenceOf(message);
    const tried = this.#try(message, reference, signature, { keep: false, allowance });
    const { runs, balanceAfter } = tried;
    return {
      pending: this.#pendingOf(bytes, signature, now, { message, reference, ...tried }),
      runs,
      balanceAfter,
    };
  }

  /** Contracts hear of payments to who has applied to them; what a group holds is not looked through. */
  #mayRunContracts({ contract, kind, receivers }: WalletMessage): boolean {
    const { view } = this.#execution;
    if (contract !== undefined) return true;
    if (view.contracts.contractCount === 0) return false;
    if (kind === 'group') return true;
    return receivers.some(({ key }) => view.contracts.contractsOf(view.idOfKey(key)).length > 0);
  }

  #pendingOf(
    bytes: Bytes,
    signature: Bytes,
    now: number,
    read: { message: WalletMessage; reference: number } & Costs,
  ): Pending {
    const { message, reference, item, registered, fees, fuel, moves } = read;
    const identity = identityOf(bytes);
    return {
      identity,
      key: toHex(identity),
      bytes,
      signature,
      message,
      amount: totalOf(message.receivers),
      fee: message.fee(this.view.network.defaultFee),
      fees,
      reference,
      expiresAfter: reference + EXPIRY_BLOCKS,
      head: headOf(item, reference),
      size: this.#sizeOf(item, registered),
      fuel,
      moves,
      takenAt: now,
      order: this.#nextOrder,
    };
  }

  /**
   * Takes a transaction whose signature is known to be good. Returns those that had to make room for it.
   * Faults: those of `check`, and `mempool.full`.
   */
  add(pending: Pending): Pending[] {
    this.recheck();
    if (this.#pending.has(pending.key)) return [];
    const used = { bytes: this.#bytes, fuel: this.#fuel };
    const evicted = this.#evictions.for(pending, this.#pending, used);
    this.#try(pending.message, pending.reference, pending.signature);
    for (const other of evicted) this.#forget(other);
    this.#remember(pending);
    return evicted;
  }

  /**
   * After the tip has changed: drops what was mined or has expired and executes the rest on the new tip.
   * `returned` are transactions of abandoned blocks, which go first.
   */
  tipChanged(returned: readonly Pending[] = []): MempoolChange {
    const before = [...returned, ...this.#pending.values()];
    this.#unchecked = [];
    this.#checked = 0;
    const mined: Pending[] = [];
    const expired: Pending[] = [];
    const refused = this.#refused.splice(0);
    this.#pending = new Map();
    this.#bytes = 0;
    this.#fuel = 0;
    this.#index.clear();
    this.#evictions.begin();
    this.#execution = this.#begin();
    const { tip } = this.#execution.view;
    for (const [at, pending] of before.entries()) {
      if (this.#pending.has(pending.key)) continue;
      if (this.#execution.view.hasIdentity(pending.identity)) mined.push(pending);
      else if (tip.id >= pending.expiresAfter) expired.push(pending);
      else {
        try {
          this.#referenceOf(pending.message);
          const tried = this.#try(pending.message, pending.reference, pending.signature);
          this.#remember(at < returned.length ? this.#costed(pending, tried) : pending);
        } catch (error) {
          if (!isFault(error)) throw error;
          refused.push({ pending, fault: error });
        }
      }
    }
    return { mined, expired, refused };
  }

  /**
   * As `tipChanged` after a block, but what is neither mined nor expired is tested later: by `recheck`, in the same
   * order, and at the latest when somebody needs to know.
   */
  tipGrown(): Omit<MempoolChange, 'refused'> {
    const mined: Pending[] = [];
    const expired: Pending[] = [];
    const rest: Pending[] = [];
    this.#evictions.begin();
    this.#execution = this.#begin();
    const { view } = this.#execution;
    for (const pending of this.#pending.values()) {
      if (view.hasIdentity(pending.identity)) mined.push(pending);
      else if (view.tip.id >= pending.expiresAfter) expired.push(pending);
      else rest.push(pending);
    }
    for (const pending of mined) this.#forget(pending);
    for (const pending of expired) this.#forget(pending);
    this.#unchecked = rest;
    this.#checked = 0;
    return { mined, expired };
  }

  /** Goes on testing those that wait on the present tip, one after the other, until `enough`; by default all. */
  recheck(enough: () => boolean = () => false): void {
    while (this.#checked < this.#unchecked.length) {
      const pending = this.#unchecked[this.#checked] as Pending;
      this.#checked += 1;
      try {
        this.#referenceOf(pending.message);
        this.#try(pending.message, pending.reference, pending.signature);
      } catch (error) {
        if (!isFault(error)) throw error;
        this.#forget(pending);
        this.#refused.push({ pending, fault: error });
      }
      if (enough()) return;
    }
    this.#unchecked = [];
    this.#checked = 0;
  }

  /** Those that `recheck` has dropped since this was last asked. */
  takeRefused(): readonly RefusedPending[] {
    return this.#refused.splice(0);
  }

  /** The block id whose hash was signed; it must be one of those that the next block may name. */
  #referenceOf(message: WalletMessage): number {
    const reference = this.#execution.view.referenceOfHash(message.blockHash);
    if (reference < 0) throw new Fault('transaction.reference', { hash: toHex(message.blockHash) });
    return reference;
  }

  /** Executes a transaction on top of all that waits; `keep` it or take it back. */
  #try(
    message: WalletMessage,
    reference: number,
    signature: Bytes,
    { keep, allowance }: { keep: boolean; allowance: Allowance } = KEPT,
  ): Costs & { runs: readonly RunRecord[]; balanceAfter: Units } {
    const execution = this.#execution;
    const feesBefore = execution.transactionFees + execution.contractFees;
    const runsBefore = execution.runner.records.length;
    const fuelBefore = execution.runner.fuel;
    const mark = execution.mark();
    let kept = false;
    try {
      const registered = registerReceivers(execution, message);
      const item = message.place(execution.view, reference, signature);
      const movesAfter = watchMoves(item, execution.view);
      execution.execute(item.head, item.item, 0, 0);
      const fees = execution.transactionFees + execution.contractFees - feesBefore;
      const fuel = execution.runner.fuel - fuelBefore;
      const runs = execution.runner.records.slice(runsBefore);
      const balanceAfter = execution.view.balanceOf(execution.view.idOfKey(message.sender));
      kept = keep;
      if (!keep) allowance.spend(fuel);
      return { item, registered, fees, fuel, runs, balanceAfter, moves: movesAfter?.() };
    } catch (error) {
      // What was refused for its fuel has run, and the count of it is taken back.
      if (!keep && isFault(error) && error.code === 'contract.fuel') allowance.spend(ITEM_FUEL);
      throw error;
    } finally {
      if (kept) execution.release(mark);
      else execution.rollback(mark);
      // Signatures are checked one by one when a transaction comes; nothing else reads them from here.
      execution.signatures.truncate(0, 0);
    }
  }

  /** A transaction of an abandoned block, with what it costs in a block of this chain. */
  #costed(pending: Pending, { item, registered, fees, fuel, moves }: Costs): Pending {
    const head = headOf(item, pending.reference);
    return { ...pending, fees, fuel, head, size: this.#sizeOf(item, registered), moves };
  }

  #sizeOf(placed: PlacedItem, registered: number): number {
    const size = itemBytes(placed) + 32 * registered;
    const limit = Math.min(this.#limits.bytes, this.view.network.maxBlockBytes - BLOCK_OVERHEAD);
    if (size > limit) throw new Fault('mempool.tooLarge', { bytes: size, limit });
    return size;
  }

  #remember(pending: Pending): void {
    this.#pending.set(pending.key, pending);
    this.#bytes += pending.size;
    this.#fuel += pending.fuel;
    this.#index.add(pending);
  }

  #forget(pending: Pending): void {
    if (!this.#pending.delete(pending.key)) return;
    this.#bytes -= pending.size;
    this.#fuel -= pending.fuel;
    this.#index.remove(pending);
  }
}
