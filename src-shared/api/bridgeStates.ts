import * as z from 'zod';
import { accountIndex } from './draftBase.ts';
import { poolPeers } from './peersBridge.ts';
import { minerState, poolStatus, trustState } from './poolValues.ts';
import {
  address,
  blockId,
  count,
  difficulty,
  duration,
  faultNote,
  hash,
  rate,
  signedUnits,
  time,
  units,
} from './values.ts';

/**
 * The state of the app as the window shows it: one snapshot for each concern; every change is sent as an event of the
 * same name (`bridge.ts`).
 */

export const label = z.string().trim().min(1).max(64);

export const appState = z.object({
  /** welcome: there is no wallet yet. operator: a pool without a wallet. */
  stage: z.enum(['welcome', 'locked', 'open', 'operator']),
  shell: z.enum(['desktop', 'web']),
  version: z.string(),
  dataFolder: z.string(),
});
export type AppState = z.output<typeof appState>;

export const settingsState = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'de']),
  /** Minutes without input until the wallet locks; 0: never. */
  autoLockMinutes: z.int().min(0).max(1440),
});
export type SettingsState = z.output<typeof settingsState>;

export const chainState = z.object({
  network: z.string(),
  addressPrefix: z.string(),
  blockInterval: duration,
  defaultFee: units,
  /** When wallets that were idle for `idle` ms lose their coins: first then, and every so often after it. */
  lostCoins: z.object({ first: time, every: duration, idle: duration }),
  tip: z.object({ id: blockId, hash, minedDate: time }),
  connection: z.object({
    kind: z.enum(['embedded', 'remote']),
    /** Of a remote pool; of the embedded one its own domain. */
    domain: z.string(),
    status: z.enum(['connected', 'connecting', 'lost']),
    latency: duration.nullable(),
    /** From which the pool says it pays its miners; null: not known. */
    payoutAddress: address.nullable(),
  }),
});
export type ChainState = z.output<typeof chainState>;

export const accountState = z.object({
  index: accountIndex,
  name: z.string(),
  address,
  balance: units,
  spendable: units,
  pendingIn: units,
  pendingOut: units,
  maturing: units,
  /** The last own signature on the chain; null while the chain does not know the account. */
  lastActivity: time.nullable(),
  trust: trustState.nullable(),
});
export type AccountState = z.output<typeof accountState>;

export const contact = z.object({ name: label, address });
export type Contact = z.output<typeof contact>;

export const walletsState = z.object({
  /** Empty while the wallet is locked. */
  accounts: z.array(accountState),
  contacts: z.array(contact),
});
export type WalletsState = z.output<typeof walletsState>;

/** When a person wants the miner to rest. */
export const pauseRules = z.object({
  onBattery: z.boolean(),
  /** Rest while somebody used the machine within so many ms; null: never. */
  whileUsed: z.int().min(1000).max(86_400_000).nullable(),
  /** Degrees Celsius at which to rest; null: never. */
  maxTemperature: z.number().min(30).max(120).nullable(),
});

/** What mining costs a person, in a currency of their own. */
export const miningPower = z.object({
  /** What the machine draws more while it mines. */
  watts: z.number().min(0).max(100_000),
  pricePerKilowattHour: z.number().min(0).max(1_000_000),
  /** What a coin is worth to them; null: they said nothing. */
  coinPrice: z.number().min(0).max(1e12).nullable(),
});
export type MiningPower = z.output<typeof miningPower>;

export const miningState = z.object({
  status: z.enum(['stopped', 'starting', 'mining', 'paused']),
  /** Why it is paused, or why it stopped by itself. */
  reason: faultNote.nullable(),
  /** The account that earns. */
  account: accountIndex.nullable(),
  threads: z.int().min(1),
  cores: z.int().min(1),
  /** The result of the last tuning; null before the first. */
  recommendedThreads: z.int().min(1).nullable(),
  tunedAt: time.nullable(),
  /** While it tunes: which of so many measurements this is, and with how many threads. */
  tuning: z.object({ step: count, steps: count, threads: count }).nullable(),
  /** Percent of each thread's time. */
  intensity: z.int().min(1).max(100),
  kernel: z.string(),
  /** Tries a second, as measured over the last `rateSpan` ms; null until measured. */
  hashRate: rate.nullable(),
  rateSpan: duration.nullable(),
  startedAt: time.nullable(),
  /** Until when a person let it rest. */
  pausedUntil: time.nullable(),
  pause: pauseRules,
  /** The hottest sensor of the processor, degrees Celsius; null where the system tells none. */
  temperature: z.number().nullable(),
  /** Which pause rules can work here: what the system or the shell tells. */
  senses: z.object({ battery: z.boolean(), idle: z.boolean(), temperature: z.boolean() }),
  power: miningPower.nullable(),
  /** null: the pool adjusts. */
  chosenShareDifficulty: difficulty.nullable(),
  shareDifficulty: difficulty.nullable(),
  blockDifficulty: z.string(),
  accepted: count,
  refused: z.record(z.string(), count),
  /** Never handed in: far more than the pool would take, because shares are too easy. */
  leftOut: count,
  /** Found by a thread but wrong when counted again: the processor or its memory makes mistakes. */
  faulty: count,
  /** The difficulty that the best accepted share met; 0 before the first. */
  best: z.number().min(0),
  blocksFound: count,
  /** The pool's word on this miner: points, part, owed, paid; null while not mining. */
  round: minerState.nullable(),
  /** The last round that another pool ended, with the points that this miner lost by it. */
  lostRound: z.object({ date: time, points: count }).nullable(),
});
export type MiningState = z.output<typeof miningState>;

/** The server's own counts, since it began to serve. */
export const poolFront = z.object({
  connections: count,
  sessions: count,
  halfOpen: count,
  /** By fault code. */
  refused: z.record(z.string(), count),
  shares: z.record(z.string(), count),
  banned: z.array(z.object({ address: z.string(), reason: z.string(), until: time })).max(200),
  ackP99: z.number().nullable(),
});

/** One line of the app's log. */
export const logLine = z.object({
  time,
  level: z.enum(['debug', 'info', 'warn', 'error']),
  room: z.string(),
  event: z.string(),
  /** As JSON. */
  facts: z.string(),
});
export type LogLine = z.output<typeof logLine>;

export const poolState = z.object({
  /** The embedded pool runs in any case; serving means that others can connect. */
  serving: z.boolean(),
  /** Why it could not begin to serve. */
  reason: faultNote.nullable(),
  host: z.string(),
  port: z.int().min(0).max(65535),
  /** Under which others reach it: stands in its blocks, and is what friends type in. Empty: only addresses. */
  domain: z.string(),
  /** What friends type in, while serving. */
  urls: z.array(z.string()),
  /** null while it does not serve. */
  front: poolFront.nullable(),
  peers: poolPeers,
  status: poolStatus,
  /** The scheme that the operator has chosen; it holds from the next block on. */
  nextScheme: poolStatus.shape.scheme,
  /** Whether it keeps files of published contracts for others to read, 256 KiB each at most. */
  contractFiles: z.boolean(),
  address,
  balance: units,
  sessions: count,
  /** A heavier chain that forks deep is being built beside the present one: blocks of it. */
  rebuild: z.object({ done: count, total: count }).nullable(),
  miners: z
    .array(
      z.object({
        address,
        rate,
        points: count,
        accepted: count,
        refused: count,
        /** By fault code, since the start. */
        refusedBy: z.record(z.string(), count),
        lastShare: time.nullable(),
      }),
    )
    .max(200),
  round: z.object({ startedAt: time, points: count, expectedPoints: z.string(), blockId, effort: rate }),
});
export type PoolState = z.output<typeof poolState>;

export const payout = z.object({
  blockId,
  /** When it was paid, or null while the block is not deep enough. */
  paidIn: blockId.nullable(),
  identity: hash.nullable(),
  state: z.enum(['maturing', 'carried', 'sent', 'mined', 'lost']),
  amount: units,
  miners: count,
  /** Work that the block took, as a part of what was to be expected (1); null: not known. */
  effort: rate.nullable(),
});
export type Payout = z.output<typeof payout>;

/** What mining brought an account in a stretch of time, by the pool's own records. */
export const miningEarned = z.object({
  /** Parts of found blocks, paid out or not; below zero when a block was lost to another chain. */
  earned: signedUnits,
  /** What the pool sent in that time. */
  paid: signedUnits,
  /** Ms of mining. */
  mined: duration,
});
export type MiningEarned = z.output<typeof miningEarned>;

/** One signed transaction of this wallet, followed until it is deep or void. */
export const tracked = z.object({
  identity: hash,
  account: accountIndex,
  state: z.enum(['sent', 'pending', 'mined', 'expired']),
  blockId: blockId.nullable(),
  confirmations: count,
  expiresAfter: blockId,
});
export type Tracked = z.output<typeof tracked>;
