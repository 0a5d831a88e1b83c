import { POOL_API_VERSION, type PoolMethod } from '#shared/api/poolApi.ts';
import type { FaultCode } from '#shared/protocol/fault.ts';

/** What an operator may change about how much the server takes from whom. Times in ms, sizes in bytes. */
export interface PoolServerLimits {
  /** Open connections in all, and from one address (IPv6: one /64). */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** New connections of one address: so many at once, then so many a second. */
  readonly connectBurst: number;
  readonly connectRate: number;
  /** Connections that have not said anything yet; the oldest makes room for the next one. */
  readonly halfOpen: number;
  /** How long a request's headers, a request's whole body, and the rest of a begun message may take. */
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
  readonly messageTimeout: number;
  /** A socket that never asks anything is let go after this long. */
  readonly firstRequestTimeout: number;
  /** The server asks for a sign of life this often; a socket without one for twice as long is let go. */
  readonly pingEvery: number;
  /** The largest message over a WebSocket. Larger requests go over HTTP, where the length is known before. */
  readonly messageBytes: number;
  /** The largest HTTP body, and what has come of all bodies that are being read: of one address, together. */
  readonly bodyBytes: number;
  readonly bodyBytesPerAddress: number;
  readonly bodyBytesInAll: number;
  /** HTTP requests that may wait behind one that is being answered on the same connection. */
  readonly pipelined: number;
  /** Long HTTP answers that wait to be read: of one address, together. */
  readonly answerBytesPerAddress: number;
  readonly answerBytesInAll: number;
  /** How long reading what was sent may take, and how many bytes a second have to be read beside that. */
  readonly answerTimeout: number;
  readonly answerRate: number;
  readonly batch: number;
  /** Requests that wait for the pool: of one connection, in all. */
  readonly pending: number;
  readonly pendingInAll: number;
  /** Request costs (see `costOf`): so many at once, then so many a second. */
  readonly connectionBurst: number;
  readonly connectionRate: number;
  readonly addressBurst: number;
  readonly addressRate: number;
  /** Bytes that wait to be read at the other end of a WebSocket before it is let go. */
  readonly sendBuffer: number;
  /** An address is shut out for `banTime` after so many strikes (they fade by one a second) … */
  readonly strikes: number;
  /** … or when more than `badShare` of at least `badShareOf` judged shares was bad. Stale is not bad. */
  readonly badShare: number;
  readonly badShareOf: number;
  readonly banTime: number;
  /** Addresses that are remembered; older ones are forgotten. */
  readonly addresses: number;
}

export const defaultLimits: PoolServerLimits = {
  connections: 12_000,
  connectionsPerAddress: 256,
  connectBurst: 300,
  connectRate: 20,
  halfOpen: 1_000,
  headersTimeout: 10_000,
  bodyTimeout: 30_000,
  messageTimeout: 20_000,
  firstRequestTimeout: 60_000,
  pingEvery: 30_000,
  messageBytes: 128 * 1024,
  bodyBytes: 8 * 1024 * 1024,
  bodyBytesPerAddress: 16 * 1024 * 1024,
  bodyBytesInAll: 64 * 1024 * 1024,
  pipelined: 16,
  answerBytesPerAddress: 64 * 1024 * 1024,
  answerBytesInAll: 256 * 1024 * 1024,
  answerTimeout: 20_000,
  answerRate: 64 * 1024,
  batch: 50,
  pending: 64,
  pendingInAll: 10_000,
  connectionBurst: 400,
  connectionRate: 50,
  addressBurst: 4_000,
  addressRate: 1_000,
  sendBuffer: 1024 * 1024,
  strikes: 200,
  badShare: 0.5,
  badShareOf: 50,
  banTime: 10 * 60_000,
  addresses: 100_000,
};

/** What the answers to one message may add up to over a WebSocket; blocks come over HTTP. */
export const SOCKET_ANSWER_BYTES = 4 * 1024 * 1024;
/** The same over HTTP; a block's bytes come from /blocks, without a copy as hex. */
export const HTTP_ANSWER_BYTES = 20 * 1024 * 1024;
/** An answer up to this length takes nothing of `answerBytesInAll`: each connection has one at most. */
export const SHORT_ANSWER_BYTES = 64 * 1024;

/** How long so many bytes may wait to be read, in ms. */
export function readingTime(limits: PoolServerLimits, bytes: number): number {
  return limits.answerTimeout + (bytes / limits.answerRate) * 1000;
}

/** What a call costs of a connection's and an address's allowance: about how much work it is. */
const costs: Partial<Record<PoolMethod, number>> = {
  getNetwork: 1,
  getStatus: 1,
  stopJobs: 1,
  submitShare: 1,
  requestJob: 4,
  prepare: 5,
  submit: 5,
  getBlocks: 5,
  getHistory: 10,
  getBlock: 10,
  getBlockBytes: 10,
  getProofs: 10,
  askBack: 100,
  search: 10,
  getBlockDetail: 10,
  getWallets: 20,
  getApplications: 20,
  getRuns: 20,
  getContracts: 10,
  getNextRun: 20,
  getContractFile: 10,
  putContractFile: 20,
  watch: 20,
};
const USUAL_COST = 2;
/** What can't be called has been read and is answered all the same. */
const FAULTY_COST = 1;

/** A long request costs more: one for each of these bytes. */
const BYTES_OF_ONE = 4096;

/** `method`: undefined for what names no call; `bytes`: the request's length. */
export function costOf(method: PoolMethod | undefined, bytes: number): number {
  const cost = method === undefined ? FAULTY_COST : (costs[method] ?? USUAL_COST);
  return cost + Math.floor(bytes / BYTES_OF_ONE);
}

/** The longest request of a method as JSON text; `bodyBytes` and `messageBytes` bound all of them. */
const requestBytes: Partial<Record<PoolMethod, number>> = {
  prepare: Number.POSITIVE_INFINITY,
  submit: Number.POSITIVE_INFINITY,
  watch: 128 * 1024,
  getWallets: 1024 * 1024,
  putContractFile: 528 * 1024,
};
const USUAL_BYTES = 1024;

export function bytesOf(method: PoolMethod): number {
  return requestBytes[method] ?? USUAL_BYTES;
}

/** A batch may be as long as this, whatever stands in it. */
export const BATCH_BYTES = 64 * 1024;

/**
 * A longer request must name its method within its first bytes, so that it can be refused before it is parsed.
 */
export const HINT_FROM_BYTES = 4 * 1024;
export const HINT_WITHIN_BYTES = 256;

export const SUBPROTOCOL = `coco-pool.v${POOL_API_VERSION}`;

/**
 * Strikes for what no honest client does. A rate limit that was run into counts one, and so does a call that this pool
 * does not know: a newer client may try some.
 */
const strikes: Partial<Record<FaultCode, number>> = {
  'server.malformed': 10,
  'server.request': 10,
  'server.batch': 10,
  'server.binary': 10,
  'server.tooLarge': 20,
  'server.slowSender': 20,
  'server.rateLimited': 1,
  'server.method': 1,
  'pool.rehearsals': 1,
};

export function strikesOf(code: FaultCode): number {
  return strikes[code] ?? 0;
}
