import { join } from 'node:path';
import type { ChainState } from '#shared/api/bridgeStates.ts';
import type { ConnectionState, PoolPreview } from '#shared/api/connectionBridge.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import type { PoolStatus } from '#shared/api/poolValues.ts';
import type { FaultNote } from '#shared/api/values.ts';
import { equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { genesisHash, type Network } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import { Events } from '../base/events.ts';
import type { Log } from '../base/log.ts';
import { ProofBook } from '../remote/proofBook.ts';
import { SwitchableSession } from '../remote/switchableSession.ts';
import { type ListedPool, PoolList } from './poolList.ts';
import { inspectPool, type Look, linkOf, lookAt, openOnce, shownName } from './poolLook.ts';
import { knownPool, payoutAddressOf, type Standing, troubleOf } from './poolStanding.ts';
import { noteOf, RemoteUse } from './remoteUse.ts';

/** Pools that are not in use are looked at so often, ms. */
const LOOK_EVERY = 60_000;

interface ConnectionFacts {
  /** What the window shows of it has changed. */
  changed: undefined;
  /** The chain in use has a new end, or its connection has changed. */
  chain: ChainState;
  /** The pool is there (again), or it is another one. */
  connected: undefined;
  /** From now on on another network: addresses, drafts and balances of the old one mean nothing. */
  network: Network;
}

export interface ConnectionMeans {
  readonly folder: string;
  /** This app's own pool. */
  readonly own: { readonly network: Network; openSession(): PoolSession };
  readonly clock: Clock;
  readonly log: Log;
  /** 0 ≤ x < 1, for the delays between attempts. */
  readonly random: () => number;
  /** PEM of a certificate authority to believe instead of the system's. */
  readonly ca?: string;
}

/** Which pool the wallet and the miner speak with: this app's own one, or remote ones with failover and return. */
export class Connection {
  readonly events: Events<ConnectionFacts>;
  readonly #means: ConnectionMeans;
  readonly #log: Log;
  readonly #list: PoolList;
  readonly #switch: SwitchableSession;
  readonly #looks = new Map<string, Look>();
  readonly #books = new Map<string, ProofBook>();
  #network: Network;
  #remote: RemoteUse | undefined;
  /** Pools that showed a chain that is none; until the person chooses them again. */
  readonly #liars = new Map<string, FaultNote>();
  #ownTip: ChainState['tip'];
  #domain: string;
  readonly #ownPayouts: string;
  #looking: Promise<void> | undefined;
  #stopLooking: () => void = () => {};
  /** Ends when this closes. */
  readonly #life = new AbortController();

  private constructor(means: ConnectionMeans, list: PoolList, first: PoolSession, status: PoolStatus) {
    this.#means = means;
    this.#log = means.log.child('connection');
    this.events = new Events((error, type) => this.#log.error('listener.failed', { error, type }));
    this.#list = list;
    this.#network = means.own.network;
    this.#ownTip = status.tip;
    this.#domain = status.domain;
    this.#ownPayouts = status.payoutAddress;
    this.#switch = new SwitchableSession(first, this.#log);
    this.session.subscribe((event) => {
      if (event.type !== 'block' || this.#remote !== undefined) return;
      const { id, hash, minedDate } = event.value;
      this.#ownTip = { id, hash, minedDate };
      this.#tellChain();
    });
  }

  /** Goes on where the person left it; a pool that is not there does not keep the app from opening. */
  static async open(means: ConnectionMeans): Promise<Connection> {
    const list = await PoolList.open(means.folder, means.log);
    const first = means.own.openSession();
    const connection = new Connection(means, list, first, await first.getStatus({}));
    if (list.use === 'remote') await connection.#apply();
    connection.#lookLater();
    return connection;
  }

  /** One session for all, whatever pool is behind it. */
  get session(): PoolSession {
    return this.#switch.session;
  }

  get network(): Network {
    return this.#network;
  }

  get chain(): ChainState {
    const network = this.#network;
    const remote = this.#remote;
    const tip = remote?.tip ?? this.#ownTip;
    return {
      network: shownName(network.name),
      addressPrefix: network.addressPrefix,
      blockInterval: network.blockInterval,
      defaultFee: network.defaultFee,
      lostCoins: { ...network.lostCoins, first: network.genesisTime + network.lostCoins.first },
      tip: { id: tip.id, hash: tip.hash, minedDate: tip.minedDate },
      connection:
        remote === undefined
          ? {
              ...{ kind: 'embedded', domain: this.#domain, status: 'connected', latency: null },
              payoutAddress: this.#ownPayouts,
            }
          : {
              kind: 'remote',
              domain: new URL(remote.status.url).host,
              status: remote.status.state === 'closed' ? 'lost' : remote.status.state,
              latency: remote.status.latency,
              payoutAddress: payoutAddressOf(this.#standing(), remote.status.url),
            },
    };
  }

  get state(): ConnectionState {
    const brief = (network: Network) => ({ name: shownName(network.name), genesis: genesisHash(network) });
    const standing = this.#standing();
    return {
      use: this.#remote === undefined ? 'embedded' : 'remote',
      network: brief(this.#network),
      own: brief(this.#means.own.network),
      pools: this.#list.pools.map((pool) => knownPool(standing, pool)),
      provenTo: this.#remote?.tip.id ?? null,
      trouble: troubleOf(standing),
    };
  }

  /** Asks a pool what it is. Faults: `remote.*`, `network.file`. */
  async inspect(typed: string): Promise<PoolPreview> {
    const { network, status, latency, url } = await inspectPool(typed, this.#lookMeans());
    const genesis = genesisHash(network);
    const { name, addressPrefix, blockInterval, genesisTime } = network;
    return {
      url,
      link: linkOf(url),
      network: { name: shownName(name), genesis, addressPrefix, blockInterval, genesisTime },
      sameNetwork: equalBytes(genesis, genesisHash(this.#network)),
      known: this.#list.find(url) !== undefined,
      tip: { id: status.tip.id, minedDate: status.tip.minedDate },
      ...{ miners: status.miners, hashRate: status.hashRate, feePercent: status.feePercent },
      ...{ payoutThreshold: status.payoutThreshold, scheme: status.scheme, latency },
    };
  }

  /**
   * Faults: as `inspect`, `connection.known`, `connection.full`, `connection.changed` (not the network that the
   * person was shown).
   */
  async add({ url: typed, genesis, use }: { url: string; genesis: Uint8Array; use: boolean }): Promise<void> {
    const { network, url } = await inspectPool(typed, this.#lookMeans());
    if (!equalBytes(genesisHash(network), genesis)) throw new Fault('connection.changed');
    await this.#list.add({ url, network }, use);
    await this.#changed();
  }

  /** Fault: `connection.unknown`. */
  async remove(url: string): Promise<void> {
    await this.#list.remove(url);
    this.#looks.delete(url);
    this.#liars.delete(url);
    await this.#changed();
  }

  /** null: this app's own pool. Fault: `connection.unknown`. */
  async choose(url: string | null): Promise<void> {
    if (url !== null) this.#liars.delete(url);
    await this.#list.choose(url);
    await this.#changed();
  }

  async order(urls: readonly string[]): Promise<void> {
    await this.#list.order(urls);
    await this.#changed();
  }

  /** A session of its own with the first pool of the list, whichever network it is of; whoever asks closes it. */
  openOther(): { session: PoolSession; name: string } | undefined {
    const [first] = this.#list.pools;
    if (first === undefined) return undefined;
    return { session: openOnce(first.url, this.#lookMeans()), name: new URL(first.url).host };
  }

  /** Resolves when every pool that is not in use was looked at. */
  async look(): Promise<void> {
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  /** Resolves when nothing of it is under way any more, and what it has checked is on disk. */
  async close(): Promise<void> {
    this.#life.abort();
    this.#stopLooking();
    this.session.close();
    await this.#looking;
    for (const book of this.#books.values()) await book.save(true);
  }

  // ---- Inside

  get #closed(): boolean {
    return this.#life.signal.aborted;
  }

  async #changed(): Promise<void> {
    await this.#apply();
    this.events.emit('changed', undefined);
    this.#tellChain();
    void this.look();
  }

  /** Uses what the list says. */
  async #apply(): Promise<void> {
    const [first] = this.#list.pools;
    const before = this.#network;
    if (this.#list.use === 'embedded' || first === undefined) {
      if (this.#remote === undefined) return;
      const session = this.#means.own.openSession();
      const { tip } = await session.getStatus({});
      this.#remote = undefined;
      this.#network = this.#means.own.network;
      this.#ownTip = { id: tip.id, hash: tip.hash, minedDate: tip.minedDate };
      this.#use(session, before);
      return;
    }
    const book = await this.#book(first.network);
    if (this.#closed) return;
    const remote = this.#openRemote(first, book);
    this.#remote = remote;
    this.#network = first.network;
    this.#use(remote.session, before);
  }

  #use(session: PoolSession, before: Network): void {
    const isAnother = !equalBytes(genesisHash(before), genesisHash(this.#network));
    this.#switch.switchTo(session, isAnother);
    if (isAnother) this.events.emit('network', this.#network);
    void this.#resume();
  }

  async #resume(): Promise<void> {
    await this.#switch.resume();
    if (!this.#closed) this.events.emit('connected', undefined);
  }

  #openRemote(first: ListedPool, book: ProofBook): RemoteUse {
    const same = this.#list.pools.filter(
      (pool) =>
        equalBytes(genesisHash(pool.network), genesisHash(first.network)) && !this.#liars.has(pool.url),
    );
    const urls = same.length === 0 ? [first.url] : same.map(({ url }) => url);
    const { clock, random, ca } = this.#means;
    const isCurrent = () => this.#remote === remote && !this.#closed;
    const remote: RemoteUse = new RemoteUse({
      ...{ urls, book, clock, random, ca, log: this.#log },
      changed: () => {
        if (!isCurrent()) return;
        this.#tellChain();
        this.events.emit('changed', undefined);
      },
      connected: () => {
        if (isCurrent()) void this.#resume();
      },
      lied: (url, fault) => {
        if (!isCurrent()) return;
        this.#liars.set(url, noteOf(fault));
        this.#log.warn('pool.lied', { url, error: fault });
        this.events.emit('changed', undefined);
        // Where there is another one, it takes over.
        if (urls.some((other) => !this.#liars.has(other))) void this.#changed();
      },
    });
    return remote;
  }

  async #book(network: Network): Promise<ProofBook> {
    const genesis = toHex(genesisHash(network));
    const known = this.#books.get(genesis);
    if (known !== undefined) return known;
    const path = join(this.#means.folder, `proofs-${genesis.slice(0, 16)}.json`);
    const book = await ProofBook.open(path, network, this.#log);
    this.#books.set(genesis, book);
    return book;
  }

  #standing(): Standing {
    return {
      pools: this.#list.pools,
      looks: this.#looks,
      liars: this.#liars,
      remote: this.#remote,
      network: this.#network,
      book: this.#books.get(toHex(genesisHash(this.#network))),
    };
  }

  async #lookAtAll(): Promise<void> {
    const used = this.#remote?.status;
    const genesisInUse = toHex(genesisHash(this.#network));
    await Promise.all(
      this.#list.pools.map(async ({ url, network }) => {
        const genesis = toHex(genesisHash(network));
        const isLooked = this.#remote !== undefined && genesis === genesisInUse && url !== used?.url;
        const book = isLooked ? await this.#book(network) : undefined;
        const look = await lookAt(url, { genesis, book }, this.#lookMeans());
        if (this.#closed || this.#list.find(url) === undefined) return;
        this.#looks.set(url, look);
        if (url === this.#remote?.status.url) this.#tellChain();
        this.events.emit('changed', undefined);
      }),
    );
  }

  #lookLater(): void {
    if (this.#closed) return;
    const again = () => {
      void this.look().finally(() => {
        if (!this.#closed) this.#stopLooking = this.#means.clock.after(LOOK_EVERY, again);
      });
    };
    again();
  }

  #lookMeans() {
    const { clock, random, ca } = this.#means;
    return { clock, log: this.#log, random, ca, signal: this.#life.signal };
  }

  #tellChain(): void {
    if (!this.#closed) this.events.emit('chain', this.chain);
  }
}
