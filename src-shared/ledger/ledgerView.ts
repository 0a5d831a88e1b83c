import type { ContractView } from '../contracts/contractState.ts';
import type { ContractEngine } from '../contracts/engine.ts';
import type { Units } from '../protocol/amounts.ts';
import type { Bytes } from '../protocol/bytes.ts';
import type { Network } from '../protocol/network.ts';
import type { TableSeed } from './openTable.ts';

/** The last block of the chain, as the next block has to see it. The genesis (id 93) is a tip as well. */
export interface Tip {
  readonly id: number;
  readonly hash: Bytes;
  /** ms epoch */
  readonly minedDate: number;
  /** ms epoch; of the genesis: its own date */
  readonly parentMinedDate: number;
  /** The target that the next block's hash must be below. */
  readonly nextTarget: bigint;
  /** Work of all blocks from 94 on: the sum of 2^256/(target+1). */
  readonly totalWork: bigint;
}

/** A wallet's trust (docs/PROTOCOL.md §6); whether it is active depends on the date: `isTrustActive`. */
export interface Trust {
  readonly party: number;
  readonly hours: number;
  /** ms epoch from which it is over; 0 while no termination was started. */
  readonly ends: number;
}

export function isTrustActive(trust: Trust | undefined, date: number): trust is Trust {
  return trust !== undefined && (trust.ends === 0 || date < trust.ends);
}

/**
 * Read access to a ledger: the committed one, or a scratch one on top of it (`LedgerOverlay`).
 * Wallet ids are dense: 0 … walletCount − 1 have been given out, of which lost ones no longer exist.
 * Reading a wallet that does not exist throws a `wallet.unknown` fault.
 */
export interface LedgerView {
  readonly network: Network;
  /** For tables of keys and identities on top of this ledger. */
  readonly seed: TableSeed;
  readonly tip: Tip;
  readonly walletCount: number;
  /** Units paid from emission so far: the sum of all balances and the lost coins. */
  readonly supply: Units;
  readonly lostCoins: Units;
  /** How many lost-coins dates (k) have been done. */
  readonly sweeps: number;
  readonly contracts: ContractView;
  /** What runs the contracts of a block on top of this ledger. */
  readonly engine: ContractEngine;

  exists(id: number): boolean;
  /** A copy of the wallet's 32-byte key. */
  keyOf(id: number): Bytes;
  /** Copies the key into `out` at `offset`, without an allocation. */
  copyKey(id: number, out: Bytes, offset: number): void;
  /** Whether the wallet is a contract's account, for which no one can sign. */
  isContract(id: number): boolean;
  /** The id under which a key is registered, or −1. */
  idOfKey(key: Bytes): number;
  balanceOf(id: number): Units;
  /** ms epoch of the wallet's last activity */
  activityOf(id: number): number;
  /** The trust as it was last written, also when it has ended since. */
  trustOf(id: number): Trust | undefined;
  /** Hash of a block that a transaction may still name (tip and the five before it), else undefined. */
  referenceHash(blockId: number): Bytes | undefined;
  /** The id of such a block by its hash, or −1. */
  referenceOfHash(hash: Bytes): number;
  /** How many wallet ids had been given out after that block (the reference window only), or −1. */
  walletCountAfter(blockId: number): number;
  /** Whether a transaction of this identity stands in a block of the window. `hash`: its `seededHash`, if known. */
  hasIdentity(identity: Bytes, hash?: number): boolean;
  /** Copies a wallet's 64-byte row (see `walletRow.ts`) into `out`; returns whether the wallet exists. */
  copyRow(id: number, out: Uint8Array, offset: number): boolean;
}
