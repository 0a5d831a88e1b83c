import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { ManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { PoolServerLimits } from './limits.ts';
import { openPoolServer, type PoolServer, type PoolServerOptions } from './poolServer.ts';
import { SmallPool } from './smallPool.fixture.ts';

export const START = 1_800_000_000_000;

/** A server on a free port of this machine with a small pool behind it; nobody is on the allow-list. */
export async function openTestServer(
  limits: Partial<PoolServerLimits> = {},
  more: Partial<PoolServerOptions> = {},
): Promise<{ pool: SmallPool; server: PoolServer; clock: ManualClock; url: string; http: string }> {
  const clock = new ManualClock(START);
  const pool = new SmallPool(() => clock.now());
  const server = await openPoolServer({
    openSession: pool.openSession,
    host: '127.0.0.1',
    port: 0,
    limits,
    log: silentLog,
    clock,
    ...more,
  });
  return {
    pool,
    server,
    clock,
    url: `ws://127.0.0.1:${server.port}`,
    http: `http://127.0.0.1:${server.port}`,
  };
}

const closing: (() => unknown)[] = [];
/** Closes what was opened in a test, the last first; for `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}
export function closeLater(close: () => unknown): void {
  closing.push(close);
}

/** The same with clients, all of which `closeAll` closes. */
export async function openWithClients(...args: Parameters<typeof openTestServer>) {
  const test = await openTestServer(...args);
  closeLater(() => test.server.close());
  const client = async (options: object = {}, protocols: string[] = []) => {
    const opened = await TestClient.open(test.url, options, protocols);
    closeLater(() => opened.end());
    return opened;
  };
  const raw = async (localAddress?: string) => {
    const opened = await rawSocket(test.server.port, localAddress);
    closeLater(() => opened.socket.destroy());
    return opened;
  };
  return { ...test, client, raw };
}

export interface RpcAnswer {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { code: number; message: string; data: Record<string, unknown> };
}

/** A plain WebSocket that speaks whatever a test wants, and reads what comes in order. */
export class TestClient {
  readonly socket: WebSocket;
  readonly #inbox: RpcAnswer[] = [];
  #waiting: ((answer: RpcAnswer) => void)[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #id = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString()) as RpcAnswer;
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#inbox.push(answer);
      else waiting(answer);
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  static async open(url: string, options: object = {}, protocols: string[] = []): Promise<TestClient> {
    const client = new TestClient(new WebSocket(url, protocols, options));
    await once(client.socket, 'open');
    return client;
  }

  next(): Promise<RpcAnswer> {
    const first = this.#inbox.shift();
    return first !== undefined
      ? Promise.resolve(first)
      : new Promise((resolve) => this.#waiting.push(resolve));
  }

  send(message: unknown): void {
    this.socket.send(
      typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message),
    );
  }

  /** Sends one request and gives the next thing that comes. */
  ask(method: string, params: unknown = {}): Promise<RpcAnswer> {
    this.#id += 1;
    this.send({ jsonrpc: '2.0', id: this.#id, method, params });
    return this.next();
  }

  end(): void {
    this.socket.terminate();
  }
}

/** A TCP connection without any manners. */
export async function rawSocket(
  port: number,
  localAddress = '127.0.0.1',
): Promise<{ socket: Socket; text: () => string; closed: Promise<void> }> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  let text = '';
  socket.on('data', (data) => {
    text += data.toString('latin1');
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  await Promise.race([once(socket, 'connect'), closed]);
  return { socket, text: () => text, closed };
}

export const upgradeRequest = (headers = ''): string =>
  'GET / HTTP/1.1\r\nHost: pool\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${headers}\r\n`;

/** Waits until something has become true; fails by the test's own time limit. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
}
