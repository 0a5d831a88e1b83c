import { type ClientOptions, WebSocket } from 'ws';
import * as z from 'zod';
import { POOL_API_VERSION, type PoolEvent, type PoolMethod } from '#shared/api/poolApi.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import { httpCall } from './httpCall.ts';
import { type PoolMessage, readPoolMessage, readResult, requestText } from './messages.ts';
import type { PoolUrl } from './poolUrl.ts';

export interface ChannelLimits {
  /** How long an answer may take, in ms. */
  readonly answerTimeout: number;
  /** How long connecting may take, and a sign of life. */
  readonly connectTimeout: number;
  readonly pongTimeout: number;
  readonly pingEvery: number;
  /** The longest message that is taken from a pool, and the largest block or prepared transaction, in bytes. */
  readonly messageBytes: number;
  readonly bodyBytes: number;
  /** Longer requests go over HTTP. */
  readonly requestBytes: number;
  /** Answers that make no sense before the pool is left. */
  readonly malformed: number;
}

export const defaultChannelLimits: ChannelLimits = {
  answerTimeout: 20_000,
  connectTimeout: 10_000,
  pongTimeout: 10_000,
  pingEvery: 15_000,
  messageBytes: 5 * 1024 * 1024,
  bodyBytes: 34 * 1024 * 1024,
  requestBytes: 100 * 1024,
  malformed: 10,
};

export interface ChannelParts {
  readonly url: PoolUrl;
  readonly clock: Clock;
  readonly limits: ChannelLimits;
  /** PEM of a certificate authority to believe instead of the system's. */
  readonly ca: string | undefined;
  onOpen(): void;
  onEvent(event: PoolEvent): void;
  onLatency(latency: number): void;
  /** Once, also when it never opened. */
  onClosed(reason: Fault): void;
}

interface Waiting {
  readonly method: PoolMethod;
  resolve(result: unknown): void;
  reject(fault: Fault): void;
  cancel(): void;
}

/** One WebSocket to a pool, from its opening to its end. Whatever the pool sends is checked before it is used. */
export class Channel {
  readonly #parts: ChannelParts;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #malformed = 0;
  #reason: Fault | undefined;
  #stopTimer: () => void;

  constructor(parts: ChannelParts) {
    this.#parts = parts;
    const { limits, clock, ca } = parts;
    const options: ClientOptions = {
      maxPayload: limits.messageBytes,
      perMessageDeflate: false,
      followRedirects: false,
      handshakeTimeout: limits.connectTimeout,
      ...(ca === undefined ? {} : { ca }),
    };
    this.#socket = new WebSocket(parts.url.socket, [`coco-pool.v${POOL_API_VERSION}`], options);
    this.#stopTimer = clock.after(limits.connectTimeout, () => this.close(new Fault('remote.timeout')));
    this.#socket.on('open', () => this.#opened());
    this.#socket.on('message', (data: Buffer, isBinary) => this.#receive(data, isBinary));
    this.#socket.on('unexpected-response', (_request, response) => {
      this.close(
        new Fault(response.statusCode === 426 ? 'remote.version' : 'remote.refused', {
          status: response.statusCode ?? 0,
        }),
      );
      response.destroy();
    });
    this.#socket.on('error', (error: Error & { code?: string }) => {
      const isVersion = /subprotocol/i.test(error.message);
      const isTooLarge = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
      const isMalformed = error.code?.startsWith('WS_ERR_') ?? false;
      const code = isVersion ? 'version' : isTooLarge ? 'tooLarge' : isMalformed ? 'malformed' : 'lost';
      this.close(new Fault(`remote.${code}`));
    });
    this.#socket.on('close', () => this.close(new Fault('remote.lost')));
  }

  /** Rejects with the pool's fault, `remote.timeout`, `remote.malformed`, `remote.lost` or `remote.tooLarge`. */
  async call(method: PoolMethod, params: unknown): Promise<unknown> {
    if (this.#reason !== undefined) throw this.#reason;
    if (method === 'getBlockBytes') return this.#blockBytes((params as { id: number }).id);
    const id = this.#nextId;
    this.#nextId += 1;
    const text = encodeRequest(id, method, params);
    if (text.length > this.#parts.limits.requestBytes) return this.#post(method, text);
    return new Promise((resolve, reject) => {
      const cancel = this.#parts.clock.after(this.#parts.limits.answerTimeout, () => {
        this.#waiting.delete(id);
        reject(new Fault('remote.timeout', { method }));
      });
      this.#waiting.set(id, { method, resolve, reject, cancel });
      this.#socket.send(text);
    });
  }

  close(reason: Fault): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#stopTimer();
    this.#socket.terminate();
    for (const waiting of this.#waiting.values()) {
      waiting.cancel();
      waiting.reject(reason);
    }
    this.#waiting.clear();
    this.#parts.onClosed(reason);
  }

  #opened(): void {
    this.#stopTimer();
    this.#ping();
    this.#parts.onOpen();
  }

  /** Measures how far away the pool is, and notices when it is gone without a word. */
  #ping(): void {
    if (this.#reason !== undefined) return;
    const { clock, limits } = this.#parts;
    const sent = clock.now();
    this.#stopTimer = clock.after(limits.pongTimeout, () => this.close(new Fault('remote.timeout')));
    this.#socket.once('pong', () => {
      this.#stopTimer();
      if (this.#reason !== undefined) return;
      this.#parts.onLatency(Math.max(0, clock.now() - sent));
      this.#stopTimer = clock.after(limits.pingEvery, () => this.#ping());
    });
    this.#socket.ping();
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#reason !== undefined) return;
    let message: PoolMessage;
    try {
      if (isBinary) throw new Fault('remote.malformed');
      message = readPoolMessage(data.toString('utf8'));
    } catch (error) {
      // A pool that talks nonsense of its own accord is left at once.
      this.close(isFault(error) ? error : new Fault('remote.malformed'));
      return;
    }
    if (message.kind === 'event') this.#parts.onEvent(message.event);
    else if (message.kind !== 'unknown') this.#settle(message);
  }

  #settle(message: Exclude<PoolMessage, { kind: 'event' | 'unknown' }>): void {
    const waiting = typeof message.id === 'number' ? this.#waiting.get(message.id) : undefined;
    // An answer that comes after its time is no fault of the pool's.
    if (waiting === undefined) return;
    this.#waiting.delete(message.id as number);
    waiting.cancel();
    if (message.kind === 'fault') {
      waiting.reject(message.fault);
      return;
    }
    try {
      waiting.resolve(readResult(waiting.method, message.result));
    } catch (error) {
      const fault = isFault(error) ? error : new Fault('remote.malformed');
      waiting.reject(fault);
      this.#malformed += 1;
      if (this.#malformed >= this.#parts.limits.malformed) this.close(fault);
    }
  }

  async #post(method: PoolMethod, text: string): Promise<unknown> {
    const answer = await this.#http('/rpc', text);
    const message = readPoolMessage(answer.body.toString('utf8'));
    if (message.kind === 'fault') throw message.fault;
    if (message.kind !== 'answer') throw new Fault('remote.malformed', { method });
    return readResult(method, message.result);
  }

  async #blockBytes(id: number): Promise<unknown> {
    const { status, body } = await this.#http(`/blocks/${id}`);
    if (status === 404) return null;
    if (status !== 200) {
      const message = readPoolMessage(body.toString('utf8'));
      throw message.kind === 'fault'
        ? message.fault
        : new Fault('remote.malformed', { method: 'getBlockBytes' });
    }
    return { bytes: new Uint8Array(body) };
  }

  #http(path: string, body?: string) {
    const { url, limits, ca } = this.#parts;
    return httpCall(url.http + path, {
      ...(body === undefined ? {} : { body }),
      maxBytes: limits.bodyBytes,
      timeout: limits.answerTimeout,
      ca,
    });
  }
}

/** What our own side asked for wrongly is told as the pool would have told it. */
function encodeRequest(id: number, method: PoolMethod, params: unknown): string {
  try {
    return requestText(id, method, params);
  } catch (error) {
    if (!(error instanceof z.core.$ZodError)) throw error;
    throw new Fault('server.params', { field: (error.issues[0]?.path.join('.') ?? '').slice(0, 64) });
  }
}
