import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { type PoolMethod, type PoolSession, poolCalls } from '#shared/api/poolApi.ts';
import { networkFileSchema, type PoolStatus, poolStatus } from '#shared/api/poolValues.ts';
import { fromHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { ByteBudget } from './byteBudget.ts';
import type { Caller, Dispatcher } from './dispatcher.ts';
import type { Admitted, Gate } from './gate.ts';
import { type Exchange, HttpAnswers } from './httpAnswers.ts';
import { readBody } from './httpBody.ts';
import { HttpTurns } from './httpTurns.ts';
import { readMessage, tellable } from './jsonRpc.ts';
import { costOf, HTTP_ANSWER_BYTES, type PoolServerLimits } from './limits.ts';
import { openRpcDocument } from './openRpc.ts';
import type { Refusals } from './refusals.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import { statusPageFiles } from './statusPage.ts';
import { TokenBucket } from './tokenBucket.ts';
import type { Visitor } from './visitors.ts';

/** Answers that everybody gets are asked of the pool this often at most. */
const SHARED_ANSWER_AGE = 1000;
const STATUS_BLOCKS = 10;
/** Calls that make sense only where events can be sent. */
const needsSocket: ReadonlySet<PoolMethod> = new Set(['watch', 'stopJobs']);
/** Calls for which the pool has to know from where they come. */
const ownSession: ReadonlySet<PoolMethod> = new Set([
  'requestJob',
  'prepare',
  'submit',
  'getNextRun',
  'askBack',
]);

export interface HttpFrontParts {
  readonly limits: PoolServerLimits;
  readonly gate: Gate;
  readonly refusals: Refusals;
  readonly dispatcher: Dispatcher;
  readonly metrics: ServerMetrics;
  /** Who may read /metrics. */
  readonly mayReadMetrics: (from: Admitted) => boolean;
  readonly clock: Clock;
  readonly log: Log;
  openSession(info: { address: string }): PoolSession;
}

/** The pool over plain HTTP: calls, blocks as bytes, the network file, OpenRPC, metrics and the status page. */
export class HttpFront {
  readonly #parts: HttpFrontParts;
  readonly #turns: HttpTurns;
  readonly #answers: HttpAnswers;
  readonly #bodies: ByteBudget;
  readonly #session: PoolSession;
  readonly #shared = new Map<string, { at: number; answer: Promise<string> }>();
  #lastStatus: PoolStatus | undefined;
  readonly #openRpc = JSON.stringify(openRpcDocument());

  constructor(parts: HttpFrontParts) {
    const { limits } = parts;
    this.#parts = parts;
    this.#turns = new HttpTurns(limits.pipelined);
    this.#answers = new HttpAnswers(parts);
    this.#bodies = new ByteBudget(limits.bodyBytesInAll, limits.bodyBytesPerAddress);
    this.#session = parts.openSession({ address: 'http' });
  }

  /** As it was when it was last asked for here. */
  get lastStatus(): PoolStatus | undefined {
    return this.#lastStatus;
  }

  /** What has come of bodies that are being read. */
  get bodyBytes(): number {
    return this.#bodies.taken;
  }

  /** Long answers that wait to be read. */
  get answerBytes(): number {
    return this.#answers.bytes;
  }

  close(): void {
    this.#session.close();
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    // What stood behind a request that was the last one has been parsed already.
    if (!socket.writable) return;
    response.on('error', () => response.destroy());
    if (this.#turns.take(socket, response, () => this.#serve(request, response))) return;
    this.#parts.refusals.add('server.batch', this.#parts.gate.directVisitor(socket));
    socket.destroy();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const exchange: Exchange = { request, response, visitor: undefined };
    const route = async (): Promise<void> => {
      const admitted = this.#parts.gate.admit(request);
      exchange.visitor = admitted.visitor;
      await this.#route(exchange, admitted);
    };
    route().catch((error: unknown) => {
      const fault = tellable(error);
      if (fault.code === 'server.internal') this.#parts.log.error('request.failed', { error });
      this.#answers.refuse(exchange, fault);
      // A form of another site's page gets this, and must not get its reader banned.
      const isOfPage = fault.code === 'server.binary';
      this.#parts.refusals.add(fault.code, isOfPage ? undefined : exchange.visitor);
    });
  }

  async #route(exchange: Exchange, admitted: Admitted): Promise<void> {
    const { metrics, mayReadMetrics } = this.#parts;
    const { request } = exchange;
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const isFile = path.startsWith('/blocks/') || path.startsWith('/contracts/');
    this.#spend(admitted.visitor, isFile ? costOf('getBlockBytes', 0) : 1);
    if (path === '/rpc') {
      if (request.method !== 'POST') throw new Fault('server.method');
      return this.#rpc(exchange, admitted);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new Fault('server.method');
    const json = (text: string) => this.#answers.send(exchange, 200, 'application/json', text);
    if (path === '/network') return json(await this.#network());
    if (path === '/status') return json(await this.#status());
    if (path === '/openrpc.json') return json(this.#openRpc);
    if (path === '/metrics') {
      // Only who was let in by the operator sees that there is something.
      if (!mayReadMetrics(admitted)) throw new Fault('server.notFound');
      // A pool that can't tell its status still has counters to show.
      await this.#status().catch(() => {});
      return this.#answers.send(exchange, 200, 'text/plain; version=0.0.4; charset=utf-8', metrics.text());
    }
    const block = /^\/blocks\/(\d{1,10})$/.exec(path)?.[1];
    if (block !== undefined) return this.#block(exchange, Number(block));
    const contract = /^\/contracts\/([0-9a-f]{64})$/.exec(path)?.[1];
    if (contract !== undefined) return this.#contractFile(exchange, contract);
    const page = statusPageFiles.get(path);
    if (page === undefined) throw new Fault('server.notFound');
    this.#answers.send(exchange, 200, page.type, page.text, { 'cache-control': 'max-age=300' });
  }

  async #rpc(exchange: Exchange, { visitor, address }: Admitted): Promise<void> {
    const { limits, dispatcher, metrics, clock } = this.#parts;
    const { request, response } = exchange;
    // Another site's page can post only what a form can; this it can't without asking, and we don't answer that.
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      throw new Fault('server.binary');
    const body = await readBody(request, visitor, { limits, budget: this.#bodies, clock });
    metrics.bytesIn.add('', body.length);
    const caller = this.#caller(visitor, address);
    try {
      const message = readMessage(body, limits.batch);
      await new Promise<void>((resolve, reject) => {
        response.once('close', resolve);
        if (message.entries.every(({ id }) => id === undefined)) {
          this.#answers.send(exchange, 204, 'application/json', '');
        }
        dispatcher.handle(message, caller, (text) => {
          try {
            this.#answers.send(exchange, 200, 'application/json', text);
            resolve();
          } catch (error) {
            reject(error);
          }
        });
      });
    } finally {
      caller.close();
    }
  }

  /** One request's session: jobs are known by their id, so a share may come with a later request. */
  #caller(visitor: Visitor, address: string): Caller & { close(): void } {
    const { limits, clock } = this.#parts;
    let session: PoolSession | undefined;
    return {
      visitor,
      // Each request is a connection of its own; what counts is the address.
      requests: new TokenBucket(limits.addressBurst, limits.addressRate, clock.now()),
      answerBytes: HTTP_ANSWER_BYTES,
      pending: 0,
      session: (method) => {
        if (needsSocket.has(method)) throw new Fault('server.needsSocket');
        if (!ownSession.has(method)) return this.#session;
        session ??= this.#parts.openSession({ address });
        return session;
      },
      close: () => session?.close(),
    };
  }

  async #block(exchange: Exchange, id: number): Promise<void> {
    const found = id < 94 || id >= 2 ** 30 ? null : await this.#session.getBlockBytes({ id });
    if (found === null) throw new Fault('server.notFound', { id });
    this.#answers.send(exchange, 200, 'application/octet-stream', found.bytes);
  }

  /** A contract's file as text, never as a page: it was written by a stranger. */
  async #contractFile(exchange: Exchange, hash: string): Promise<void> {
    const found = await this.#session.getContractFile({ hash: fromHex(hash) });
    if (found === null) throw new Fault('server.notFound');
    this.#answers.send(exchange, 200, 'text/plain; charset=utf-8', found.file, {
      'cache-control': 'max-age=86400, immutable',
    });
  }

  #network(): Promise<string> {
    return this.#share('network', async () =>
      JSON.stringify(z.encode(networkFileSchema, await this.#session.getNetwork({}))),
    );
  }

  /** What the status page shows: the pool's status and its last blocks. */
  #status(): Promise<string> {
    return this.#share('status', async () => {
      this.#lastStatus = await this.#session.getStatus({});
      const { blocks } = z.encode(
        poolCalls.getBlocks.result,
        await this.#session.getBlocks({ limit: STATUS_BLOCKS }),
      );
      return JSON.stringify({ ...z.encode(poolStatus, this.#lastStatus), blocks });
    });
  }

  /** Everybody gets the same answer for a second, so that a crowd costs the pool no more than one reader. */
  #share(name: string, ask: () => Promise<string>): Promise<string> {
    const now = this.#parts.clock.now();
    const known = this.#shared.get(name);
    if (known !== undefined && now - known.at < SHARED_ANSWER_AGE && now >= known.at) return known.answer;
    const answer = ask();
    this.#shared.set(name, { at: now, answer });
    answer.catch(() => this.#shared.delete(name));
    return answer;
  }

  #spend(visitor: Visitor, cost: number): void {
    const now = this.#parts.clock.now();
    if (visitor.allowed || visitor.requests.take(cost, now)) return;
    throw new Fault('server.rateLimited', { retryAfter: visitor.requests.wait(cost, now) });
  }
}
