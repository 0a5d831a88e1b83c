import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { PoolState } from '#shared/api/bridgeStates.ts';
import type { PeerPreview, PoolPeer } from '#shared/api/peersBridge.ts';
import { equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { genesisHash, type Network } from '#shared/protocol/network.ts';
import { writeFileAtomically } from '../base/atomicFile.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { openPeers, type Peers } from '../peers/peers.ts';
import type { PeerView } from '../peers/peerView.ts';
import type { Pool } from '../pool/pool.ts';
import { parsePoolUrl } from '../remote/poolUrl.ts';
import { inspectPool, type LookMeans, linkOf, openOnce, shownName } from './poolLook.ts';
import type { Helper } from './reach.ts';
import { noteOf } from './remoteUse.ts';

const MAX_PEERS = 64;
const SHOWN = 200;

const stored = z.object({ urls: z.array(z.string().max(512)).max(MAX_PEERS) });

/** How the pool comes onto another network; null: back onto the one that was founded here. */
export interface NetworkMove {
  readonly joined: boolean;
  to(network: Network | null): Promise<void>;
}

export interface PeerBookOptions {
  /** The list lies here, one for each network. */
  readonly folder: string;
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: (length: number) => Uint8Array;
  /** Pools of the configuration file: always there. */
  readonly fixed: readonly string[];
  /** Without it the network is not for this screen to change. */
  readonly move?: NetworkMove;
  readonly changed: () => void;
}

/** The pools that this one is connected with, as its operator decides and sees it; kept over restarts. */
export class PeerBook {
  readonly peers: Peers;
  readonly #options: PeerBookOptions;
  readonly #path: string;
  #urls: readonly string[];

  private constructor(options: PeerBookOptions, path: string, urls: readonly string[], peers: Peers) {
    this.#options = options;
    this.#path = path;
    this.#urls = urls;
    this.peers = peers;
  }

  /** Fault: `remote.url` for an address of the configuration that is none. */
  static async open(options: PeerBookOptions): Promise<PeerBook> {
    const { folder, pool, clock, log, random, fixed, changed } = options;
    const path = join(folder, `peers-${toHex(genesisHash(pool.network)).slice(0, 16)}.json`);
    const urls = await read(path, log);
    const peers = await openPeers({
      ...{ pool, clock, random, changed },
      log: log.child('peers'),
      domain: () => pool.domain,
      known: [...new Set([...fixed.map(same), ...urls])],
    });
    return new PeerBook(options, path, urls, peers);
  }

  get state(): PoolState['peers'] {
    const { pool, move, clock } = this.#options;
    return {
      list: this.peers
        .view()
        .slice(0, SHOWN)
        .map((view) => this.#rowOf(view)),
      bans: this.peers
        .banned()
        .slice(-SHOWN)
        .map(({ name, fault, until }) => ({
          name,
          reason: noteOf(fault),
          until: Math.max(until, clock.now()),
        })),
      genesis: genesisHash(pool.network),
      movable: move !== undefined,
      joined: move?.joined ?? false,
    };
  }

  /** A session with a pool that can be asked something: one that is connected, else the first; whoever asks closes it. */
  openHelper(): Helper | undefined {
    const views = this.peers.view().flatMap(({ url, state }) => (url === undefined ? [] : [{ url, state }]));
    const helper = views.find(({ state }) => state === 'connected') ?? views[0];
    if (helper === undefined) return undefined;
    const { socket } = parsePoolUrl(helper.url);
    return { session: openOnce(socket, this.#lookMeans()), name: new URL(socket).host };
  }

  /** Faults: `remote.*`, `network.file`. */
  async inspect(typed: string): Promise<PeerPreview> {
    const { network, status, url } = await inspectPool(typed, this.#lookMeans());
    const genesis = genesisHash(network);
    return {
      ...{ url, link: linkOf(url), network: { name: shownName(network.name), genesis } },
      sameNetwork: equalBytes(genesis, genesisHash(this.#options.pool.network)),
      tip: status.tip.id,
    };
  }

  /** Faults: `remote.url`, `connection.known`, `connection.full`. */
  async add(typed: string): Promise<void> {
    const url = same(typed);
    const { fixed } = this.#options;
    if ([...this.#urls, ...fixed.map(same)].includes(url)) throw new Fault('connection.known');
    if (this.#urls.length >= MAX_PEERS) throw new Fault('connection.full', { limit: MAX_PEERS });
    await this.#keep([...this.#urls, url]);
    this.peers.add(url);
  }

  /** Fault: `connection.unknown`, also for one of the configuration file. */
  async remove(url: string): Promise<void> {
    if (!this.#urls.includes(url)) throw new Fault('connection.unknown');
    await this.#keep(this.#urls.filter((other) => other !== url));
    this.peers.remove(url);
  }

  /** It becomes a peer on the network that it is on. Faults: those of `inspect`, `connection.changed`, `bridge.method`. */
  async joinNetwork(typed: string, genesis: Uint8Array): Promise<void> {
    const { move, folder } = this.#options;
    if (move === undefined) throw new Fault('bridge.method');
    const { network, url } = await inspectPool(typed, this.#lookMeans());
    if (!equalBytes(genesisHash(network), genesis)) throw new Fault('connection.changed');
    const path = join(folder, `peers-${toHex(genesis).slice(0, 16)}.json`);
    const urls = await read(path, this.#options.log);
    if (!urls.includes(url)) await write(path, [url, ...urls].slice(0, MAX_PEERS));
    await move.to(network);
  }

  /** Fault: `bridge.method`. */
  async leaveNetwork(): Promise<void> {
    const { move } = this.#options;
    if (move === undefined) throw new Fault('bridge.method');
    if (move.joined) await move.to(null);
  }

  async close(): Promise<void> {
    await this.peers.close();
  }

  #rowOf({ source, domain = '', fault, ...view }: PeerView): PoolPeer {
    const isHere = view.url !== undefined && this.#urls.includes(view.url);
    return {
      url: view.url ?? null,
      source: source === 'kept' ? (isHere ? 'here' : 'file') : source === 'learned' ? 'blocks' : 'came',
      state: view.state,
      domain,
      tip: view.tip ?? null,
      latency: view.latency === undefined ? null : Math.max(0, Math.round(view.latency)),
      reason: fault === undefined ? null : noteOf(fault),
      until: view.until ?? null,
    };
  }

  async #keep(urls: readonly string[]): Promise<void> {
    await write(this.#path, urls);
    this.#urls = urls;
  }

  #lookMeans(): LookMeans {
    const { clock, log } = this.#options;
    return { clock, log, random: Math.random, ca: undefined, signal: undefined };
  }
}

/** One form for each place, however it was typed. Fault: `remote.url`. */
const same = (typed: string): string => parsePoolUrl(typed).socket;

async function write(path: string, urls: readonly string[]): Promise<void> {
  await writeFileAtomically(path, JSON.stringify({ urls }, null, 2));
}

/** A file that can't be read counts as none: peers are never worth refusing to start. */
async function read(path: string, log: Log): Promise<readonly string[]> {
  try {
    const { urls } = stored.parse(JSON.parse(await readFile(path, 'utf8')));
    return urls.map(same);
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isAbsent) log.warn('peers.unreadable', { error });
    return [];
  }
}
