import * as z from 'zod';
import {
  address,
  blob,
  blockId,
  bytesUpTo,
  count,
  difficulty,
  domain,
  duration,
  faultNote,
  hash,
  jobId,
  percent,
  rate,
  signedUnits,
  target,
  time,
  toldAddress,
  units,
  walletId,
} from './values.ts';

/**
 * What pools and wallets tell each other: the values of the wallet–pool protocol (docs/PROTOCOL.md §8). The calls that
 * carry them stand in `poolApi.ts`.
 */

const tip = z.object({ id: blockId, hash, minedDate: time });

export const poolStatus = z.object({
  apiVersion: z.int(),
  network: z.string(),
  domain,
  tip,
  target,
  /** The pool's clock when it answered. */
  clock: time,
  scheme: z.enum(['proportional', 'pplns']),
  feePercent: percent,
  payoutThreshold: units,
  /** From which it pays its miners. */
  payoutAddress: toldAddress,
  shareDifficulty: z.object({ min: difficulty, max: difficulty }),
  miners: count,
  /** Tries a second over all miners, told from their shares. */
  hashRate: rate,
  peers: count,
});
export type PoolStatus = z.output<typeof poolStatus>;

export const trustState = z.object({
  party: toldAddress,
  hours: count,
  /** When a begun termination lets the wallet go; null while none has begun. */
  ends: time.nullable(),
});

export const walletState = z.object({
  address: toldAddress,
  /** null: the chain does not know this wallet yet. */
  id: walletId.nullable(),
  balance: units,
  /** What waiting transactions will bring and take (amount and fee). */
  pendingIn: units,
  pendingOut: units,
  /** What the wallet itself can send now. */
  spendable: units,
  /** Mining parts that are earned but not paid out yet. */
  maturing: units,
  lastActivity: time.nullable(),
  trust: trustState.nullable(),
});
export type WalletState = z.output<typeof walletState>;

const receiver = z.object({ address: toldAddress, amount: units });

export const transactionKinds = [
  'transfer',
  'reward',
  'publish',
  'apply',
  'cancel',
  'trust',
  'update',
  'group',
  'call',
  'contractTransfer',
] as const;

export const transactionRecord = z.object({
  /** H of the signed bytes; of a reward: the block's hash; of what a contract moved: made from its place. */
  identity: hash,
  kind: z.enum(transactionKinds),
  state: z.enum(['pending', 'mined', 'expired']),
  blockId: blockId.nullable(),
  /** Mined date, or when the pool took it. */
  date: time,
  sender: toldAddress.nullable(),
  /** At most 50; `receiverCount` tells how many there are. */
  receivers: z.array(receiver).max(50),
  receiverCount: count,
  /** The sum of all receivers' amounts. */
  amount: units,
  fee: units,
  /** Of all that concerns a contract: its hash. */
  contract: hash.optional(),
  /** The last block that may hold it; null for what no one signed. */
  expiresAfter: blockId.nullable(),
});
export type TransactionRecord = z.output<typeof transactionRecord>;

/** What is known of a wallet without who waits for what: enough to set its balance or to name it in a group. */
export const walletBrief = z.object({
  address: toldAddress,
  /** null: the chain does not know it. */
  id: walletId.nullable(),
  balance: units,
  trust: trustState.nullable(),
});
export type WalletBrief = z.output<typeof walletBrief>;

/** A record as one wallet sees it: what it gained (positive) or lost (negative) by it. */
export const historyEntry = transactionRecord.extend({
  change: signedUnits,
});
export type HistoryEntry = z.output<typeof historyEntry>;

/** Of a payment. */
export const MOST_RECEIVERS = 10_000;

/** What a wallet signs is at most so long. */
export const MESSAGE_BYTES = 64 * 2 ** 20;

/** Of what somebody wants to be prepared. */
const wantedReceiver = z.object({ address, amount: units });

/** What a list group can hold; a sender is the party itself or a wallet that trusts it. */
export const groupItem = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('transfer'),
    sender: address,
    receivers: z.array(wantedReceiver).min(1).max(MOST_RECEIVERS),
    /** Without it: the network's default fee. Each sender pays its own. */
    fee: units.optional(),
  }),
  /** Lets a wallet go: starts the termination of its trust. Free. */
  z.object({ kind: z.literal('termination'), sender: address }),
  z.object({
    kind: z.literal('update'),
    balances: z
      .array(z.object({ address, balance: units }))
      .min(1)
      .max(1_000_000),
  }),
]);
export type GroupItem = z.output<typeof groupItem>;

export const prepareRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('transfer'),
    sender: address,
    receivers: z.array(wantedReceiver).min(1).max(MOST_RECEIVERS),
    /** Without it: the network's default fee. */
    fee: units.optional(),
  }),
  z.object({
    kind: z.literal('trust'),
    sender: address,
    party: address,
    /** 0 starts the termination. */
    hours: count,
  }),
  z.object({
    kind: z.literal('update'),
    sender: address,
    balances: z
      .array(z.object({ address, balance: units }))
      .min(1)
      .max(1_000_000),
  }),
  z.object({
    kind: z.literal('group'),
    /** The trusted party, whose one signature stands for all items. */
    sender: address,
    /** In the order in which they will be executed. */
    items: z.array(groupItem).min(1).max(100_000),
  }),
  z.object({
    kind: z.literal('publish'),
    sender: address,
    /** H of the compiled file. */
    contract: hash,
    script: z.string().max(64 * 1024),
    /** JSON text. */
    model: z.string().max(64 * 1024),
  }),
  z.object({ kind: z.enum(['apply', 'cancel']), sender: address, contract: hash }),
  z.object({ kind: z.literal('call'), sender: address, contract: hash, data: bytesUpTo(16 * 1024) }),
]);
export type PrepareRequest = z.output<typeof prepareRequest>;

export const prepared = z.object({
  /** The exact bytes to sign. The wallet builds its own and compares. */
  message: bytesUpTo(MESSAGE_BYTES),
  amount: units,
  fee: units,
  reference: z.object({ id: blockId, hash }),
  expiresAfter: blockId,
  balanceAfter: units,
  /** Receivers that the chain does not know yet. */
  newWallets: z.array(toldAddress),
  warnings: z.array(faultNote),
});
export type Prepared = z.output<typeof prepared>;

export const job = z.object({
  jobId,
  step3: hash,
  /** The block's target; the hash of a block is smaller. */
  target,
  shareDifficulty: difficulty,
  blockId,
  /** The pool's clock when it sent the job. */
  clock: time,
  /** The smallest mined date that is later than the parent's. */
  earliest: time,
});
export type Job = z.output<typeof job>;

export const shareVerdict = z.object({
  points: difficulty,
  /** The share was a block, and the chain took it. */
  block: z.object({ id: blockId, hash }).nullable(),
});

export const minerState = z.object({
  address: toldAddress,
  points: count,
  roundPoints: count,
  accepted: count,
  refused: z.record(z.string(), count),
  shareDifficulty: difficulty,
  /** What this miner would get if this pool found the block now. */
  part: units,
  /** Earned, waiting for depth or for the payout threshold. */
  owed: units,
  paid: units,
});
export type MinerState = z.output<typeof minerState>;

export const blockSummary = z.object({
  id: blockId,
  hash,
  minedDate: time,
  domain,
  reward: units,
  fees: units,
  rewardAddress: toldAddress,
  transactions: count,
  bytes: count,
});
export type BlockSummary = z.output<typeof blockSummary>;

/** A list of a block as it stands there (docs/PROTOCOL.md §4). */
export const listSummary = z.object({
  type: z.int().min(1).max(10),
  reference: blockId,
  features: z.int().min(0).max(255),
  items: count,
  bytes: count,
});

export const blockDetail = z.object({
  summary: blockSummary,
  previousHash: hash,
  /** The block on top of it; null for the tip. */
  next: z.object({ id: blockId, hash }).nullable(),
  coreVersion: z.guid(),
  rewardId: walletId,
  leadershipId: walletId,
  transactionFees: units,
  contractFees: units,
  executionHash: hash,
  /** The proof of work: its hash had to be smaller than the target. */
  work: z.object({ target, footerHash: hash, jobId, blob }),
  lists: z.array(listSummary),
  /** From `from` on, at most `limit`; the reward stands first, what contracts moved last. */
  transactions: z.array(transactionRecord).max(200),
  more: z.boolean(),
});
export type BlockDetail = z.output<typeof blockDetail>;

/** One step of a transaction that has several (balance update, list group), at most 200 are told. */
export const transactionPart = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('transfer'),
    sender: toldAddress,
    receivers: z.array(receiver).max(50),
    fee: units,
  }),
  z.object({ kind: z.literal('termination'), sender: toldAddress, party: toldAddress }),
  z.object({ kind: z.literal('balance'), address: toldAddress, balance: units }),
]);
export type TransactionPart = z.output<typeof transactionPart>;

export const transactionDetail = z.object({
  record: transactionRecord,
  blockHash: hash.nullable(),
  /** Of a trust: 0 starts the termination. */
  hours: count.nullable(),
  parts: z.array(transactionPart).max(200),
  partCount: count,
  /** What was signed, and the signature; null of a reward, and of bytes over 64 KiB. */
  signed: z.object({ message: bytesUpTo(64 * 1024), signature: bytesUpTo(64) }).nullable(),
  messageBytes: count,
});
export type TransactionDetail = z.output<typeof transactionDetail>;

export const searchHit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('block'), id: blockId }),
  z.object({ kind: z.literal('transaction'), identity: hash }),
  z.object({ kind: z.literal('contract'), hash }),
  z.object({ kind: z.literal('wallet'), address: toldAddress }),
]);
export type SearchHit = z.output<typeof searchHit>;

export const networkFileSchema = z.object({
  name: z.string(),
  coreVersion: z.string(),
  genesisTime: time,
  genesisTarget: z.string(),
  blockInterval: duration,
  halfLife: duration,
  leadershipKey: z.string(),
  defaultFee: z.int().min(0),
  maxBlockBytes: z.int().min(1),
  addressPrefix: z.string(),
  lostCoins: z.object({ first: duration, every: duration, idle: duration }),
});
