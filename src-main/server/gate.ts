import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { Fault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import { type AddressSet, visitorAddress } from './addresses.ts';
import type { PoolServerLimits } from './limits.ts';
import type { Refusals } from './refusals.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import type { Visitor, Visitors } from './visitors.ts';

/** A few more than the limit are let in as far as to be told why they can't stay; the rest is cut off. */
const TOLD_IN_ALL = 64;
const TOLD_PER_ADDRESS = 4;

/** The door: counts TCP connections before a byte of theirs is read, and lets go of those that say nothing. */
export class Gate {
  readonly #limits: PoolServerLimits;
  readonly #visitors: Visitors;
  readonly #refusals: Refusals;
  readonly #proxies: AddressSet;
  readonly #metrics: ServerMetrics;
  readonly #clock: Clock;
  readonly #open = new Set<Socket>();
  /** In order of arrival, by the peer's address and port: with TLS the socket itself is another one later. */
  readonly #halfOpen = new Map<string, { socket: Socket; since: number }>();

  constructor(parts: {
    limits: PoolServerLimits;
    visitors: Visitors;
    refusals: Refusals;
    proxies: AddressSet;
    metrics: ServerMetrics;
    clock: Clock;
  }) {
    this.#limits = parts.limits;
    this.#visitors = parts.visitors;
    this.#refusals = parts.refusals;
    this.#proxies = parts.proxies;
    this.#metrics = parts.metrics;
    this.#clock = parts.clock;
  }

  get connections(): number {
    return this.#open.size;
  }

  get halfOpen(): number {
    return this.#halfOpen.size;
  }

  watch(server: Server): void {
    server.on('connection', (socket: Socket) => this.#enter(socket));
    server.on('clientError', (error: Error & { code?: string }, socket: Socket) => {
      const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
      const isTooLarge = error.code === 'HPE_HEADER_OVERFLOW';
      const code = isSlow ? 'server.slowSender' : isTooLarge ? 'server.tooLarge' : 'server.malformed';
      this.#refusals.add(code, this.#visitorOf(socket.remoteAddress));
      socket.destroy();
    });
  }

  /**
   * Who sends this request: counts it as somebody that has spoken. Throws `server.full`,
   * `server.tooManyFromAddress`, `server.banned`, `server.badWork`.
   */
  admit(request: IncomingMessage): { visitor: Visitor; address: string; isForwarded: boolean } {
    const { socket } = request;
    this.#halfOpen.delete(peerOf(socket));
    const direct = socket.remoteAddress ?? '';
    const address = visitorAddress(direct, request.headers['x-forwarded-for'], this.#proxies);
    const isForwarded = address !== direct;
    const visitor = this.#visitorOf(address);
    const now = this.#clock.now();
    if (this.#visitors.isBanned(visitor, now)) {
      throw new Fault(visitor.banReason, { retryAfter: visitor.bannedUntil - now });
    }
    if (this.#open.size > this.#limits.connections)
      throw new Fault('server.full', { limit: this.#limits.connections });
    const most = this.#limits.connectionsPerAddress - (isForwarded ? 1 : 0);
    if (!visitor.allowed && visitor.connections > most) {
      throw new Fault('server.tooManyFromAddress', { limit: this.#limits.connectionsPerAddress });
    }
    return { visitor, address, isForwarded };
  }

  sweep(now: number): void {
    for (const [peer, { socket, since }] of this.#halfOpen) {
      if (now - since < this.#limits.headersTimeout) break;
      this.#cutHalfOpen(peer, socket);
    }
  }

  close(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #visitorOf(address: string | undefined): Visitor {
    return this.#visitors.of(address ?? '', this.#clock.now());
  }

  #enter(socket: Socket): void {
    this.#metrics.connectionsOpened.add();
    const now = this.#clock.now();
    const visitor = this.#visitorOf(socket.remoteAddress);
    const refusal = this.#refusal(visitor, now);
    if (refusal !== undefined) {
      this.#metrics.refused.add(refusal);
      socket.destroy();
      return;
    }
    this.#open.add(socket);
    visitor.connections += 1;
    const peer = peerOf(socket);
    this.#halfOpen.set(peer, { socket, since: now });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#halfOpen.delete(peer);
      visitor.connections -= 1;
    });
    if (this.#halfOpen.size > this.#limits.halfOpen) {
      const oldest = this.#halfOpen.entries().next();
      if (!oldest.done) this.#cutHalfOpen(oldest.value[0], oldest.value[1].socket);
    }
  }

  #refusal(visitor: Visitor, now: number) {
    if (this.#open.size >= this.#limits.connections + TOLD_IN_ALL) return 'server.full';
    if (visitor.allowed) return undefined;
    if (visitor.connections >= this.#limits.connectionsPerAddress + TOLD_PER_ADDRESS) {
      return 'server.tooManyFromAddress';
    }
    if (this.#visitors.isBanned(visitor, now) && visitor.connections >= TOLD_PER_ADDRESS)
      return visitor.banReason;
    if (!visitor.connects.take(1, now)) return 'server.rateLimited';
    return undefined;
  }

  #cutHalfOpen(peer: string, socket: Socket): void {
    this.#halfOpen.delete(peer);
    this.#metrics.refused.add('server.halfOpen');
    socket.destroy();
  }
}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
