import type { RunRecord } from '#shared/contracts/contractRunner.ts';
import type { ContractTable } from '#shared/contracts/contractTable.ts';
import type { ContractEngine } from '#shared/contracts/engine.ts';
import type { LedgerView, Tip } from '#shared/ledger/ledgerView.ts';
import type { AppliedBlock } from '#shared/ledger/transition.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import type { Facts } from '#shared/protocol/fault.ts';
import type { Network } from '#shared/protocol/network.ts';
import type { PlacedRun } from './runRecords.ts';

/** Where an item stands in the chain. */
export interface ItemPlace {
  readonly blockId: number;
  readonly listIndex: number;
  readonly itemIndex: number;
}

/** A record of another room (shares, payouts …), written in the same atomic, durable write as a block. */
export type RecordOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: Bytes }
  | { readonly type: 'del'; readonly key: string };

/** Records of other rooms beside the chain; keys are text such as `share/…`, in byte order. */
export interface Records {
  get(key: string): Promise<Bytes | undefined>;
  /** Atomic and durable when the promise resolves. */
  write(operations: readonly RecordOperation[]): Promise<void>;
  list(options: {
    prefix: string;
    limit?: number;
    reverse?: boolean;
  }): Promise<{ key: string; value: Bytes }[]>;
}

export interface ChainStoreOptions {
  readonly folder: string;
  /** Needed for an empty folder; for a filled one it must be the same network or be left out. */
  readonly network?: Network;
  /** Runs the contracts of blocks; without it the one that the network's core version stands for. */
  readonly engine?: ContractEngine;
  /** So many last blocks can be taken back; without it 10,000. */
  readonly undoDepth?: number;
  readonly log?: (event: string, facts: Facts) => void;
}

/**
 * Chain and ledger on disk, one process at a time. Reads of `ledger` are synchronous and always show the
 * state after the last committed block.
 */
export interface ChainStore {
  readonly folder: string;
  readonly network: Network;
  /** So many last blocks can be taken back. */
  readonly undoDepth: number;
  readonly ledger: LedgerView;
  /** The contracts of `ledger`, with what only a committed state can be asked. */
  readonly contracts: ContractTable;
  readonly records: Records;
  /** 32 bytes: the state hash after the tip (see `stateTree.ts`). */
  stateHash(): Bytes;
  /** The state hash after an older block. */
  stateHashOf(id: number): Promise<Bytes | undefined>;
  /**
   * Appends a block that was applied on the tip; durable when the promise resolves. One call at a time. `shown` is
   * called in the step in which `ledger` shows the block, which is before that; when the promise rejects after it, the
   * ledger is again what it was.
   */
  commit(applied: AppliedBlock, records?: readonly RecordOperation[], shown?: () => void): Promise<void>;
  /** Takes the tip back; resolves to the bytes of the abandoned block. */
  undoTip(records?: readonly RecordOperation[]): Promise<Bytes>;
  /** Checked against its checksum; undefined when the chain has no such block. */
  blockBytes(id: number): Promise<Bytes | undefined>;
  /** header || lists hash || footer (docs/PROTOCOL.md §7). */
  proofBytes(id: number): Promise<Bytes | undefined>;
  /** ms epoch */
  minedDateOf(id: number): Promise<number | undefined>;
  blockHash(id: number): Promise<Bytes | undefined>;
  /** The chain's end as it was after an older block. */
  tipAt(id: number): Promise<Tip | undefined>;
  /** The target that a block's hash had to be below. */
  targetOf(id: number): Promise<bigint | undefined>;
  /** Whether it is kept how a block is taken back. */
  keepsUndo(id: number): Promise<boolean>;
  /** What a block did to the balances of these wallets (units); of the last `undoDepth` blocks. */
  balanceChanges(id: number, wallets: ReadonlySet<number>): Promise<ReadonlyMap<number, bigint> | undefined>;
  /** What contracts did in a block, in order. */
  runsIn(id: number): Promise<RunRecord[]>;
  /**
   * What a contract (id) did, what was done for a wallet (id), or both, the newest first; blocks are not parted.
   * `before`: only in older blocks.
   */
  runs(which: {
    contract?: number;
    wallet?: number;
    before?: number;
    limit: number;
  }): Promise<{ runs: PlacedRun[]; more: boolean }>;
  blockIdByHash(hash: Bytes): Promise<number | undefined>;
  transaction(identity: Bytes): Promise<ItemPlace | undefined>;
  /**
   * Places of the items that name a wallet, the newest first; of the block's reward with list −1 (item 0: the reward
   * id, 1: the leadership's share), of what contracts moved with `EXECUTION_LIST` (`blockPlaces.ts`). `before`: only those in older blocks.
   */
  history(walletId: number, options: { before?: number; limit: number }): Promise<ItemPlace[]>;
  /** A consistent copy of the whole store in a new folder, while this one goes on. */
  backup(folder: string): Promise<void>;
  /**
   * Puts the chain that was built in `freshFolder` and closed in the place of this one, which stays as `formerFolder`; other
   * rooms' records come along, with `records` done to them. A crash leaves the one or the other, whole. After a failure
   * nothing but opening it again tells which.
   */
  switchOver(records: readonly RecordOperation[]): Promise<void>;
  /** After a failed write nobody knows what is on disk until it is opened again. */
  readonly isFailed: boolean;
  close(): Promise<void>;
}
