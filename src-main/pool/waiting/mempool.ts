import type { RunRecord } from '#shared/contracts/contractRunner.ts';
import { noContractChanges } from '#shared/contracts/contractState.ts';
import type { BlockExecution } from '#shared/ledger/blockExecution.ts';
import type { LedgerChanges } from '#shared/ledger/ledgerChanges.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { identityOf } from '#shared/protocol/transactions.ts';
import { Evictions, type MempoolLimits } from './evictions.ts';
import { type Allowance, unlimited } from './fuelBudget.ts';
import { NextStand } from './nextStand.ts';
import { Pending, type PendingCosts, type Signing } from './pending.ts';
import { BLOCK_OVERHEAD, headOf, itemBytes } from './pendingSize.ts';
import { type Costs, type Signed, Stand } from './stand.ts';
import { type PlacedItem, readWalletMessage, type WalletMessage } from './walletMessage.ts';

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

export type ReadSigned = Pick<Signing, 'message' | 'identity'>;

/** Where many wait, they are tested on one tip of so many only, as long as all blocks are of what waited here. */
const MOST_AHEAD = 3;

/** What was asked of the stand on the tip before can only be told on the present one. */
class NotAhead extends Error {}

/**
 * Transactions that were found valid on the tip and those before them, in the order in which they came. All stand
 * executed in one block in the making, so that one wallet's transactions can follow each other and none can spend
 * what another has spent. Bounded: when it is full, whoever pays least for each byte makes room for who pays more.
 */
export class Mempool {
  readonly #limits: MempoolLimits;
  readonly #evictions: Evictions;
  readonly #begin: (on?: LedgerView) => BlockExecution;
  #stand: Stand;
  #next: NextStand | undefined;
  /** Those that wait and have not been executed on the present tip yet, in their order, from `#checked` on. */
  #unchecked: Pending[] = [];
  #checked = 0;
  #refused: RefusedPending[] = [];
  /**
   * While some are not tested on the present tip: where all were executed that wait or were mined since. It is as good
   * for saying yes, as long as the blocks since held nothing else.
   */
  #before: Stand | undefined;
  #isAhead = false;
  /** Tips since everything was tested. */
  #tipsAhead = 0;
  #nextOrder = 0;

  /** `begin` starts a block on the committed tip, or on the ledger as it will be. */
  constructor(begin: (on?: LedgerView) => BlockExecution, limits: MempoolLimits) {
    this.#begin = begin;
    this.#limits = limits;
    this.#evictions = new Evictions(limits);
    this.#stand = new Stand(begin());
  }

  get size(): number {
    return this.#stand.pending.size;
  }

  /** The ledger as it would stand if all that waits were mined. */
  get view(): LedgerView {
    return this.#tested().execution.view;
  }

  /**
   * Does something with the mempool without testing first those that are not tested on the present tip, where that can
   * be done; undefined: it can't, or came to nothing, and is to be asked again when they are tested. What is added on
   * the way is tested behind them, and may be found impossible as they may.
   */
  ahead<T>(work: () => T): { readonly value: T } | undefined {
    if (this.#before === undefined) return undefined;
    this.#isAhead = true;
    try {
      return { value: work() };
    } catch (error) {
      if (isFault(error) || error instanceof NotAhead) return undefined;
      throw error;
    } finally {
      this.#isAhead = false;
    }
  }

  /** Where everything that waits has been executed. */
  #tested(): Stand {
    if (this.#isAhead && this.#before !== undefined) return this.#before;
    this.recheck();
    return this.#stand;
  }

  /** Those that are not tested have not been for long, and meanwhile most can be told all the same. */
  get canRest(): boolean {
    return this.#before !== undefined && this.#tipsAhead < MOST_AHEAD;
  }

  /** How many of those that wait have not been tested on the present tip yet. */
  get unchecked(): number {
    return this.#unchecked.length - this.#checked;
  }

  get(key: string): Pending | undefined {
    return this.#stand.pending.get(key);
  }

  /** In the order in which they came. */
  all(): Iterable<Pending> {
    return this.#stand.pending.values();
  }

  /** Those that a wallet (hex of its key) sent or gets coins by, in the order in which they came. */
  naming(wallet: string): Pending[] {
    return this.#stand.index.naming(wallet);
  }

  /** What waiting transactions bring to and take from a wallet (hex of its key), amounts with fees. */
  pendingOf(wallet: string): { in: Units; out: Units } {
    return this.#stand.index.sums(wallet);
  }

  /**
   * Reads a message and tests all but its signature against the tip and what waits before it. Changes nothing. Faults:
   * `decode.*`, `transaction.*`, `wallet.unknown`, `mempool.tooLarge`. `allowance`: of who asks, for what contracts do
   * meanwhile; it throws as well.
   */
  check(
    bytes: Bytes,
    signature: Bytes,
    now: number,
    allowance: Allowance = unlimited,
  ): { pending: Pending; runs: readonly RunRecord[]; balanceAfter: Units } {
    const on = this.#standFor(readSigned(bytes), signature, allowance);
    return on.stand.try(on, { keep: false, allowance }, (tried) => ({
      pending: this.#pendingOf({ bytes, takenAt: now, order: this.#nextOrder }, on, tried),
      runs: tried.runs,
      balanceAfter: tried.balanceAfter,
    }));
  }

  /**
   * Takes a transaction whose signature is known to be good, after the tests of `check`; `evicted` have to make room
   * for it. Faults: those of `check`, and `mempool.full`; then all is as it was. `order`: of one that waited before a
   * restart; `read`: what the bytes say, where that was read before.
   */
  add(
    bytes: Bytes,
    signature: Bytes,
    now: number,
    {
      order = this.#nextOrder,
      allowance = unlimited,
      read = readSigned(bytes),
    }: { order?: number; allowance?: Allowance; read?: ReadSigned } = {},
  ): { pending: Pending; evicted: readonly Pending[] } {
    const on = this.#standFor(read, signature, allowance);
    const stand = this.#stand;
    const taken = on.stand.try(on, { keep: true, allowance }, (tried) => {
      const pending = this.#pendingOf({ bytes, takenAt: now, order }, on, tried);
      return { pending, evicted: this.#evictions.for(pending, stand.pending, stand) };
    });
    this.#nextOrder = Math.max(this.#nextOrder, order + 1);
    for (const other of taken.evicted) this.#forget(other);
    stand.remember(taken.pending);
    if (on.stand !== stand) this.#unchecked.push(taken.pending);
    this.#next?.push(taken.pending);
    return taken;
  }

  /** What can be told without executing anything. Faults: `transaction.reference`, `wallet.unknown`. */
  glance(message: WalletMessage): void {
    const stand = this.#tested();
    stand.referenceOf(message);
    if (stand.execution.view.idOfKey(message.sender) >= 0) return;
    throw new Fault('wallet.unknown', { key: toHex(message.sender) });
  }

  #standFor(
    { message, identity }: ReadSigned,
    signature: Bytes,
    allowance: Allowance,
  ): Signed & { readonly stand: Stand } {
    const stand = this.#tested();
    const mayRunContracts = this.#mayRunContracts(message, stand.execution.view);
    // Payments only add up, whatever their order.
    if (stand !== this.#stand && (mayRunContracts || message.kind !== 'transfer')) throw new NotAhead();
    if (mayRunContracts) allowance.demand();
    return { stand, message, reference: stand.referenceOf(message), identity, signature };
  }

  /** Contracts hear of payments to who has applied to them; what a group holds is not looked through. */
  #mayRunContracts({ contract, kind, receivers }: WalletMessage, view: LedgerView): boolean {
    if (contract !== undefined) return true;
    if (view.contracts.contractCount === 0) return false;
    if (kind === 'group') return true;
    return receivers.some(({ key }) => view.contracts.contractsOf(view.idOfKey(key)).length > 0);
  }

  #pendingOf(
    { bytes, takenAt, order }: Pick<Signing, 'bytes' | 'takenAt' | 'order'>,
    { message, reference, identity, signature }: Signed,
    costs: Costs,
  ): Pending {
    const signing = { identity, bytes, signature, message, reference, takenAt, order };
    return new Pending(
      signing,
      message.fee(this.view.network.defaultFee),
      this.#costsOf(costs, reference),
      this.#nameOf,
    );
  }

  readonly #nameOf = (key: Bytes): string => this.#stand.index.nameOf(key);

  #costsOf({ item, registered, fees, fuel, moves }: Costs, reference: number): PendingCosts {
    return { fees, head: headOf(item, reference), size: this.#sizeOf(item, registered), fuel, moves };
  }

  /**
   * After the tip has changed in another way than by one block: drops what was mined or has expired and executes the
   * rest on the new tip. `returned` are transactions of abandoned blocks, which go first.
   */
  tipChanged(returned: readonly Pending[] = []): MempoolChange {
    const refused = this.#refused.splice(0);
    const waiting = this.#stand.pending.values();
    const next = new NextStand(this.#begin(), []);
    this.#allChecked();
    this.#next = undefined;
    this.#evictions.begin();
    this.#stand = next.stand;
    const execute = (pending: Pending): Costs | undefined => {
      if (next.stand.pending.has(pending.key) || !next.mayWait(pending)) return undefined;
      return take(next.stand, pending, refused);
    };
    for (const pending of returned) {
      const costs = execute(pending);
      if (costs === undefined) continue;
      // It was not executed on this chain before.
      next.stand.remember(pending.costing(this.#costsOf(costs, pending.reference), this.#nameOf));
    }
    for (const pending of waiting) if (execute(pending) !== undefined) next.stand.remember(pending);
    return { mined: next.mined, expired: next.expired, refused };
  }

  /**
   * Before the tip grows by a block: begins to see what will wait on it. `after`: the ledger as it will be. `advance`
   * goes on; meanwhile everything waits, and comes, on the present tip.
   */
  expect(after?: LedgerView): void {
    this.#next = new NextStand(this.#begin(after), this.#stand.pending.values());
  }

  /** Sees of those that wait, one after the other, which will do so on the tip that comes, until `enough`. Whether all are seen. */
  advance(enough: () => boolean): boolean {
    return this.#next?.advance(this.#waits, enough) ?? true;
  }

  /** Unless it has had to make room. */
  readonly #waits = (pending: Pending): boolean => this.#stand.pending.get(pending.key) === pending;

  /**
   * In the step in which the ledger shows the block that was expected (or, when none was, any that grew the tip):
   * from now on everything waits on it, and is tested on it by `recheck`, in the same order, at the latest when somebody
   * needs to know. `changes`: that block's; `ledger`: the one that shows it now.
   */
  tipGrown(changes?: LedgerChanges, ledger?: LedgerView): Omit<MempoolChange, 'refused'> {
    if (this.#next === undefined) this.expect();
    this.advance(() => false);
    const { stand, rest, mined, expired } = this.#next as NextStand;
    // Without what is remembered in it, which is another by now.
    const before = this.unchecked === 0 ? new Stand(this.#stand.execution) : this.#before;
    const isAsGood =
      changes !== undefined &&
      before !== undefined &&
      expired.length === 0 &&
      holdsOnly(mined, changes, before);
    this.#before = isAsGood ? before : undefined;
    this.#tipsAhead += 1;
    if (ledger !== undefined) stand.execution.rebase(ledger);
    this.#next = undefined;
    this.#stand = stand;
    this.#evictions.begin();
    this.#unchecked = rest;
    this.#checked = 0;
    if (rest.length === 0) this.#allChecked();
    return { mined, expired };
  }

  /** Goes on testing those that wait on the present tip, one after the other, until `enough`; by default all. */
  recheck(enough: () => boolean = () => false): void {
    while (this.#checked < this.#unchecked.length) {
      const pending = this.#unchecked[this.#checked] as Pending;
      this.#checked += 1;
      try {
        if (this.#waits(pending)) this.#stand.take(pending);
      } catch (error) {
        if (!isFault(error)) throw error;
        this.#forget(pending);
        this.#refused.push({ pending, fault: error });
      }
      if (enough()) break;
    }
    if (this.#checked >= this.#unchecked.length) this.#allChecked();
  }

  #allChecked(): void {
    this.#unchecked = [];
    this.#checked = 0;
    this.#before = undefined;
    this.#tipsAhead = 0;
  }

  /** Those that `recheck` has dropped since this was last asked. */
  takeRefused(): readonly RefusedPending[] {
    return this.#refused.splice(0);
  }

  #sizeOf(placed: PlacedItem, registered: number): number {
    const size = itemBytes(placed) + 32 * registered;
    const limit = Math.min(this.#limits.bytes, this.view.network.maxBlockBytes - BLOCK_OVERHEAD);
    if (size > limit) throw new Fault('mempool.tooLarge', { bytes: size, limit });
    return size;
  }

  #forget(pending: Pending): void {
    this.#stand.forget(pending);
    this.#next?.stand.forget(pending);
  }
}

/** What signed bytes say. Throws `decode.*`, `transaction.*`. */
export function readSigned(bytes: Bytes): ReadSigned {
  return { message: readWalletMessage(bytes), identity: identityOf(bytes) };
}

/**
 * Whether a block did nothing that was not waited for, but for its reward: then what stood executed with it and with what
 * still waits says the same as before.
 */
function holdsOnly(mined: readonly Pending[], changes: LedgerChanges, before: Stand): boolean {
  return (
    changes.identities.count === mined.length &&
    changes.contracts === noContractChanges &&
    changes.scalars.sweeps === before.execution.view.sweeps
  );
}

/** Executes one; undefined: it was refused, which is noted. */
function take(stand: Stand, pending: Pending, refused: RefusedPending[]): Costs | undefined {
  try {
    return stand.take(pending);
  } catch (error) {
    if (!isFault(error)) throw error;
    refused.push({ pending, fault: error });
    return undefined;
  }
}
