import * as z from 'zod';
import { call, type EventOf, type Handlers } from './contract.ts';
import { contractCalls } from './contractApi.ts';
import {
  blockDetail,
  blockSummary,
  historyEntry,
  job,
  MESSAGE_BYTES,
  minerState,
  networkFileSchema,
  poolStatus,
  prepared,
  prepareRequest,
  searchHit,
  shareVerdict,
  transactionDetail,
  transactionRecord,
  walletBrief,
  walletState,
} from './poolValues.ts';
import {
  address,
  blob,
  blockId,
  bytesUpTo,
  count,
  difficulty,
  hash,
  jobId,
  signature,
  time,
  toldAddress,
} from './values.ts';

/**
 * What a wallet or a miner can ask of a pool, embedded or remote (docs/PROTOCOL.md, "Wallet–pool protocol").
 * Server, client, the OpenRPC document and the types on both sides are derived from this one object.
 */

export const POOL_API_VERSION = 1;

/** Of proofs that are asked for together. */
export const PROOFS_AT_ONCE = 500;
/** So many entries that a change of the chain took away are told at once. */
export const GONE_TOLD = 200;

const none = z.object({});
const page = { before: blockId.optional(), limit: z.int().min(1).max(200) };

export const poolCalls = {
  getNetwork: call(none, networkFileSchema),
  getStatus: call(none, poolStatus),
  getWallet: call(z.object({ address }), walletState),
  getHistory: call(
    z.object({ address, ...page }),
    z.object({ entries: z.array(historyEntry), more: z.boolean() }),
  ),
  getTransaction: call(z.object({ identity: hash }), transactionRecord.nullable()),
  getBlocks: call(z.object(page), z.object({ blocks: z.array(blockSummary) })),
  getBlock: call(
    z.union([z.object({ id: blockId }), z.object({ hash })]),
    z.object({ summary: blockSummary, transactions: z.array(transactionRecord).max(200) }).nullable(),
  ),
  getBlockBytes: call(z.object({ id: blockId }), z.object({ bytes: bytesUpTo(32 * 1024 * 1024) }).nullable()),
  /**
   * Proofs (header || lists hash || footer) of the blocks from `from` on, so that a wallet can check the work under
   * what a pool says (docs/PROTOCOL.md §7). Fewer where the chain ends.
   */
  getProofs: call(
    z.object({ from: blockId, count: z.int().min(1).max(PROOFS_AT_ONCE) }),
    z.object({ proofs: z.array(bytesUpTo(1024)).max(PROOFS_AT_ONCE) }),
  ),
  /**
   * Connects to another pool's address from here and tells whether a pool of this network answers there; `host` empty:
   * the address that the call came from. Never a private address, unless the network allows it.
   */
  askBack: call(
    z.object({ host: z.string().max(255), port: z.int().min(1).max(65535), secure: z.boolean() }),
    z.object({ target: z.string().max(300), reached: z.boolean() }),
  ),
  /** What a person typed: a block id, a hash, a transaction id, an address, or `#` and a wallet's id. */
  search: call(z.object({ text: z.string().max(512) }), z.object({ hit: searchHit.nullable() })),
  getBlockDetail: call(
    z.object({ id: blockId, from: count, limit: z.int().min(1).max(200) }),
    blockDetail.nullable(),
  ),
  getTransactionDetail: call(z.object({ identity: hash }), transactionDetail.nullable()),
  /** Many wallets at once, in the order of the addresses. */
  getWallets: call(
    z.object({ addresses: z.array(address).min(1).max(10_000) }),
    z.object({ wallets: z.array(walletBrief) }),
  ),
  prepare: call(prepareRequest, prepared),
  submit: call(
    z.object({ message: bytesUpTo(MESSAGE_BYTES), signature }),
    z.object({ identity: hash, expiresAfter: blockId }),
  ),
  /** From now on this session gets the wallet and transaction events of these addresses (replaces the last set). */
  watch: call(z.object({ addresses: z.array(address).max(1000) }), none),
  /** Asks for work; from now on this session gets every new job for the address. null: the pool adjusts. */
  requestJob: call(z.object({ address, shareDifficulty: difficulty.nullable() }), job),
  /** No more jobs for this session. */
  stopJobs: call(none, none),
  submitShare: call(z.object({ jobId, minedDate: time, blob }), shareVerdict),
  getMiner: call(z.object({ address }), minerState),
  ...contractCalls,
} as const;

export const poolEvents = {
  job,
  block: blockSummary,
  wallet: walletState,
  transaction: z.object({ address: toldAddress, entry: historyEntry }),
  /**
   * The chain was left for one with more work, after the last block that both have. `gone`: entries of watched
   * addresses that were mined and are nowhere any more; what waits again is told as `transaction`. Comes after the
   * new chain's blocks and the wallets' new states.
   */
  switched: z.object({
    fork: blockId,
    abandoned: count,
    gone: z.array(z.object({ address: toldAddress, entry: historyEntry })).max(GONE_TOLD),
    /** There was more of it. */
    more: z.boolean(),
  }),
  miner: minerState,
} as const;

export type PoolMethod = keyof typeof poolCalls;
export type PoolCallHandlers = Handlers<typeof poolCalls>;
export type PoolEvent = EventOf<typeof poolEvents>;

/**
 * One wallet's or miner's connection to a pool. Refusals are `Fault`s. The holder never knows whether the
 * pool is in the same process or on the other side of the world.
 */
export interface PoolSession extends PoolCallHandlers {
  subscribe(listener: (event: PoolEvent) => void): () => void;
  close(): void;
}
