import type { BridgeEvent } from '#shared/api/bridge.ts';
import type { Tracked, WalletsState } from '#shared/api/bridgeStates.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import type { HistoryEntry } from '#shared/api/poolValues.ts';
import type { Network } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { StretchKey } from './keyStretching.ts';
import type { WalletStage } from './safe.ts';
import type { RandomBytes } from './vaultFile.ts';

/** What has happened, for the bridge to tell the window. */
export type WalletEvent =
  | { type: 'app'; value: { stage: WalletStage } }
  | { type: 'wallets'; value: WalletsState }
  | { type: 'activity'; value: { account: number; entry: HistoryEntry } }
  | { type: 'tracked'; value: Tracked }
  | Extract<BridgeEvent, { type: 'switched' }>;

export interface WalletMeans {
  /** Where the vault lies. */
  folder: string;
  clock: Clock;
  random: RandomBytes;
  log: Log;
  session: PoolSession;
  network: Network;
  /** 0: never. */
  autoLockMinutes: number;
  stretch?: StretchKey;
}
