import type { Network } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { ChainStore } from '../store/chainStore.ts';
import type { Announcer } from './announcer.ts';
import type { BlockImport } from './blockImport.ts';
import type { ChainReader } from './chainReader.ts';
import type { ContractFiles } from './contractFiles.ts';
import type { ContractReader } from './contractReader.ts';
import type { FuelBudget } from './fuelBudget.ts';
import type { Mempool } from './mempool.ts';
import type { MinerStates } from './minerStates.ts';
import type { MiningDesk } from './miningDesk.ts';
import type { Operator } from './operator.ts';
import type { Recheck } from './recheck.ts';
import type { TransactionDesk } from './transactionDesk.ts';
import type { WalletStates } from './walletStates.ts';

/** Connects to a pool's address for somebody who wants to know whether it can be reached. */
export type AskBack = (
  params: { readonly host: string; readonly port: number; readonly secure: boolean },
  context: { readonly network: Network; readonly caller: string },
) => Promise<{ target: string; reached: boolean }>;

/** The parts of a pool that a connection to it speaks with. */
export interface PoolRooms {
  readonly store: ChainStore;
  readonly imports: BlockImport;
  readonly mempool: Mempool;
  readonly recheck: Recheck;
  readonly transactions: TransactionDesk;
  readonly mining: MiningDesk;
  readonly miners: MinerStates;
  readonly wallets: WalletStates;
  readonly reader: ChainReader;
  readonly contracts: ContractReader;
  readonly contractFiles: ContractFiles;
  readonly fuel: FuelBudget;
  readonly announcer: Announcer;
  readonly operator: Operator;
  readonly clock: Clock;
  readonly log: Log;
  readonly closed: () => boolean;
  readonly askBack: AskBack | undefined;
}
