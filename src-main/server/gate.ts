import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { Fault, type FaultCode } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import { type AddressSet, visitorAddress } from './addresses.ts';
import type { PoolServerLimits } from './limits.ts';
import type { Refusals } from './refusals.ts';
import type { ServerMetrics } from './serverMetrics.ts';
import type { Visitor, Visitors } from './visitors.ts';

/** A few more than the limit are let in as far as to be told why they can't stay; the rest is cut off. */
const TOLD_IN_ALL = 64;
const TOLD_PER_ADDRESS = 4;

/** Who was let in. */
export interface Admitted {
  readonly visitor: Visitor;
  readonly address: string;
  /** A proxy says so. */
  readonly isForwarded: boolean;
}

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
    // A TLS handshake that fails comes here too.
    server.on('clientError', (error: Error & { code?: string }, socket: Socket) => {
      const refusal = refusalOf(error.code);
      if (refusal !== undefined) this.#refusals.add(refusal, this.directVisitor(socket));
      socket.destroy();
    });
  }

  /**
   * Who sends this request: counts it as somebody that has spoken. Throws `server.full`,
   * `server.tooManyFromAddress`, `server.banned`, `server.badWork`, `server.params` (a proxy does not say for whom).
   */
  admit(request: IncomingMessage): Admitted {
    const { socket } = request;
    this.#halfOpen.delete(peerOf(socket));
    const { address, isForwarded } = this.#origin(request);
    const visitor = this.#visitorOf(address);
    const now = this.#clock.now();
    if (this.#visitors.isBanned(visitor, now)) {
      throw new Fault(visitor.banReason, { retryAfter: visitor.bannedUntil - now });
    }
    if (this.#open.size > this.#limits.connections)
      throw new Fault('server.full', { limit: this.#limits.connections });
    const most = this.#limits.connectionsPerAddress - (this.#isProxy(socket) ? 1 : 0);
    if (!visitor.allowed && visitor.connections > most) {
      throw new Fault('server.tooManyFromAddress', { limit: this.#limits.connectionsPerAddress });
    }
    return { visitor, address, isForwarded };
  }

  /**
   * The same for a request that asks for a WebSocket: one that a proxy carries is a connection of its visitor from now on.
   * Throws `server.rateLimited` too.
   */
  admitUpgrade(request: IncomingMessage): Admitted {
    const admitted = this.admit(request);
    const { visitor } = admitted;
    if (!this.#isProxy(request.socket)) return admitted;
    const now = this.#clock.now();
    if (!visitor.allowed && !visitor.connects.take(1, now)) {
      throw new Fault('server.rateLimited', { retryAfter: visitor.connects.wait(1, now) });
    }
    visitor.connections += 1;
    request.socket.once('close', () => {
      visitor.connections -= 1;
    });
    return admitted;
  }

  /** Who sent a request that was admitted. */
  visitorOf(request: IncomingMessage): Visitor {
    return this.#visitorOf(this.#origin(request).address);
  }

  /** Who is at the other end; undefined for a proxy, which stands for nobody and for everybody, and for a line that is gone. */
  directVisitor(socket: Socket): Visitor | undefined {
    const address = socket.remoteAddress;
    return address === undefined || this.#isProxy(socket) ? undefined : this.#visitorOf(address);
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

  #origin(request: IncomingMessage) {
    const direct = request.socket.remoteAddress ?? '';
    return visitorAddress(direct, request.headers['x-forwarded-for'], this.#proxies);
  }

  #visitorOf(address: string): Visitor {
    return this.#visitors.of(address, this.#clock.now());
  }

  #isProxy(socket: Socket): boolean {
    return this.#proxies.has(socket.remoteAddress ?? '');
  }

  #enter(socket: Socket): void {
    this.#metrics.connectionsOpened.add();
    const now = this.#clock.now();
    const visitor = this.directVisitor(socket);
    const refusal = this.#refusal(visitor, now);
    if (refusal !== undefined) {
      this.#metrics.refused.add(refusal);
      socket.destroy();
      return;
    }
    this.#open.add(socket);
    if (visitor !== undefined) visitor.connections += 1;
    const peer = peerOf(socket);
    this.#halfOpen.set(peer, { socket, since: now });
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#halfOpen.delete(peer);
      if (visitor !== undefined) visitor.connections -= 1;
    });
    if (this.#halfOpen.size > this.#limits.halfOpen) {
      const oldest = this.#halfOpen.entries().next();
      if (!oldest.done) this.#cutHalfOpen(oldest.value[0], oldest.value[1].socket);
    }
  }

  #refusal(visitor: Visitor | undefined, now: number): FaultCode | undefined {
    if (this.#open.size >= this.#limits.connections + TOLD_IN_ALL) return 'server.full';
    if (visitor === undefined || visitor.allowed) return undefined;
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

/** What is refused with an error of Node's parser or of TLS; undefined where the line just broke, or the client left. */
function refusalOf(code = ''): FaultCode | undefined {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT' || code === 'ERR_TLS_HANDSHAKE_TIMEOUT') return 'server.slowSender';
  if (code === 'HPE_HEADER_OVERFLOW') return 'server.tooLarge';
  if (code === 'HPE_INVALID_EOF_STATE') return undefined;
  // An alert is what the client says: that it does not trust the certificate, for instance.
  const isNoTls = code.startsWith('ERR_SSL_') && !code.includes('_ALERT_');
  return isNoTls || code.startsWith('HPE_') ? 'server.malformed' : undefined;
}
