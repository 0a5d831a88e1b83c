import type { RunRecord } from '#shared/contracts/contractRunner.ts';
import { ITEM_FUEL } from '#shared/contracts/limits.ts';
import type { BlockExecution } from '#shared/ledger/blockExecution.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { type Allowance, unlimited } from './fuelBudget.ts';
import { watchMoves } from './groupMoves.ts';
import type { Pending } from './pending.ts';
import { PendingIndex } from './pendingIndex.ts';
import { registerReceivers } from './pendingSize.ts';
import type { PlacedItem, WalletMessage } from './walletMessage.ts';

/** What executing a transaction showed. */
export interface Costs {
  readonly item: PlacedItem;
  readonly registered: number;
  readonly fees: Units;
  readonly fuel: number;
  readonly moves: ReadonlyMap<string, Units> | undefined;
}

/** What a trial showed. */
export interface Tried extends Costs {
  readonly runs: readonly RunRecord[];
  /** The signer's. */
  readonly balanceAfter: Units;
}

/** A transaction as it is executed: what it says, the block that it names, and who it is. */
export type Signed = Pick<Pending, 'message' | 'reference' | 'identity' | 'signature'>;

const KEPT = { keep: true, allowance: unlimited };

/** The transactions that wait, on one tip: executed one after the other in one block in the making. */
export class Stand {
  readonly execution: BlockExecution;
  /** By identity, in the order in which they came. */
  readonly pending = new Map<string, Pending>();
  readonly index = new PendingIndex();
  bytes = 0;
  fuel = 0;

  constructor(execution: BlockExecution) {
    this.execution = execution;
    // What waits is no block: there may be more of it than one takes.
    execution.runner.itemRoom = Number.POSITIVE_INFINITY;
  }

  remember(pending: Pending): void {
    this.pending.set(pending.key, pending);
    this.bytes += pending.size;
    this.fuel += pending.fuel;
    this.index.add(pending);
  }

  forget(pending: Pending): void {
    if (!this.pending.delete(pending.key)) return;
    this.bytes -= pending.size;
    this.fuel -= pending.fuel;
    this.index.remove(pending);
  }

  /** The block id whose hash was signed; it must be one of those that the next block may name. */
  referenceOf(message: WalletMessage): number {
    const reference = this.execution.view.referenceOfHash(message.blockHash);
    if (reference < 0) throw new Fault('transaction.reference', { hash: toHex(message.blockHash) });
    return reference;
  }

  /** Executes one that waited on another tip. Faults: `transaction.*`, `wallet.unknown`. */
  take(pending: Pending): Costs {
    this.referenceOf(pending.message);
    return this.try(pending, KEPT, (costs) => costs);
  }

  /**
   * Executes a transaction on top of all that waits, and makes something of what that showed; then `keep` it or take it
   * back. Whatever throws takes it back. The allowance is charged for what contracts do. Signatures are checked one by
   * one when a transaction comes, not here.
   */
  try<T>(
    { message, reference, identity, signature }: Signed,
    { keep, allowance }: { keep: boolean; allowance: Allowance },
    make: (tried: Tried) => T,
  ): T {
    const { execution } = this;
    const feesBefore = execution.transactionFees + execution.contractFees;
    const runsBefore = execution.runner.records.length;
    const fuelBefore = execution.runner.fuel;
    const mark = execution.mark();
    let kept = false;
    try {
      const registered = registerReceivers(execution, message);
      const item = message.place(execution.view, reference, signature);
      const movesAfter = watchMoves(item, execution.view);
      execution.execute(item.head, item.item, 0, 0, identity);
      const fees = execution.transactionFees + execution.contractFees - feesBefore;
      const fuel = execution.runner.fuel - fuelBefore;
      const runs = execution.runner.records.slice(runsBefore);
      const balanceAfter = execution.view.balanceOf(execution.view.idOfKey(message.sender));
      allowance.spend(fuel);
      const made = make({ item, registered, fees, fuel, runs, balanceAfter, moves: movesAfter?.() });
      kept = keep;
      return made;
    } catch (error) {
      // What was refused for its fuel has run, and the count of it is taken back.
      if (isFault(error) && error.code === 'contract.fuel') allowance.spend(ITEM_FUEL);
      throw error;
    } finally {
      if (kept) execution.release(mark);
      else execution.rollback(mark);
    }
  }
}
