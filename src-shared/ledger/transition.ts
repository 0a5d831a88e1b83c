import type { Units } from '../protocol/amounts.ts';
import type { Block } from '../protocol/block.ts';
import type { Bytes } from '../protocol/bytes.ts';
import type { Item, List } from '../protocol/lists.ts';
import type { LedgerChanges } from './ledgerChanges.ts';
import type { LedgerView } from './ledgerView.ts';
import type { SignatureBatch } from './signatureBatch.ts';

/** A block that passed every test but those of its signatures, with what it does to the ledger. */
export interface AppliedBlock {
  readonly block: Block;
  readonly bytes: Bytes;
  readonly changes: LedgerChanges;
  /** The block is valid only if each of these is (`transaction.signature`). */
  readonly signatures: SignatureBatch;
  /** The execution file of docs/PROTOCOL.md §7. */
  readonly executions: Bytes;
}

/** The head of the list in which an item stands. */
export type ListHead = Pick<List, 'type' | 'reference' | 'features'>;

/**
 * A block in the making: items are executed one after the other on top of a ledger that stays as it is.
 * The block builder, prepare and submit use it as the validation of a received block does. Each call is atomic:
 * it executes the item or throws a `Fault` with the first failed test and changes nothing.
 */
export interface BlockExecution {
  /** The ledger as it stands after the items so far. */
  readonly view: LedgerView;
  readonly transactionFees: Units;
  readonly contractFees: Units;
  readonly signatures: SignatureBatch;
  /** A key of a type 9 list; returns the new wallet's id. Faults: address.known. */
  register(key: Bytes): number;
  /** Executes one item of any other type; returns its identity. */
  execute(head: ListHead, item: Item, listIndex: number, itemIndex: number): Bytes;
  /** A point to which `rollback` returns; marks nest, the latest first. */
  mark(): ExecutionMark;
  rollback(mark: ExecutionMark): void;
}

export interface ExecutionMark {
  readonly depth: number;
}
