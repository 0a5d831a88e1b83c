import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import { PEER_PATH, PEER_SUBPROTOCOL, type PeerHandlers, type PeerTip } from '#shared/api/peerApi.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { passes } from '#shared/protocol/difficulty.ts';
import { genesisHash, type Network } from '#shared/protocol/network.ts';
import { blobDigests, step3, step4, step9 } from '#shared/protocol/proofOfWork.ts';
import { type Clock, type ManualClock, systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { sharedNetwork, TestPool } from '../pool/testPool.fixture.ts';
import { openPoolServer, type PoolServer } from '../server/poolServer.ts';
import type { Search } from './joining.ts';
import { peerHandlers } from './peerDesk.ts';
import { defaultPeerLimits, PeerLink } from './peerLink.ts';
import { openPeers, type Peers } from './peers.ts';

const random = (length: number) => new Uint8Array(randomBytes(length));

/** A real pool with a real server on loopback, and peers. */
export class PeerPool {
  readonly test: TestPool;
  server: PoolServer | undefined;
  peers: Peers | undefined;
  /** Stands in its blocks; by default where its server is. */
  domain = '';

  private constructor(test: TestPool) {
    this.test = test;
  }

  static async open(
    name: string,
    clock: ManualClock,
    options: { network?: Network; domain?: string; undoDepth?: number } = {},
  ): Promise<PeerPool> {
    const test = await TestPool.open({
      clock,
      network: options.network ?? sharedNetwork,
      operator: name,
      ...(options.undoDepth === undefined ? {} : { undoDepth: options.undoDepth }),
    });
    return await PeerPool.over(test, options.domain);
  }

  /** The same over a pool that is open. */
  static async over(test: TestPool, domain?: string): Promise<PeerPool> {
    const pool = new PeerPool(test);
    pool.server = await openPoolServer({
      openSession: () => test.pool.openSession(),
      acceptPeer: (socket, info) => pool.peers?.accept(socket, info),
      host: '127.0.0.1',
      port: 0,
      log: silentLog,
      clock: systemClock,
    });
    pool.domain = domain ?? pool.url;
    test.pool.setDomain(pool.domain);
    return pool;
  }

  /** Under which its server is reached. */
  get url(): string {
    return `127.0.0.1:${this.server?.port}`;
  }

  async connect(...known: string[]): Promise<void> {
    this.peers = await openPeers({
      pool: this.test.pool,
      clock: this.test.clock,
      log: silentLog,
      random,
      domain: () => this.domain,
      known,
    });
  }

  async disconnect(): Promise<void> {
    await this.peers?.close();
    this.peers = undefined;
  }

  get tip() {
    return this.test.pool.store.ledger.tip;
  }

  get state(): string {
    return `${this.tip.id} ${toHex(this.test.pool.store.stateHash())}`;
  }

  async remove(): Promise<void> {
    await this.disconnect();
    await this.server?.close();
    await this.test.remove();
  }
}

/** Waits until something has become true while time passes, `step` ms at a time; says what did not come. */
export async function until(
  clock: ManualClock,
  what: string,
  isTrue: () => boolean,
  step = 5,
): Promise<void> {
  for (let n = 0; n < 1_000; n++) {
    if (isTrue()) return;
    clock.advance(step);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`It did not come to this: ${what}.`);
}

/** A pool that speaks the protocol and does with it what a test wants. */
export class LyingPool {
  readonly #server: WebSocketServer;
  readonly sockets: WebSocket[] = [];
  asked: string[] = [];

  private constructor(server: WebSocketServer) {
    this.#server = server;
  }

  /** `tip`: what it claims; `change`: what it does instead of what the honest pool behind it would. */
  static async open(
    behind: PeerPool,
    change: (honest: PeerHandlers, socket: WebSocket) => Partial<PeerHandlers>,
    tip: PeerTip = behind.tip,
  ): Promise<LyingPool> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: PEER_PATH });
    await once(server, 'listening');
    const pool = new LyingPool(server);
    server.on('connection', (socket) => {
      pool.sockets.push(socket);
      const hello = async () => ({
        version: 1,
        genesis: genesisHash(sharedNetwork),
        node: random(16),
        domain: 'liar.example',
        tip,
      });
      const honest = peerHandlers(behind.test.pool, behind.test.clock, {
        hello: () => {
          throw new Error('never asked');
        },
        announceBlock: () => {},
        announceTransactions: () => {},
        known: async () => {},
      });
      const handlers: PeerHandlers = { ...honest, hello, ...change(honest, socket) };
      for (const name of Object.keys(handlers) as (keyof PeerHandlers)[]) {
        const handler = handlers[name] as (params: unknown) => Promise<unknown>;
        Object.assign(handlers, {
          [name]: async (params: unknown) => {
            pool.asked.push(name);
            return handler(params);
          },
        });
      }
      new PeerLink({ socket, clock: systemClock, limits: defaultPeerLimits, handlers, onClosed: () => {} });
    });
    return pool;
  }

  get url(): string {
    return `127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  close(): void {
    for (const socket of this.sockets) socket.terminate();
    this.#server.close();
  }
}

/** A connection to a pool's `/peer` that says what a test wants. */
export async function rawPeer(pool: PeerPool): Promise<{ socket: WebSocket; closed: Promise<string> }> {
  const socket = new WebSocket(`ws://${pool.url}${PEER_PATH}`, [PEER_SUBPROTOCOL]);
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) =>
    socket.on('close', (_code, why) => resolve(why.toString())),
  );
  await once(socket, 'open');
  return { socket, closed };
}

/** Tries between two looks at the clock, and until new work is asked for. */
const BATCH = 200;
const BATCHES = 500;

/** Looks for a solution with the paper's nine steps, letting others work in between: for easy targets. */
export function referenceSearch(clock: Clock): Search {
  return async ({ footerHash, jobId, target, earliest }) => {
    const s3 = step3(footerHash, jobId);
    for (let batch = 0; batch < BATCHES; batch++) {
      const minedDate = Math.max(clock.now(), earliest);
      const s4 = step4(minedDate, s3);
      for (let n = 0; n < BATCH; n++) {
        const blob = new Uint8Array(randomBytes(8));
        if (passes(step9(s4, blobDigests(blob)), target)) return { minedDate, blob };
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    return undefined;
  };
}
