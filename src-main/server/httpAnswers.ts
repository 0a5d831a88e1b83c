import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import { ByteBudget } from './byteBudget.ts';
import { hasUnreadBody } from './httpBody.ts';
import { commonHeaders, endsConnection, reasonHeaders, statusOf } from './httpStatus.ts';
import { faultText } from './jsonRpc.ts';
import { type PoolServerLimits, readingTime, SHORT_ANSWER_BYTES } from './limits.ts';
import type { Refusals } from './refusals.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import type { Visitor } from './visitors.ts';

/** One request and the place for its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Undefined until it is known. */
  visitor: Visitor | undefined;
}

/** Sends what is answered over HTTP, and lets go of who does not read it. */
export class HttpAnswers {
  readonly #limits: PoolServerLimits;
  readonly #refusals: Refusals;
  readonly #metrics: ServerMetrics;
  readonly #clock: Clock;
  readonly #budget: ByteBudget;

  constructor(parts: {
    limits: PoolServerLimits;
    refusals: Refusals;
    metrics: ServerMetrics;
    clock: Clock;
  }) {
    this.#limits = parts.limits;
    this.#refusals = parts.refusals;
    this.#metrics = parts.metrics;
    this.#clock = parts.clock;
    this.#budget = new ByteBudget(parts.limits.answerBytesInAll, parts.limits.answerBytesPerAddress);
  }

  /** Long answers that wait to be read. */
  get bytes(): number {
    return this.#budget.taken;
  }

  /** Throws `server.busy`. */
  send(
    exchange: Exchange,
    status: number,
    type: string,
    body: string | Uint8Array,
    headers: Record<string, string> = {},
  ): void {
    const { request, response, visitor } = exchange;
    if (response.headersSent || response.destroyed) return;
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    if (visitor !== undefined && bytes.length > SHORT_ANSWER_BYTES) {
      this.#budget.take(visitor, bytes.length);
      response.once('close', () => this.#budget.giveBack(visitor, bytes.length));
    }
    const stop = this.#clock.after(readingTime(this.#limits, bytes.length), () => {
      response.destroy();
      this.#refusals.add('server.slowReader', visitor);
    });
    response.once('close', stop);
    this.#metrics.bytesOut.add('', bytes.length);
    response.writeHead(status, {
      ...commonHeaders,
      'cache-control': 'no-store',
      'content-type': type,
      'content-length': bytes.length,
      // The next request could be read only behind a body that nobody wants.
      ...(hasUnreadBody(request) ? { connection: 'close' } : {}),
      ...headers,
    });
    response.end(bytes);
  }

  /** A refusal over HTTP: the same JSON as over the socket, and the status that says so to proxies. */
  refuse(exchange: Exchange, fault: Fault): void {
    this.send(exchange, statusOf(fault.code), 'application/json', faultText(null, fault), {
      ...reasonHeaders(fault),
      ...(endsConnection.has(fault.code) ? { connection: 'close' } : {}),
    });
  }
}
