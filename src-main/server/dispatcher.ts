import * as z from 'zod';
import { type PoolMethod, type PoolSession, poolCalls } from '#shared/api/poolApi.ts';
import type { Job } from '#shared/api/poolValues.ts';
import { Fault, type FaultCode, faultCodes } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { AnswerRoom } from './answerRoom.ts';
import {
  faultText,
  type RpcEntry,
  type RpcMessage,
  type RpcRequest,
  resultText,
  tellable,
} from './jsonRpc.ts';
import { costOf, type PoolServerLimits } from './limits.ts';
import type { Notifications } from './notifications.ts';
import {
  preparedJson,
  readPrepareParams,
  readShareParams,
  readSubmitParams,
  type ShareParams,
  type ShareVerdict,
  submittedJson,
  verdictJson,
} from './quickCalls.ts';
import type { Refusals } from './refusals.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import type { TokenBucket } from './tokenBucket.ts';
import type { Visitor, Visitors } from './visitors.ts';

/** Who asks: a connection (or an HTTP request), its allowance and its session with the pool. */
export interface Caller {
  readonly visitor: Visitor;
  readonly requests: TokenBucket;
  /** Requests of this caller that wait for the pool. */
  pending: number;
  /** The longest answer to one message that this caller gets; what is beyond is refused as `server.tooLarge`. */
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
  readonly #refusals: Refusals;
  readonly #metrics: ServerMetrics;
  readonly #notifications: Notifications;
  readonly #clock: Clock;
  readonly #log: Log;
  #pending = 0;

  constructor(parts: {
    limits: PoolServerLimits;
    visitors: Visitors;
    refusals: Refusals;
    metrics: ServerMetrics;
    notifications: Notifications;
    clock: Clock;
    log: Log;
  }) {
    this.#limits = parts.limits;
    this.#visitors = parts.visitors;
    this.#refusals = parts.refusals;
    this.#metrics = parts.metrics;
    this.#notifications = parts.notifications;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  get pending(): number {
    return this.#pending;
  }

  /**
   * Hands the answer of a whole message to `answer`: at most once, and not at all when nothing in it wants one.
   */
  handle(message: RpcMessage, caller: Caller, answer: (text: string) => void): void {
    const room = new AnswerRoom(caller.answerBytes);
    const answers = new Array<string | undefined>(message.entries.length);
    let open = message.entries.length;
    for (const [at, entry] of message.entries.entries()) {
      this.#entry(entry, caller, room, (text) => {
        answers[at] = text;
        open -= 1;
        if (open > 0) return;
        const texts = answers.filter((each) => each !== undefined);
        const [first] = texts;
        if (first !== undefined) answer(message.isBatch ? `[${texts.join(',')}]` : first);
      });
    }
  }

  #entry(entry: RpcEntry, caller: Caller, room: AnswerRoom, done: (text: string | undefined) => void): void {
    let params: unknown;
    try {
      this.#admit(entry, caller);
      if ('fault' in entry) throw entry.fault;
      params = this.#params(entry, caller);
    } catch (error) {
      const fault = tellable(error);
      this.#refusals.add(fault.code, caller.visitor);
      done(entry.id === undefined ? undefined : faultText(entry.id, fault));
      return;
    }
    this.#serve(entry, params, caller, room)
      .then(done)
      .catch((error: unknown) => {
        // Whoever was to get the answer could not take it; nobody else must go without one for that.
        this.#metrics.refused.add('server.internal');
        this.#log.error('answer.failed', { error });
      });
  }

  /** Throws `server.rateLimited`, `server.busy`. */
  #admit(entry: RpcEntry, caller: Caller): void {
    const method = 'fault' in entry ? undefined : entry.method;
    if (method !== undefined) this.#metrics.requests.add(method);
    const now = this.#clock.now();
    const cost = costOf(method, entry.bytes);
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

  /** Throws as `decodeParams`. What is no share is a bad one. */
  #params({ method, params }: RpcRequest, caller: Caller): unknown {
    try {
      return quickParams(method, params) ?? decodeParams(poolCalls[method].params as z.ZodType, params);
    } catch (error) {
      if (method === 'submitShare') this.#judge(caller, tellable(error).code);
      throw error;
    }
  }

  /** What a request is answered with; undefined for a notification. */
  async #serve(
    { id, method }: RpcRequest,
    params: unknown,
    caller: Caller,
    room: AnswerRoom,
  ): Promise<string | undefined> {
    const start = this.#clock.now();
    this.#pending += 1;
    caller.pending += 1;
    try {
      const result = await this.#call(method, params, caller);
      if (id === undefined) return undefined;
      if (room.isSpent) {
        // Nothing more is written for it; the one that did not fit has had its strikes.
        this.#metrics.refused.add('server.tooLarge');
        return faultText(id, room.fault);
      }
      return resultText(id, room.take(this.#resultJson(method, result)));
    } catch (error) {
      const fault = tellable(error);
      if (fault.code === 'server.internal') this.#log.error('call.failed', { method, error });
      if (fault.code.startsWith('server.') || poolLimits.has(fault.code)) {
        this.#refusals.add(fault.code, caller.visitor);
      }
      return id === undefined ? undefined : faultText(id, fault);
    } finally {
      this.#pending -= 1;
      caller.pending -= 1;
      const took = Math.max(0, this.#clock.now() - start);
      (method === 'submitShare' ? this.#metrics.ack : this.#metrics.answer).observe(took);
    }
  }

  #call(method: PoolMethod, params: unknown, caller: Caller): Promise<unknown> {
    const session = caller.session(method);
    if (method === 'submitShare') return this.#share(session, params as ShareParams, caller);
    const handler = session[method] as (this: PoolSession, params: unknown) => Promise<unknown>;
    return handler.call(session, params);
  }

  async #share(session: PoolSession, share: ShareParams, caller: Caller): Promise<ShareVerdict> {
    try {
      const verdict = await session.submitShare(share);
      this.#judge(caller, undefined);
      return verdict;
    } catch (error) {
      this.#judge(caller, tellable(error).code);
      throw error;
    }
  }

  /** What comes by thousands a second, and miners after a new start, is written by hand. */
  #resultJson(method: PoolMethod, result: unknown): string {
    switch (method) {
      case 'submitShare':
        return verdictJson(result as ShareVerdict);
      case 'prepare':
        return preparedJson(result as Parameters<typeof preparedJson>[0]);
      case 'submit':
        return submittedJson(result as Parameters<typeof submittedJson>[0]);
      case 'requestJob':
        return this.#notifications.jobJson(result as Job);
      default:
        return JSON.stringify(z.encode(poolCalls[method].result as z.ZodType, result));
    }
  }

  /** `refusal`: why a share was not taken. */
  #judge(caller: Caller, refusal: FaultCode | undefined): void {
    this.#metrics.shares.add(refusal ?? 'accepted');
    this.#visitors.judge(caller.visitor, refusal, this.#clock.now());
  }
}

function quickParams(method: PoolMethod, params: unknown): unknown {
  switch (method) {
    case 'submitShare':
      return readShareParams(params);
    case 'prepare':
      return readPrepareParams(params);
    case 'submit':
      return readSubmitParams(params);
    default:
      return undefined;
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
