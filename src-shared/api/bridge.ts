import * as z from 'zod';
import { draft, groupDraft, trustDraft, updateDraft } from './bridgeDrafts.ts';
import {
  accountState,
  appState,
  chainState,
  contact,
  label,
  logLine,
  miningEarned,
  miningPower,
  miningState,
  pauseRules,
  payout,
  poolState,
  settingsState,
  tracked,
  walletsState,
} from './bridgeStates.ts';
import { connectionCalls, connectionState } from './connectionBridge.ts';
import { call, type EventOf, type Handlers } from './contract.ts';
import { contractBrief, contractRun } from './contractApi.ts';
import { contractBridgeCalls } from './contractBridge.ts';
import { accountIndex } from './draftBase.ts';
import { peersCalls } from './peersBridge.ts';
import {
  blockDetail,
  blockSummary,
  groupItem,
  historyEntry,
  poolStatus,
  searchHit,
  transactionDetail,
  transactionRecord,
  walletState,
} from './poolValues.ts';
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
const mnemonic = z.string().min(1).max(512);
const none = z.object({});

/** Characters of a vault file; one with a thousand contacts has a tenth of it. */
export const VAULT_LIMIT = 2 * 1024 * 1024;

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
      /** What this wallet signed and is not deep in the chain yet; empty while it is locked. */
      tracked: z.array(tracked),
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
  /** An exported vault becomes this app's, with its accounts and contacts, under its own password. */
  'wallet.importVault': call(z.object({ text: z.string().max(VAULT_LIMIT), password }), none),
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
  /** `damaged`: a damaged vault file that was put aside and still opens with the old password, if there is one. */
  'wallet.changePassword': call(
    z.object({ old: password, new: password }),
    z.object({ damaged: z.string().nullable() }),
  ),
  'wallet.dropDamaged': call(none, none),
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

  // The other pools that the pool of this app makes one network with
  ...peersCalls,

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
  /** Of a contract, by its hash; what it was written in is not told here. */
  'explorer.contract': call(z.object({ hash }), contractBrief.nullable()),
  'explorer.applicants': call(
    z.object({ hash, from: count, limit: z.int().min(1).max(200) }),
    z.object({
      applicants: z.array(z.object({ address, active: z.boolean(), wakeAt: time.nullable() })),
      more: z.boolean(),
    }),
  ),
  /** What it did, the newest first; `before`: only in older blocks. */
  'explorer.runs': call(
    z.object({ hash, before: blockId.optional(), limit: z.int().min(1).max(200) }),
    z.object({ runs: z.array(contractRun), more: z.boolean() }),
  ),
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
      contractFiles: z.boolean().optional(),
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
  /** The chain was left for one with more work, from block `fork` + 1 on; what that took from the accounts. */
  switched: z.object({
    fork: blockId,
    abandoned: count,
    gone: z.array(z.object({ account: accountIndex, entry: historyEntry })),
    more: z.boolean(),
  }),
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
