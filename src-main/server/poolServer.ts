import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import { PEER_MESSAGE_BYTES, PEER_PATH, PEER_SUBPROTOCOL } from '#shared/api/peerApi.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { addressGroup } from '../base/addressGroup.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { inTurns } from '../base/turns.ts';
import { AddressSet } from './addresses.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import { Dispatcher } from './dispatcher.ts';
import { Gate } from './gate.ts';
import { HttpFront } from './httpFront.ts';
import { tellable } from './jsonRpc.ts';
import { defaultLimits, type PoolServerLimits, SUBPROTOCOL } from './limits.ts';
import { createHttpServer, listen, renewTls, urlsOf } from './listener.ts';
import { Notifications } from './notifications.ts';
import { Outbox } from './outbox.ts';
import { Refusals } from './refusals.ts';
import { createServerMetrics, type ServerMetrics } from './serverMetrics.ts';
import type { TlsFiles } from './tls.ts';
import { checkUpgrade, refuseUpgrade } from './upgrade.ts';
import { Visitors } from './visitors.ts';

export interface PoolServerOptions {
  /** A session with the pool for each connection; the server closes it when the connection ends. */
  readonly openSession: (info: { address: string }) => PoolSession;
  /** `0.0.0.0` or `::` for everybody, `127.0.0.1` for this machine (or a reverse proxy on it). */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls?: TlsFiles;
  readonly limits?: Partial<PoolServerLimits>;
  /** Addresses and networks without limits by address and without bans. */
  readonly allow?: readonly string[];
  /** Our own reverse proxies, whose X-Forwarded-For is believed. */
  readonly proxies?: readonly string[];
  /** Who may read /metrics, beside this machine. */
  readonly metricsReaders?: readonly string[];
  /** Gets the connections of other pools (`/peer`); without it nobody is let in there. */
  readonly acceptPeer?: (socket: WebSocket, info: { address: string }) => void;
  readonly log: Log;
  readonly clock: Clock;
}

export interface PoolServerFacts {
  readonly connections: number;
  readonly sessions: number;
  readonly halfOpen: number;
  readonly pending: number;
  /** By fault code, since the start. */
  readonly refused: Readonly<Record<string, number>>;
  readonly shares: Readonly<Record<string, number>>;
  readonly banned: readonly { address: string; reason: string; until: number }[];
  /** Upper bound in ms of 99 % of acknowledgements; null before the first share. */
  readonly ackP99: number | null;
}

export interface PoolServer {
  /** What people type in to reach it, one for each of the machine's addresses it listens on. */
  readonly urls: readonly string[];
  readonly port: number;
  /** Open sessions of wallets and miners. */
  sessions(): number;
  facts(): PoolServerFacts;
  /** Lets a banned address in again. */
  pardon(address: string): void;
  /** Tells everybody, and ends. */
  close(): Promise<void>;
}

const loopback = new AddressSet(['127.0.0.0/8', '::1']);
const SWEEP_EVERY = 1000;
/** Pieces of one message: a browser or a library sends one, a few at most. */
const MAX_FRAGMENTS = 64;
/** How long a farewell may stay unanswered. */
const CLOSE_TIMEOUT = 2000;
const GOING_AWAY = 1001;

/**
 * The pool's front to other people's wallets and miners: JSON-RPC over WebSocket (`/`) and HTTP (docs/PROTOCOL.md
 * §8). Faults: `server.listen`, `server.certificate`, `server.params` (an address in a list is none).
 */
export async function openPoolServer(options: PoolServerOptions): Promise<PoolServer> {
  const { clock, log } = options;
  const limits: PoolServerLimits = { ...defaultLimits, ...options.limits };
  const allowed = new AddressSet(options.allow ?? []);
  const proxies = new AddressSet(options.proxies ?? []);
  const metricsReaders = new AddressSet(options.metricsReaders ?? []);
  const connections = new Set<Connection>();

  const visitors = new Visitors({
    limits,
    isAllowed: (address) => allowed.has(address),
    groupOf: addressGroup,
    onBan: (visitor) => {
      metrics.bans.add(visitor.banReason);
      log.warn('address.banned', { address: visitor.group, reason: visitor.banReason });
      for (const connection of connections) {
        if (connection.visitor === visitor) connection.end(visitor.banReason);
      }
    },
  });
  const sessions = (): number => {
    let count = 0;
    for (const connection of connections) if (connection.hasSession) count += 1;
    return count;
  };
  const metrics: ServerMetrics = createServerMetrics({
    connections: () => gate.connections,
    sessions,
    halfOpen: () => gate.halfOpen,
    pending: () => dispatcher.pending,
    bodyBytes: () => front.bodyBytes,
    answerBytes: () => front.answerBytes,
    banned: () => visitors.banned(clock.now()).length,
    status: () => front.lastStatus,
  });
  const refusals = new Refusals({ visitors, metrics, clock });
  const gate = new Gate({ limits, visitors, refusals, proxies, metrics, clock });
  const notifications = new Notifications();
  const dispatcher = new Dispatcher({ limits, visitors, refusals, metrics, notifications, clock, log });
  const { openSession } = options;
  const host: ConnectionHost = {
    ...{ limits, refusals, metrics, dispatcher, notifications, clock, openSession },
    outbox: new Outbox(),
  };

  const http = await createHttpServer(options.tls, limits);
  const front = new HttpFront({
    ...{ limits, gate, refusals, dispatcher, metrics, clock, log, openSession },
    // Who comes through a proxy on this machine is not on this machine.
    mayReadMetrics: ({ address, isForwarded }) =>
      metricsReaders.has(address) || (!isForwarded && loopback.has(address)),
  });
  // The package's types do not know two of its options yet.
  const socketOptions: ServerOptions & { maxFragments: number; closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    maxPayload: limits.messageBytes,
    maxFragments: MAX_FRAGMENTS,
    closeTimeout: CLOSE_TIMEOUT,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  };
  const sockets = new WebSocketServer(socketOptions);
  const { acceptPeer } = options;
  const peerSockets = new WebSocketServer({
    ...socketOptions,
    maxPayload: PEER_MESSAGE_BYTES,
    handleProtocols: (offered) => (offered.has(PEER_SUBPROTOCOL) ? PEER_SUBPROTOCOL : false),
  });

  for (const each of [sockets, peerSockets]) {
    each.on('wsClientError', (_error, socket, request) => {
      refusals.add('server.malformed', gate.visitorOf(request));
      refuseUpgrade(socket, new Fault('server.malformed'));
    });
  }

  gate.watch(http);
  // What a client expects (`Expect`) beside the usual is not looked at: the request is one like any other.
  for (const event of ['request', 'checkExpectation']) {
    http.on(event, (request: IncomingMessage, response: ServerResponse) => front.handle(request, response));
  }
  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    try {
      const { visitor, address } = gate.admitUpgrade(request);
      if (acceptPeer !== undefined && request.url === PEER_PATH) {
        checkUpgrade(request, PEER_PATH, PEER_SUBPROTOCOL);
        peerSockets.handleUpgrade(request, socket, head, (webSocket) => acceptPeer(webSocket, { address }));
        return;
      }
      checkUpgrade(request);
      const net = request.socket;
      net.setNoDelay(true);
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const connection: Connection = new Connection(host, {
          ...{ socket: webSocket, net, visitor, address },
          onClosed: () => connections.delete(connection),
        });
        connections.add(connection);
      });
    } catch (error) {
      const fault = tellable(error);
      metrics.refused.add(fault.code);
      refuseUpgrade(socket, fault);
    }
  });

  await listen(http, options.host, options.port);
  const { port } = http.address() as AddressInfo;
  let isOpen = true;
  let stopSweep = (): void => {};
  const sweep = (): void => {
    const now = clock.now();
    gate.sweep(now);
    visitors.sweep(now);
    // Ten thousand at once would keep everybody waiting.
    void inTurns('later', connections, (connection) => connection.sweep(now));
    if (isOpen) stopSweep = clock.after(SWEEP_EVERY, sweep);
  };
  sweep();
  const stopRenewal = options.tls === undefined ? () => {} : renewTls(http, options.tls, clock, log);
  log.info('server.opened', { host: options.host, port, tls: options.tls !== undefined });

  return {
    urls: urlsOf(options.host, port, options.tls !== undefined),
    port,
    sessions,
    facts: () => ({
      connections: gate.connections,
      sessions: sessions(),
      halfOpen: gate.halfOpen,
      pending: dispatcher.pending,
      refused: metrics.refused.entries(),
      shares: metrics.shares.entries(),
      banned: visitors.banned(clock.now()).map(({ group, banReason, bannedUntil }) => ({
        address: group,
        reason: banReason,
        until: bannedUntil,
      })),
      ackP99: metrics.ack.quantile(0.99) ?? null,
    }),
    pardon: (address) => {
      visitors.pardon(address);
      visitors.pardon(addressGroup(address));
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      stopSweep();
      stopRenewal();
      const ended = new Promise<void>((resolve) => http.close(() => resolve()));
      for (const connection of connections) connection.end('server.closing', GOING_AWAY);
      const stop = setTimeout(() => gate.close(), CLOSE_TIMEOUT);
      http.closeIdleConnections();
      await ended;
      clearTimeout(stop);
      front.close();
      log.info('server.closed', { port });
    },
  };
}
