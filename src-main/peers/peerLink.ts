import type { RawData, WebSocket } from 'ws';
import * as z from 'zod';
import { type PeerHandlers, type PeerMethod, peerCalls } from '#shared/api/peerApi.ts';
import { noteOfPool } from '#shared/api/poolWords.ts';
import { Fault, type FaultCode, isFault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import { TokenBucket } from '../server/tokenBucket.ts';

export interface PeerLimits {
  /** How long an answer may take, in ms. */
  readonly answerTimeout: number;
  /** How long a connection may take until both have said who they are. */
  readonly helloTimeout: number;
  /** A sign of life is asked for this often; without one for twice as long the connection ends. */
  readonly pingEvery: number;
  /** Costs of calls (see `COSTS`) that a peer may cause: so many at once, then so many a second. */
  readonly burst: number;
  readonly rate: number;
  /** Calls of one peer that are worked on at the same time. */
  readonly pending: number;
  /** Bytes that may wait to be read by a peer. */
  readonly sendBuffer: number;
  /** Connections that others made, and those to pools of the last blocks. */
  readonly inbound: number;
  readonly royal: number;
  /** How long a liar, and one that keeps us waiting, is shut out. */
  readonly banLie: number;
  readonly banSlow: number;
}

export const defaultPeerLimits: PeerLimits = {
  answerTimeout: 20_000,
  helloTimeout: 10_000,
  pingEvery: 30_000,
  burst: 2_000,
  rate: 200,
  pending: 32,
  sendBuffer: 32 * 2 ** 20,
  inbound: 64,
  royal: 64,
  banLie: 3_600_000,
  banSlow: 600_000,
};

/** About how much work a call is. */
const COSTS: Readonly<Record<PeerMethod, number>> = {
  hello: 1,
  announceBlock: 20,
  announceTransactions: 5,
  locate: 5,
  getProofs: 40,
  getBlocks: 20,
  getBlockPiece: 20,
  getTransactions: 10,
  getTransactionPiece: 20,
  getJoinWork: 100,
  handInJoinWork: 20,
};

type Params<M extends PeerMethod> = Parameters<PeerHandlers[M]>[0];
type Result<M extends PeerMethod> = Awaited<ReturnType<PeerHandlers[M]>>;

interface Waiting {
  readonly method: PeerMethod;
  resolve(result: unknown): void;
  reject(error: unknown): void;
  cancel(): void;
}

/** A peer that is asked too much is asked again after this long, so many times. */
const PATIENCE = 500;
const MAX_TRIES = 60;

/** One connection between two pools: JSON-RPC 2.0 in both directions. Nothing that comes is believed unchecked. */
export class PeerLink {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #limits: PeerLimits;
  readonly #handlers: PeerHandlers;
  readonly #onClosed: (reason: Fault) => void;
  readonly #onLatency: (() => void) | undefined;
  readonly #allowance: TokenBucket;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #pending = 0;
  #seenAt: number;
  #pingedAt: number;
  #latency: number | undefined;
  #reason: Fault | undefined;
  #stopPing: () => void = () => {};

  /** `onClosed` is called once, whoever ended it. */
  constructor(parts: {
    socket: WebSocket;
    clock: Clock;
    limits: PeerLimits;
    handlers: PeerHandlers;
    onClosed: (reason: Fault) => void;
    /** It is known for the first time how long an answer takes. */
    onLatency?: () => void;
  }) {
    this.#socket = parts.socket;
    this.#clock = parts.clock;
    this.#limits = parts.limits;
    this.#handlers = parts.handlers;
    this.#onClosed = parts.onClosed;
    this.#allowance = new TokenBucket(parts.limits.burst, parts.limits.rate, parts.clock.now());
    this.#seenAt = parts.clock.now();
    this.#pingedAt = this.#seenAt;
    this.#onLatency = parts.onLatency;
    const { socket } = parts;
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => {
      this.#seenAt = this.#clock.now();
      const isFirst = this.#latency === undefined;
      this.#latency = this.#seenAt - this.#pingedAt;
      if (isFirst) this.#onLatency?.();
    });
    socket.on('error', (error: Error & { code?: string }) => {
      const isTooLarge = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
      this.close(isTooLarge ? new Fault('peer.lied', { what: 'tooLarge' }) : new Fault('peer.lost'));
    });
    socket.on('close', (_code, why) => this.close(new Fault(saidCode(why.toString()) ?? 'peer.lost')));
    this.#sendPing();
    this.#ping();
  }

  /** Ms that a sign of life took to and fro; undefined before the first. */
  get latency(): number | undefined {
    return this.#latency;
  }

  get isClosed(): boolean {
    return this.#reason !== undefined;
  }

  /**
   * Waits where the peer asks for patience. Throws the peer's refusal, `peer.slow`, `peer.lied` (the answer makes no
   * sense), `peer.lost`.
   */
  async call<M extends PeerMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#callOnce(method, params);
      } catch (error) {
        const isPatience = isFault(error) && /^server\.(rateLimited|busy)$/.test(error.code);
        if (!isPatience || tries >= MAX_TRIES) throw error;
        await new Promise<void>((resolve) => this.#clock.after(PATIENCE, resolve));
      }
    }
  }

  async #callOnce<M extends PeerMethod>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.#reason !== undefined) throw this.#reason;
    const id = this.#nextId;
    this.#nextId += 1;
    const encoded = z.encode(peerCalls[method].params as z.ZodType, params);
    return (await new Promise<unknown>((resolve, reject) => {
      const cancel = this.#clock.after(this.#limits.answerTimeout, () => {
        this.#waiting.delete(id);
        reject(new Fault('peer.slow', { method }));
      });
      this.#waiting.set(id, { method, resolve, reject, cancel });
      this.#send({ jsonrpc: '2.0', id, method, params: encoded });
    })) as Result<M>;
  }

  close(reason: Fault): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#stopPing();
    // A peer that reads hears why; one that does not is cut off.
    this.#socket.close(1000, reason.code);
    const cut = setTimeout(() => this.#socket.terminate(), 500);
    cut.unref();
    for (const waiting of this.#waiting.values()) {
      waiting.cancel();
      waiting.reject(reason);
    }
    this.#waiting.clear();
    this.#onClosed(reason);
  }

  #ping(): void {
    this.#stopPing = this.#clock.after(this.#limits.pingEvery, () => {
      if (this.#clock.now() - this.#seenAt > 2 * this.#limits.pingEvery) {
        this.close(new Fault('peer.lost'));
        return;
      }
      this.#sendPing();
      this.#ping();
    });
  }

  #sendPing(): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#pingedAt = this.#clock.now();
    this.#socket.ping();
  }

  #send(message: object): void {
    if (this.#reason !== undefined || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > this.#limits.sendBuffer) {
      this.close(new Fault('peer.slow'));
      return;
    }
    this.#socket.send(JSON.stringify(message));
  }

  #receive(raw: RawData, isBinary: boolean): void {
    if (this.#reason !== undefined) return;
    this.#seenAt = this.#clock.now();
    let json: unknown;
    try {
      if (isBinary) throw new Error();
      json = JSON.parse((raw as Buffer).toString('utf8'));
    } catch {
      json = undefined;
    }
    const message = typeof json === 'object' && json !== null && !Array.isArray(json) ? json : {};
    const { id, method, params, result, error } = message as Record<string, unknown>;
    if (typeof id !== 'number') this.#senseless();
    else if (method === undefined) this.#settle(id, result, error);
    else if (typeof method === 'string' && Object.hasOwn(peerCalls, method)) {
      void this.#answer(id, method as PeerMethod, params);
    } else this.#send({ jsonrpc: '2.0', id, error: { code: -32601, message: 'server.method' } });
  }

  #senseless(): void {
    this.close(new Fault('peer.lied', { what: 'message' }));
  }

  #settle(id: number, result: unknown, error: unknown): void {
    const waiting = this.#waiting.get(id);
    // One that comes after its time is no lie.
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.cancel();
    if (error !== undefined) {
      const { message } = (error ?? {}) as { message?: unknown };
      // Its facts are of no use here and could be anything.
      waiting.reject(new Fault(saidCode(message) ?? 'peer.lost'));
      return;
    }
    const read = (peerCalls[waiting.method].result as z.ZodType).safeParse(result);
    if (read.success) waiting.resolve(read.data);
    else waiting.reject(new Fault('peer.lied', { what: waiting.method }));
  }

  async #answer(id: number, method: PeerMethod, raw: unknown): Promise<void> {
    const refuse = (fault: Fault) =>
      this.#send({ jsonrpc: '2.0', id, error: { code: -32000, message: fault.code, data: fault.facts } });
    const now = this.#clock.now();
    if (!this.#allowance.take(COSTS[method], now)) return refuse(new Fault('server.rateLimited'));
    if (this.#pending >= this.#limits.pending) return refuse(new Fault('server.busy'));
    const contract = peerCalls[method];
    const params = (contract.params as z.ZodType).safeParse(raw);
    if (!params.success) return this.#senseless();
    this.#pending += 1;
    try {
      const handler = this.#handlers[method] as (params: unknown) => Promise<unknown>;
      const result = z.encode(contract.result as z.ZodType, await handler(params.data));
      this.#send({ jsonrpc: '2.0', id, result });
    } catch (error) {
      refuse(isFault(error) ? error : new Fault('server.internal'));
    } finally {
      this.#pending -= 1;
    }
  }
}

/** A code that a peer gave as its reason. Who lied is not for a peer to say. */
function saidCode(text: unknown): FaultCode | undefined {
  const code = typeof text === 'string' ? noteOfPool(text, {})?.code : undefined;
  if (code === 'peer.lied' || code === 'peer.slow') return undefined;
  // It is this pool that is shut out there.
  return code === 'peer.banned' ? 'peer.refused' : code;
}
