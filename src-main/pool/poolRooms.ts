import type { Network } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { ChainStore } from '../store/chainStore.ts';
import type { BlockImport } from './chain/blockImport.ts';
import type { MinerStates } from './mining/minerStates.ts';
import type { MiningDesk } from './mining/miningDesk.ts';
import type { Operator } from './operator.ts';
import type { Announcer } from './reading/announcer.ts';
import type { ChainReader } from './reading/chainReader.ts';
import type { ContractFiles } from './reading/contractFiles.ts';
import type { ContractReader } from './reading/contractReader.ts';
import type { WalletStates } from './reading/walletStates.ts';
import type { FuelBudget } from './waiting/fuelBudget.ts';
import type { Mempool } from './waiting/mempool.ts';
import type { Recheck } from './waiting/recheck.ts';
import type { TransactionDesk } from './waiting/transactionDesk.ts';

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
