import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fastifyHelmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import fastify, { type FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { BridgeEvent, BridgeMessage } from '#shared/api/bridge.ts';
import { encodeBridgeEvent } from '../app/bridgeServer.ts';
import { contentSecurityPolicy } from './contentSecurityPolicy.ts';
import type { PasswordGate } from './passwordGate.ts';

/**
 * The app's window served to a browser on the same machine (docs/SECURITY.md, "The web shell"). Other programs
 * and other web pages can reach a loopback port too, so: a link with a one-time token is exchanged for a
 * cookie that scripts cannot read and other sites cannot send, and every request must name exactly our host,
 * every WebSocket exactly our origin. Browsers send cookies to every port of a host, so a cookie alone opens nothing: with
 * it goes a key that the page keeps where only pages of this very port can read it.
 */
export interface WebShell {
  readonly port: number;
  /** A new link that lets one browser in, once. */
  newLink(): string;
  close(): Promise<void>;
}

export interface WebShellOptions {
  /** The app's end of the bridge. The window loads while the app still opens, so the first answer may take a while. */
  readonly answer: (request: unknown) => Promise<BridgeMessage | undefined>;
  readonly onEvent: (listener: (event: BridgeEvent) => void) => () => void;
  /** The built window: index.html and its files. */
  readonly rendererFolder: string;
  /** 0: any free port. */
  readonly port: number;
  readonly now: () => number;
  /** A second way in, for the operator of a pool without a window: a password instead of a link. */
  readonly password?: PasswordGate;
  /** Of a reverse proxy on this machine that ends TLS, such as `https://operator.example`. */
  readonly origin?: string;
  /** Ms of a session that a password opened; twelve hours if it is not said. */
  readonly sessionLifetime?: number;
}

const HOST = '127.0.0.1';
const LINK_LIFETIME = 10 * 60_000;
/** The page's key is told as a subprotocol, since a page can give a WebSocket no headers, and to HTTP by this one. */
const KEY_PROTOCOL = 'coco-key.';
const KEY_HEADER = 'x-coco-key';
/** Of a session that a password opened: an operator's browser may stand anywhere. */
const SESSION_LIFETIME = 12 * 3_600_000;
const MAX_LINKS = 16;
const MAX_SESSIONS = 64;
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** A browser that reads slower than this falls behind is let go; it reconnects and reads the whole state. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;

const newSecret = (): string => randomBytes(32).toString('base64url');
const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Secrets kept as digests and compared in constant time. */
class SecretSet {
  readonly #entries: { digest: Buffer; expires: number }[] = [];
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  add(secret: string, expires: number): void {
    this.#entries.push({ digest: digest(secret), expires });
    if (this.#entries.length > this.#max) this.#entries.shift();
  }

  /** Until when it holds; undefined when it does not. */
  until(secret: string, now: number): number | undefined {
    return this.#entries[this.#indexOf(secret, now)]?.expires;
  }

  take(secret: string, now: number): boolean {
    const index = this.#indexOf(secret, now);
    if (index >= 0) this.#entries.splice(index, 1);
    return index >= 0;
  }

  #indexOf(secret: string, now: number): number {
    const wanted = digest(secret);
    return this.#entries.findIndex((entry) => entry.expires > now && timingSafeEqual(entry.digest, wanted));
  }
}

/** A browser keeps one cookie for all ports of a host: shells on other ports have others. */
const cookieName = (port: number): string => `coco_session_${port}`;

function cookieOf(request: FastifyRequest, port: number): string {
  for (const part of request.headers.cookie?.split(';') ?? []) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookieName(port)) return value ?? '';
  }
  return '';
}

function keyOf({ headers }: FastifyRequest): string {
  const protocols = headers['sec-websocket-protocol']?.split(',').map((one) => one.trim()) ?? [];
  const key = headers[KEY_HEADER];
  return (
    protocols.find((one) => one.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length) ?? String(key ?? '')
  );
}

/** What a session is known by: both halves, and the host that they were given for. */
const pairOf = (cookie: string, key: string, host: string | undefined): string => `${cookie} ${key} ${host}`;

export async function openWebShell(options: WebShellOptions): Promise<WebShell> {
  const { answer: answerRequest, now } = options;
  const links = new SecretSet(MAX_LINKS);
  const sessions = new SecretSet(MAX_SESSIONS);
  const sockets = new Set<WebSocket>();
  const server = fastify({ logger: false, bodyLimit: 1024, forceCloseConnections: true });
  let authority = '';
  let port = 0;
  const outside = options.origin === undefined ? undefined : new URL(options.origin);
  const lifetime = options.sessionLifetime ?? SESSION_LIFETIME;
  const newSession = (host: string | undefined): { cookie: string; key: string } => {
    const session = newSecret();
    const key = newSecret();
    const ends = options.password === undefined ? Number.POSITIVE_INFINITY : now() + lifetime;
    sessions.add(pairOf(session, key, host), ends);
    const secure = host !== authority && outside?.protocol === 'https:' ? '; Secure' : '';
    return { cookie: `${cookieName(port)}=${session}; HttpOnly; SameSite=Strict; Path=/${secure}`, key };
  };
  const sessionEnd = (request: FastifyRequest): number | undefined =>
    sessions.until(pairOf(cookieOf(request, port), keyOf(request), request.headers.host), now());

  await server.register(fastifyHelmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy },
    crossOriginEmbedderPolicy: true,
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  await server.register(fastifyWebsocket, { options: { maxPayload: MAX_MESSAGE_BYTES } });

  server.addHook('onRequest', async (request, reply) => {
    const isSocket = request.headers.upgrade !== undefined;
    // The connection of a refused upgrade carries nothing more: who asks must not count on it for the next request.
    if (isSocket) reply.header('connection', 'close');
    // A foreign name that was made to resolve to this machine (DNS rebinding) does not name our host.
    const { host } = request.headers;
    const isProxied = outside !== undefined && host === outside.host;
    if (host !== authority && !isProxied) return reply.code(421).send();
    const origin = request.headers.origin;
    const ours = isProxied ? outside.origin : `http://${authority}`;
    const originIsOurs = origin === ours || (origin === undefined && !isSocket);
    if (!originIsOurs) return reply.code(403).send();
    return undefined;
  });

  server.get<{ Querystring: { token?: string } }>('/open', async (request, reply) => {
    const token = request.query.token;
    reply.header('cache-control', 'no-store');
    if (typeof token !== 'string' || !links.take(token, now())) return reply.redirect('/', 303);
    const { cookie, key } = newSession(request.headers.host);
    // What stands behind the hash is not sent to any server.
    return reply.header('set-cookie', cookie).redirect(`/#key=${key}`, 303);
  });

  const { password } = options;
  if (password !== undefined) {
    server.post('/login', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      // Another page can't send JSON here without asking, and has no way to ask.
      const body = request.body as { password?: unknown } | null;
      if (request.headers.origin === undefined || typeof body?.password !== 'string') {
        return reply.code(400).send();
      }
      const by = request.headers.host === authority ? 'machine' : 'origin';
      const verdict = await password.check(body.password, by);
      if (verdict.ok) {
        const { cookie, key } = newSession(request.headers.host);
        return reply.header('set-cookie', cookie).send({ key });
      }
      return reply
        .header('retry-after', Math.ceil(verdict.wait / 1000))
        .code(403)
        .send();
    });
  }

  server.get(
    '/bridge',
    {
      websocket: true,
      preValidation: async (request, reply) => {
        if (sessionEnd(request) === undefined) return reply.code(401).send();
        return undefined;
      },
    },
    (socket: WebSocket, request: FastifyRequest) => {
      sockets.add(socket);
      const end = sessionEnd(request) ?? 0;
      const isOver = () => now() >= end;
      // A longer time than a timer can hold is that of a session without an end.
      const left = end - now();
      const stop = left < 2 ** 31 ? setTimeout(() => socket.close(1008), left) : undefined;
      stop?.unref();
      socket.on('close', () => {
        clearTimeout(stop);
        sockets.delete(socket);
      });
      socket.on('error', () => socket.terminate());
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        void (async () => {
          const answer = isBinary || isOver() ? undefined : await answerRequest(parseJson(data));
          if (answer === undefined) socket.close(1008);
          else socket.send(JSON.stringify(answer));
          // What no one foresaw ends this connection; unhandled it would end the program, and with it pool and miner.
        })().catch(() => socket.terminate());
      });
    },
  );

  /** The window asks whether it is let in, since a refused WebSocket tells a page nothing. */
  server.get('/session', async (request, reply) => {
    const known = sessionEnd(request) !== undefined;
    if (password !== undefined) reply.header('x-coco-entry', 'password');
    return reply
      .header('cache-control', 'no-store')
      .code(known ? 204 : 401)
      .send();
  });

  await server.register(fastifyStatic, {
    root: options.rendererFolder,
    index: false,
    dotfiles: 'ignore',
    setHeaders: (response, path) => {
      const isHashed = /[\\/]assets[\\/]/.test(path);
      response.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const page = await readFile(join(options.rendererFolder, 'index.html'), 'utf8');
  server.get('/', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page));
  server.setNotFoundHandler(async (_request, reply) => reply.code(404).send());
  server.setErrorHandler(async (_error, _request, reply) => reply.code(400).send());

  const stopEvents = options.onEvent((event) => {
    if (sockets.size === 0) return;
    const text = JSON.stringify(encodeBridgeEvent(event));
    for (const socket of sockets) {
      if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
      else socket.send(text);
    }
  });

  await server.listen({ host: HOST, port: options.port });
  port = (server.server.address() as AddressInfo).port;
  authority = `${HOST}:${port}`;

  return {
    port,
    newLink() {
      const token = newSecret();
      links.add(token, now() + LINK_LIFETIME);
      return `http://${authority}/open?token=${token}`;
    },
    async close() {
      stopEvents();
      for (const socket of sockets) socket.terminate();
      await server.close();
    },
  };
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}
