import * as z from 'zod';
import { type PoolMethod, type PoolSession, poolCalls } from '#shared/api/poolApi.ts';
import { Fault, type FaultCode, faultCodes } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import {
  faultText,
  type RpcEntry,
  type RpcMessage,
  type RpcRequest,
  resultText,
  tellable,
} from './jsonRpc.ts';
import { costOf, type PoolServerLimits, strikesFor } from './limits.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import { readShareParams, verdictJson } from './shareCall.ts';
import type { TokenBucket } from './tokenBucket.ts';
import type { Visitor, Visitors } from './visitors.ts';

/** Who asks: a connection (or an HTTP request), its allowance and its session with the pool. */
export interface Caller {
  readonly visitor: Visitor;
  readonly requests: TokenBucket;
  /** Requests of this caller that wait for the pool. */
  pending: number;
  /** The longest answer that this caller gets this way; a longer one is refused as `server.tooLarge`. */
  readonly answerBytes: number;
  /** The session that this call goes to. Throws `server.needsSocket` where there is none for it. */
  session(method: PoolMethod): PoolSession;
}

const codes: ReadonlySet<string> = new Set(faultCodes);
/** Limits that the pool itself keeps; they are counted as the server's own. */
const poolLimits: ReadonlySet<string> = new Set<FaultCode>(['pool.busy', 'pool.rehearsals']);

/** From requests to answers: allowance, schema, the pool's session, and whatever was thrown as a code. */
export class Dispatcher {
  readonly #limits: PoolServerLimits;
  readonly #visitors: Visitors;
  readonly #metrics: ServerMetrics;
  readonly #clock: Clock;
  readonly #log: Log;
  #pending = 0;

  constructor(parts: {
    limits: PoolServerLimits;
    visitors: Visitors;
    metrics: ServerMetrics;
    clock: Clock;
    log: Log;
  }) {
    this.#limits = parts.limits;
    this.#visitors = parts.visitors;
    this.#metrics = parts.metrics;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  get pending(): number {
    return this.#pending;
  }

  /**
   * Hands the answer of a whole message to `answer`: at most once, and not at all when nothing in it wants one.
   * Never throws.
   */
  handle(message: RpcMessage, caller: Caller, answer: (text: string) => void): void {
    const [first] = message.entries;
    if (!message.isBatch && first !== undefined) {
      this.#entry(first, caller, (text) => {
        if (text !== undefined) answer(text);
      });
      return;
    }
    const answers = new Array<string | undefined>(message.entries.length);
    let open = message.entries.length;
    for (const [at, entry] of message.entries.entries()) {
      this.#entry(entry, caller, (text) => {
        answers[at] = text;
        open -= 1;
        if (open > 0) return;
        const texts = answers.filter((each) => each !== undefined);
        if (texts.length > 0) answer(`[${texts.join(',')}]`);
      });
    }
  }

  #entry(entry: RpcEntry, caller: Caller, done: (text: string | undefined) => void): void {
    if ('fault' in entry) {
      this.#refuse(entry.fault, caller);
      done(faultText(entry.id, entry.fault));
      return;
    }
    const { id, method } = entry;
    const failed = (error: unknown): void => {
      const fault = tellable(error);
      if (fault.code === 'server.internal') this.#log.error('call.failed', { method, error });
      if (fault.code.startsWith('server.') || poolLimits.has(fault.code)) this.#refuse(fault, caller);
      done(id === undefined ? undefined : faultText(id, fault));
    };
    try {
      this.#admit(entry, caller);
    } catch (error) {
      failed(error);
      return;
    }
    const start = this.#clock.now();
    this.#pending += 1;
    caller.pending += 1;
    const settle = (): void => {
      this.#pending -= 1;
      caller.pending -= 1;
      const took = Math.max(0, this.#clock.now() - start);
      (method === 'submitShare' ? this.#metrics.ack : this.#metrics.answer).observe(took);
    };
    this.#call(entry, caller).then(
      (json) => {
        settle();
        if (json.length > caller.answerBytes) {
          failed(new Fault('server.tooLarge', { bytes: json.length, limit: caller.answerBytes }));
          return;
        }
        done(id === undefined ? undefined : resultText(id, json));
      },
      (error: unknown) => {
        settle();
        failed(error);
      },
    );
  }

  /** Throws `server.rateLimited`, `server.busy`. */
  #admit({ method, bytes }: RpcRequest, caller: Caller): void {
    this.#metrics.requests.add(method);
    const now = this.#clock.now();
    const cost = costOf(method, bytes);
    const { visitor } = caller;
    const bucket = !caller.requests.take(cost, now)
      ? caller.requests
      : !visitor.allowed && !visitor.requests.take(cost, now)
        ? visitor.requests
        : undefined;
    if (bucket !== undefined) throw new Fault('server.rateLimited', { retryAfter: bucket.wait(cost, now) });
    if (caller.pending >= this.#limits.pending || this.#pending >= this.#limits.pendingInAll) {
      throw new Fault('server.busy', { pending: caller.pending });
    }
  }

  async #call(request: RpcRequest, caller: Caller): Promise<string> {
    if (request.method === 'submitShare') return this.#share(request.params, caller);
    const contract = poolCalls[request.method];
    const params = decodeParams(contract.params as z.ZodType, request.params);
    const session = caller.session(request.method);
    const handler = session[request.method] as (this: PoolSession, params: unknown) => Promise<unknown>;
    return JSON.stringify(z.encode(contract.result as z.ZodType, await handler.call(session, params)));
  }

  #share(raw: unknown, caller: Caller): Promise<string> {
    const share = readShareParams(raw) ?? decodeParams(poolCalls.submitShare.params, raw);
    return caller
      .session('submitShare')
      .submitShare(share)
      .then(
        (verdict) => {
          this.#metrics.shares.add('accepted');
          this.#visitors.judge(caller.visitor, undefined, this.#clock.now());
          return verdictJson(verdict);
        },
        (error: unknown) => {
          const { code } = tellable(error);
          this.#metrics.shares.add(code);
          this.#visitors.judge(caller.visitor, code, this.#clock.now());
          throw error;
        },
      );
  }

  /** Counts what a caller should not have sent. */
  #refuse(fault: Fault, caller: Caller): void {
    this.#metrics.refused.add(fault.code);
    const now = this.#clock.now();
    if (fault.code === 'server.rateLimited' || fault.code === 'pool.rehearsals')
      this.#visitors.strike(caller.visitor, strikesFor.rateLimited, now);
    else if (fault.code === 'server.tooLarge')
      this.#visitors.strike(caller.visitor, strikesFor.tooLarge, now);
    else if (fault.code === 'server.request')
      this.#visitors.strike(caller.visitor, strikesFor.malformed, now);
  }
}

/** Throws `server.params` with the field, or the code of what is wrong with a value (`decode.hex`, `amount.text`). */
function decodeParams<T>(schema: z.ZodType<T>, raw: unknown): T {
  const decoded = schema.safeParse(raw);
  if (decoded.success) return decoded.data;
  const issue = decoded.error.issues[0];
  const field = (issue?.path.join('.') ?? '').slice(0, 64);
  const code = issue?.code === 'custom' && codes.has(issue.message) ? issue.message : 'server.params';
  throw new Fault(code as FaultCode, { field });
}
