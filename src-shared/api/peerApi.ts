import * as z from 'zod';
import { call, type Handlers } from './contract.ts';
import { blob, blockId, bytesUpTo, domain, hash, jobId, signature, target, time } from './values.ts';

/**
 * What pools ask of each other (docs/PROTOCOL.md §8): JSON-RPC 2.0 over one WebSocket (`/peer` on the pool's server),
 * the same calls in both directions, so that a pool nobody can reach is as good a peer as any.
 */

export const PEER_API_VERSION = 1;
export const PEER_PATH = '/peer';
export const PEER_SUBPROTOCOL = `coco-peer.v${PEER_API_VERSION}`;

/** A block up to this size comes with its announcement; the pieces of a larger one have at most this size. */
export const PIECE_BYTES = 512 * 1024;
/** Blocks and transactions of one answer have at most so many bytes together; longer ones come in pieces. */
export const ANSWER_BYTES = 1024 * 1024;
/** The longest message: an answer as hex, with room for its frame. */
export const PEER_MESSAGE_BYTES = 2 * ANSWER_BYTES + 1024 * 1024;
export const MAX_PROOFS = 1000;
export const MAX_BLOCKS = 64;
export const MAX_IDENTITIES = 1000;

/** Sums of 2^256/(target+1), as hex without leading zeros. */
const totalWork = z.codec(z.string().regex(/^(0|[1-9a-f][0-9a-f]{0,79})$/), z.bigint(), {
  decode: (text) => BigInt(`0x${text}`),
  encode: (value) => value.toString(16),
});

export const peerTip = z.object({ id: blockId, hash, totalWork });
export type PeerTip = z.output<typeof peerTip>;

export const peerHello = z.object({
  version: z.int().min(1),
  genesis: hash,
  /** Chance: the same pool reached in two ways is known by it. */
  node: jobId,
  /** Under which it is reached; stands in its blocks. Names it on screens and in the log. */
  domain,
  tip: peerTip,
});
export type PeerHello = z.output<typeof peerHello>;

const none = z.object({});

export const peerCalls = {
  /** The first call on a connection, by whoever made it. */
  hello: call(peerHello, peerHello),
  /** The caller has a new tip; `bytes`: the block, where it is small. */
  announceBlock: call(z.object({ tip: peerTip, bytes: bytesUpTo(PIECE_BYTES).nullable() }), none),
  announceTransactions: call(z.object({ identities: z.array(hash).max(MAX_IDENTITIES) }), none),
  /** The first of these blocks, in order, that stands in the asked pool's chain; the genesis always does. */
  locate: call(z.object({ hashes: z.array(hash).min(1).max(64) }), z.object({ hash: hash.nullable() })),
  /** Proofs (header || lists hash || footer) of the blocks after one; none when it is not in the chain. */
  getProofs: call(
    z.object({ after: hash, count: z.int().min(1).max(MAX_PROOFS) }),
    z.object({ proofs: z.array(bytesUpTo(1024)).max(MAX_PROOFS) }),
  ),
  /** As many of these blocks, from the first on, as fit an answer; none: it is too large (or not in the chain). */
  getBlocks: call(
    z.object({ hashes: z.array(hash).min(1).max(MAX_BLOCKS) }),
    z.object({ blocks: z.array(bytesUpTo(ANSWER_BYTES)).max(MAX_BLOCKS) }),
  ),
  /** A block's bytes from `offset` on; null when it is not in the chain. */
  getBlockPiece: call(
    z.object({ hash, offset: z.int().min(0) }),
    z.object({ length: z.int().min(1), bytes: bytesUpTo(PIECE_BYTES) }).nullable(),
  ),
  /** Those of these that wait, as many as fit an answer; `left`: those that wait as well and did not fit. */
  getTransactions: call(
    z.object({ identities: z.array(hash).min(1).max(100) }),
    z.object({
      transactions: z.array(z.object({ message: bytesUpTo(ANSWER_BYTES), signature })).max(100),
      left: z.array(hash).max(100).optional(),
    }),
  ),
  /** A waiting transaction's bytes from `offset` on; null when it does not wait. */
  getTransactionPiece: call(
    z.object({ identity: hash, offset: z.int().min(0) }),
    z.object({ length: z.int().min(1), bytes: bytesUpTo(PIECE_BYTES), signature }).nullable(),
  ),
  /** A pool that wants to join asks for step 1 of a block with its own domain and this pool's reward id. */
  getJoinWork: call(
    z.object({ domain: z.string().min(1).max(255) }),
    z.object({ footerHash: hash, target, blockId, earliest: time, clock: time }),
  ),
  handInJoinWork: call(
    z.object({ footerHash: hash, jobId, minedDate: time, blob }),
    z.object({ id: blockId, hash }),
  ),
} as const;

export type PeerMethod = keyof typeof peerCalls;
export type PeerHandlers = Handlers<typeof peerCalls>;
export type JoinWork = z.output<(typeof peerCalls)['getJoinWork']['result']>;
