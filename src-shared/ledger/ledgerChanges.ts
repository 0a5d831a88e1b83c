import type { ContractChanges } from '../contracts/contractState.ts';
import type { Units } from '../protocol/amounts.ts';
import type { IdentitySet } from './identitySet.ts';
import type { Tip } from './ledgerView.ts';

/** The numbers of a ledger beside its wallets. Amounts in units. */
export interface LedgerScalars {
  readonly walletCount: number;
  readonly supply: Units;
  readonly lostCoins: Units;
  readonly sweeps: number;
}

/** What one block does to a ledger. */
export interface LedgerChanges {
  readonly tip: Tip;
  readonly scalars: LedgerScalars;
  /** Ids of the touched wallets, each once; `rows` holds their rows after the block in the same order. */
  readonly ids: Int32Array;
  readonly rows: Uint8Array;
  /** The transaction identities of the block. */
  readonly identities: IdentitySet;
  readonly contracts: ContractChanges;
}
