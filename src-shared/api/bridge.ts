import * as z from 'zod';
import { connectionCalls, connectionState } from './connectionBridge.ts';
import { call, type EventOf, type Handlers } from './contract.ts';
import { contractBridgeCalls } from './contractBridge.ts';
import { accountIndex, draftBase, draftParty } from './draftBase.ts';
import {
  blockDetail,
  blockSummary,
  groupItem,
  historyEntry,
  minerState,
  poolStatus,
  searchHit,
  transactionDetail,
  transactionRecord,
  trustState,
  walletState,
} from './poolApi.ts';
import {
  address,
  blockId,
  count,
  difficulty,
  duration,
  faultNote,
  hash,
  percent,
  rate,
  time,
  units,
} from './values.ts';

/**
 * The one contract between the app and its window, for the desktop shell and the web shell alike. Both sides
 * check every message against it. No call returns a key; `send.approve` takes a draft's id, never bytes.
 * The recovery words cross only to be shown to the person who writes them down, and to be typed in.
 */

const password = z.string().min(1).max(1024);
const label = z.string().trim().min(1).max(64);
const mnemonic = z.string().min(1).max(512);
const none = z.object({});

// ---- The state of the app, one snapshot for each concern; every change is sent as an event of the same name.

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
  /** Tries a second, as measured over the last seconds; null until measured. */
  hashRate: rate.nullable(),
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
  status: poolStatus,
  /** The scheme that the operator has chosen; it holds from the next block on. */
  nextScheme: poolStatus.shape.scheme,
  address,
  balance: units,
  sessions: count,
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

// ---- A payment on its way: prepare → review → approve.

export const draft = z.object({
  draftId: z.string().max(64),
  account: accountIndex,
  receivers: z.array(
    z.object({
      address,
      amount: units,
      contact: z.string().nullable(),
      /** This wallet never paid this address before. */
      firstTime: z.boolean(),
      own: z.boolean(),
    }),
  ),
  amount: units,
  fee: units,
  total: units,
  balanceAfter: units,
  reference: z.object({ id: blockId, hash }),
  expiresAfter: blockId,
  warnings: z.array(faultNote),
  /** The bytes that will be signed, as hex, for who wants to read them. */
  message: z.string(),
  /** The wallet asks for the password before it signs. */
  passwordNeeded: z.boolean(),
});
export type Draft = z.output<typeof draft>;

export const trustDraft = z.object({
  ...draftBase,
  kind: z.literal('trust'),
  action: z.enum(['entrust', 'lengthen', 'revoke', 'terminate']),
  party: draftParty,
  /** How long a termination will take, from this transaction on. */
  hours: count,
});
export type TrustDraft = z.output<typeof trustDraft>;

/** Positive: the wallet gets more. */
const difference = z.codec(z.string().max(33), z.bigint(), {
  decode: (text) => (text.startsWith('-') ? -z.decode(units, text.slice(1)) : z.decode(units, text)),
  encode: (value) => (value < 0n ? `-${z.encode(units, -value)}` : z.encode(units, value)),
});

export const updateDraft = z.object({
  ...draftBase,
  kind: z.literal('update'),
  /** All wallets of the update, in its order. */
  rows: z.array(
    z.object({ address, contact: z.string().nullable(), before: units, after: units, difference }),
  ),
  /** The sum of all differences; the party's own balance changes by minus this, and the fee. */
  difference,
});
export type UpdateDraft = z.output<typeof updateDraft>;

export const groupDraft = z.object({
  ...draftBase,
  kind: z.literal('group'),
  items: z.array(groupItem),
  transfers: count,
  terminations: count,
  updates: count,
  /** What all transfers move together. */
  amount: units,
  /** What the senders of the transfers pay beside the party's own fee. */
  senderFees: units,
});
export type GroupDraft = z.output<typeof groupDraft>;

/** What mining brought an account in a stretch of time, by the pool's own records. */
export const miningEarned = z.object({
  /** Parts of found blocks, paid out or not; below zero when a block was lost to another chain. */
  earned: difference,
  /** What the pool sent in that time. */
  paid: difference,
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

const activityPage = z.object({ entries: z.array(historyEntry), more: z.boolean() });

export const bridgeCalls = {
  /** Everything the window needs to draw itself, in one answer. */
  'app.read': call(
    none,
    z.object({
      app: appState,
      settings: settingsState,
      chain: chainState,
      wallets: walletsState,
      mining: miningState,
      pool: poolState,
      connection: connectionState,
    }),
  ),
  'settings.change': call(settingsState.partial(), settingsState),

  // Wallet: first run
  'wallet.newWords': call(
    z.object({ count: z.union([z.literal(12), z.literal(24)]) }),
    z.object({
      words: z.array(z.string()),
      /** Positions (from 1) that the check will ask for. */
      ask: z.array(z.int().min(1).max(24)),
    }),
  ),
  /** Makes the wallet of the words given last by `wallet.newWords`; refused until the asked words are right. */
  'wallet.create': call(z.object({ answers: z.array(z.string().max(16)).max(24), password }), none),
  'wallet.restore': call(z.object({ words: mnemonic, password }), none),
  /** Which of the typed words are not in the list, and whether the checksum fits. */
  'wallet.checkWords': call(
    z.object({ words: mnemonic }),
    z.object({ unknown: z.array(z.string()), complete: z.boolean(), valid: z.boolean() }),
  ),
  /** Words of the list that begin like this, for completion; at most 8. */
  'wallet.completeWord': call(
    z.object({ start: z.string().max(16) }),
    z.object({ words: z.array(z.string()) }),
  ),

  // Wallet: every day
  'wallet.unlock': call(z.object({ password }), none),
  'wallet.lock': call(none, none),
  /** The person is there: the auto-lock starts its count again. */
  'wallet.touch': call(none, none),
  'wallet.changePassword': call(z.object({ old: password, new: password }), none),
  'wallet.revealWords': call(z.object({ password }), z.object({ words: z.array(z.string()) })),
  /** The encrypted vault file, for a backup. */
  'wallet.exportVault': call(none, z.object({ name: z.string(), text: z.string() })),
  'account.add': call(z.object({ name: label }), accountState),
  'account.rename': call(z.object({ account: accountIndex, name: label }), none),
  'contact.save': call(contact, none),
  'contact.remove': call(z.object({ address }), none),
  /** Refused with the reason; facts name the address. */
  'address.check': call(
    z.object({ address: z.string().max(512) }),
    z.object({ address, contact: z.string().nullable(), own: z.boolean() }),
  ),
  'activity.list': call(
    z.object({ account: accountIndex, before: blockId.optional(), limit: z.int().min(1).max(200) }),
    activityPage,
  ),
  /** Balance at the end of blocks, oldest first, at most `points`. */
  'balance.curve': call(
    z.object({ account: accountIndex, points: z.int().min(2).max(500) }),
    z.object({ points: z.array(z.object({ date: time, balance: units })) }),
  ),

  // A payment
  'send.prepare': call(
    z.object({
      account: accountIndex,
      receivers: z
        .array(z.object({ address: z.string().max(512), amount: units }))
        .min(1)
        .max(10_000),
      fee: units.optional(),
    }),
    draft,
  ),
  'send.approve': call(z.object({ draftId: z.string().max(64), password: password.optional() }), tracked),
  'send.discard': call(z.object({ draftId: z.string().max(64) }), none),

  // Trusted parties (docs/PROTOCOL.md §6). Their drafts are approved by `send.approve`.
  /** Hours 0 starts the termination. */
  'trust.prepare': call(
    z.object({ account: accountIndex, party: z.string().max(512), hours: count.max(87_600) }),
    trustDraft,
  ),
  'update.prepare': call(
    z.object({
      account: accountIndex,
      balances: z
        .array(z.object({ address: z.string().max(512), balance: units }))
        .min(1)
        .max(50_000),
    }),
    updateDraft,
  ),
  'group.prepare': call(
    z.object({ account: accountIndex, items: z.array(groupItem).min(1).max(50_000) }),
    groupDraft,
  ),

  ...contractBridgeCalls,

  // Which pool the wallet and the miner speak with
  ...connectionCalls,

  // The chain, for who wants to look
  'explorer.search': call(z.object({ text: z.string().max(512) }), z.object({ hit: searchHit.nullable() })),
  'explorer.blocks': call(
    z.object({ before: blockId.optional(), limit: z.int().min(1).max(200) }),
    z.object({ blocks: z.array(blockSummary) }),
  ),
  'explorer.block': call(
    z.object({ id: blockId, from: count, limit: z.int().min(1).max(200) }),
    blockDetail.nullable(),
  ),
  'explorer.transaction': call(z.object({ identity: hash }), transactionDetail.nullable()),
  'explorer.wallet': call(z.object({ address: z.string().max(512) }), walletState),
  'explorer.history': call(
    z.object({
      address: z.string().max(512),
      before: blockId.optional(),
      limit: z.int().min(1).max(200),
    }),
    activityPage,
  ),

  // Mining. Only a person's click starts it.
  'mining.start': call(z.object({ account: accountIndex }), none),
  'mining.stop': call(none, none),
  'mining.change': call(
    z.object({
      threads: z.int().min(1).max(1024).optional(),
      intensity: z.int().min(1).max(100).optional(),
      shareDifficulty: difficulty.nullable().optional(),
      /** Only the rules that change. */
      pause: pauseRules.partial().optional(),
      power: miningPower.nullable().optional(),
    }),
    none,
  ),
  /** Rests for so many ms and goes on by itself; 0: goes on now. */
  'mining.pause': call(z.object({ ms: duration.max(86_400_000) }), none),
  /**
   * Finds the fewest threads that are as good as the best, mining or not. null: it came to no end, because other
   * programs were busy or because it was stopped.
   */
  'mining.tune': call(none, z.object({ threads: z.int().min(1).nullable(), busy: z.boolean() })),
  /** What the pool recorded for an account since each of these moments; kept for eight days. */
  'mining.earnings': call(
    z.object({ account: accountIndex, since: z.array(time).min(1).max(8) }),
    /** `owed`: earned in all and not paid out yet; `paid`: paid out in all. */
    z.object({ earned: z.array(miningEarned), owed: units, paid: units }),
  ),
  /** Measured rates of the last hour, oldest first. */
  'mining.rates': call(none, z.object({ points: z.array(z.object({ date: time, rate })) })),

  // The pool of this app
  'pool.serve': call(
    z.object({
      on: z.boolean(),
      host: z.string().max(255).optional(),
      port: z.int().min(0).max(65535).optional(),
      domain: z.string().trim().max(255).optional(),
    }),
    none,
  ),
  /** Asks a remote pool of the list to connect back to this pool. */
  'pool.reach': call(
    none,
    z.object({
      /** What it tried: the domain, or this computer's address as it sees it. */
      target: z.string(),
      reached: z.boolean(),
      /** Who tried. */
      by: z.string(),
    }),
  ),
  'pool.pardon': call(z.object({ address: z.string().max(64) }), none),
  /** The newest first. */
  'log.read': call(
    z.object({ level: z.enum(['info', 'warn', 'error']), limit: z.int().min(1).max(200) }),
    z.object({ lines: z.array(logLine) }),
  ),
  'pool.change': call(
    z.object({
      feePercent: percent.optional(),
      payoutThreshold: units.optional(),
      scheme: poolStatus.shape.scheme.optional(),
    }),
    none,
  ),
  'pool.blocks': call(
    z.object({ before: blockId.optional(), limit: z.int().min(1).max(200) }),
    z.object({ blocks: z.array(blockSummary) }),
  ),
  'pool.payouts': call(z.object({ limit: z.int().min(1).max(200) }), z.object({ payouts: z.array(payout) })),
  'block.read': call(
    z.union([z.object({ id: blockId }), z.object({ hash })]),
    z.object({ summary: blockSummary, transactions: z.array(transactionRecord) }).nullable(),
  ),
} as const;

export const bridgeEvents = {
  app: appState,
  settings: settingsState,
  chain: chainState,
  wallets: walletsState,
  mining: miningState,
  pool: poolState,
  connection: connectionState,
  /** A new or changed entry of an account's activity. */
  activity: z.object({ account: accountIndex, entry: historyEntry }),
  tracked,
  block: blockSummary,
} as const;

export type BridgeMethod = keyof typeof bridgeCalls;
export type BridgeHandlers = Handlers<typeof bridgeCalls>;
export type BridgeEvent = EventOf<typeof bridgeEvents>;
export type BridgeParams<M extends BridgeMethod> = z.input<(typeof bridgeCalls)[M]['params']>;
export type BridgeResult<M extends BridgeMethod> = z.output<(typeof bridgeCalls)[M]['result']>;

/** What goes over the wire between window and app, whatever carries it. */
export const bridgeRequest = z.object({
  id: z.int().min(0),
  method: z.string().max(64),
  params: z.unknown(),
});
export const bridgeMessage = z.union([
  z.object({ id: z.int().min(0), result: z.unknown() }),
  z.object({ id: z.int().min(0), fault: faultNote }),
  z.object({ event: z.string().max(64), value: z.unknown() }),
]);
export type BridgeRequest = z.output<typeof bridgeRequest>;
export type BridgeMessage = z.output<typeof bridgeMessage>;
