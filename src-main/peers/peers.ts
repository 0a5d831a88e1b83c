import type { WebSocket } from 'ws';
import { PEER_API_VERSION, type PeerHello, PIECE_BYTES } from '#shared/api/peerApi.ts';
import { type Bytes, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { genesisHash } from '#shared/protocol/network.ts';
import { addressGroup } from '../base/addressGroup.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Pool } from '../pool/pool.ts';
import { type Ban, BanList } from './banList.ts';
import { BlockEars } from './blockEars.ts';
import { ChainSync } from './chainSync.ts';
import { type Dialed, Dialer } from './dialer.ts';
import { DomainProbe } from './domainProbe.ts';
import { joinRoyalNetwork, type Search } from './joining.ts';
import type { Peer } from './peer.ts';
import { peerHandlers } from './peerDesk.ts';
import { defaultPeerLimits, type PeerLimits, PeerLink } from './peerLink.ts';
import { type PeerView, viewPeers } from './peerView.ts';
import { isPublicAddress } from './publicAddress.ts';
import { RoyalDomains } from './royalDomains.ts';
import { TransactionRelay } from './transactionRelay.ts';

/** A pool that has met nobody for so long after its start counts as alone, ms. */
const ALONE_AFTER = 10 * 60_000;

export interface PeersOptions {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: (length: number) => Bytes;
  /** Under which others reach this pool; as in its blocks. */
  readonly domain: () => string;
  /** Pools to be connected with always, as people write their addresses. */
  readonly known?: readonly string[];
  /** Whether pools on private and loopback addresses are asked and dialed; by default on the network `local`. */
  readonly allowPrivate?: boolean;
  readonly limits?: Partial<PeerLimits>;
  /** What `view` and `banned` show is different now. */
  readonly changed?: () => void;
}

/** A connection as the operator sees it. */
export interface PeerState {
  readonly domain: string;
  /** undefined: it came by itself. */
  readonly url: string | undefined;
  readonly tip: number;
}

/**
 * Opens the connections with other pools (docs/PROTOCOL.md §7, §8): those that are configured, those whose domain
 * stands in the last blocks, and those that come by themselves. Fault: `remote.url` for a known address that is none.
 */
export async function openPeers(options: PeersOptions): Promise<Peers> {
  const peers = new Peers(options);
  await peers.start(options.known ?? []);
  return peers;
}

export class Peers {
  readonly #options: PeersOptions;
  readonly #limits: PeerLimits;
  readonly #node: Bytes;
  readonly #genesis: Bytes;
  readonly #peers = new Set<Peer>();
  readonly #links = new Set<PeerLink>();
  readonly #punished = new WeakSet<PeerLink>();
  readonly #bans = new BanList();
  readonly #sync: ChainSync;
  readonly #ears: BlockEars;
  readonly #relay: TransactionRelay;
  readonly #royal: RoyalDomains;
  readonly #dialer: Dialer;
  readonly #stops: (() => void)[] = [];
  readonly #openedAt: number;
  #wasLevel = false;
  #inbound = 0;
  #closed = false;

  constructor(options: PeersOptions) {
    const { pool, clock, log, random } = options;
    this.#options = options;
    this.#limits = { ...defaultPeerLimits, ...options.limits };
    this.#node = random(16);
    this.#openedAt = clock.now();
    this.#genesis = genesisHash(pool.network);
    const allowPrivate = options.allowPrivate ?? pool.network.name === 'local';
    const failed = (peer: Peer, fault: Fault) => this.#shutOut(peer.link, peer.names, fault);
    this.#sync = new ChainSync({ pool, clock, log, failed });
    const probe = new DomainProbe({ network: pool.network, clock, log, random, allowPrivate });
    this.#ears = new BlockEars({ pool, clock, log, probe, sync: this.#sync, domain: options.domain, failed });
    this.#relay = new TransactionRelay({ pool, clock, log, peers: () => this.#peers, failed });
    this.#royal = new RoyalDomains(pool.store);
    this.#dialer = new Dialer({
      clock,
      log,
      limits: this.#limits,
      allowPrivate,
      isBanned: (names) => this.#bans.until(names, clock.now()) > 0,
      changed: () => this.#changed(),
      opened: (socket, url, names) => this.#open(socket, url, names),
    });
  }

  async start(known: readonly string[]): Promise<void> {
    const { pool } = this.#options;
    const { events } = pool;
    pool.setBehind(() => this.isBehind());
    for (const url of known) this.#dialer.keep(url);
    this.#stops.push(
      events.on('block.accepted', ({ block, bytes }) => this.#newTip(block.footer.hash, bytes)),
      events.on('transaction.accepted', ({ identity }) => this.#relay.accepted(identity)),
    );
    await this.#learn();
  }

  /**
   * Whether another pool knows more of the chain than this one, or those that could know have not been met yet. After a while
   * without anybody this pool counts as the one that knows.
   */
  isBehind(): boolean {
    const { pool, clock } = this.#options;
    const { totalWork } = pool.store.ledger.tip;
    if ([...this.#peers].some(({ tip }) => tip.totalWork > totalWork)) return true;
    this.#wasLevel ||= this.#peers.size > 0 || clock.now() > this.#openedAt + ALONE_AFTER;
    // Of the pools of the last blocks many may be gone; those that the operator named are to be waited for.
    const mayCome = ({ kept, reason }: Dialed) =>
      kept ? reason?.code !== 'peer.itself' : reason === undefined;
    return !this.#wasLevel && this.#dialer.targets().some(mayCome);
  }

  list(): PeerState[] {
    return [...this.#peers].map(({ hello, url, tip }) => ({ domain: hello.domain, url, tip: tip.id }));
  }

  /** Every pool that is connected or is to be, those that the operator named first. */
  view(): PeerView[] {
    return viewPeers(this.#dialer.targets(), this.#peers, this.banned());
  }

  banned(): Ban[] {
    return this.#bans.all(this.#options.clock.now());
  }

  /** Lets somebody in again. */
  pardon(name: string): void {
    this.#bans.pardon(name);
    this.#dialer.hurry(name.replace(/^url /, ''));
    this.#changed();
  }

  /** Keeps a connection with this pool from now on. Fault: `remote.url`. */
  add(url: string): void {
    this.#dialer.keep(url);
    this.#changed();
  }

  /** Ends the connection with it; it may come back as one of the pools of the last blocks, or by itself. */
  remove(url: string): void {
    this.#dialer.drop(url);
    for (const peer of [...this.#peers]) if (peer.url === url) peer.link.close(new Fault('peer.lost'));
    this.#changed();
  }

  /** A connection that came to the server's `/peer`. */
  accept(socket: WebSocket, { address }: { address: string }): void {
    const group = addressGroup(address);
    const names = [isPublicAddress(address.replace(/^::ffff:/i, '')) ? group : `near ${group}`];
    if (this.#closed || this.#inbound >= this.#limits.inbound) {
      socket.close(1013, 'peer.full');
    } else if (this.#bans.until(names, this.#options.clock.now()) > 0) {
      socket.close(1008, 'peer.banned');
    } else {
      this.#inbound += 1;
      socket.once('close', () => {
        this.#inbound -= 1;
      });
      void this.#open(socket, undefined, names);
    }
  }

  /**
   * Joins the royal network with the help of the pool at `url`, which has to be connected: mines one block under this
   * pool's domain, for the other's reward. Faults: `peer.lost`, those of the other pool.
   */
  async join(url: string, search: Search): Promise<{ id: number; hash: Bytes }> {
    const peer = this.#at(url);
    if (peer === undefined) throw new Fault('peer.lost');
    return await joinRoyalNetwork(peer.link, this.#options.domain(), this.#options.random, search);
  }

  /** Whether this pool's domain stands in one of the last 1,000 blocks. */
  async isRoyal(): Promise<boolean> {
    await this.#royal.read();
    return this.#royal.all().includes(this.#options.domain());
  }

  /** Whether the pool at `url` is connected and has no more work than this one. */
  isLevelWith(url: string): boolean {
    const peer = this.#at(url);
    return peer !== undefined && peer.tip.totalWork <= this.#options.pool.store.ledger.tip.totalWork;
  }

  #at(url: string): Peer | undefined {
    return [...this.#peers].find((one) => one.url === url || one.alsoAt.has(url) || one.hello.domain === url);
  }

  /** Resolves when no chain is being fetched. */
  async idle(): Promise<void> {
    await this.#sync.idle();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stops) stop();
    this.#dialer.stop();
    for (const link of [...this.#links]) link.close(new Fault('peer.lost'));
    await this.#sync.stop();
    this.#relay.close();
  }

  #hello(): PeerHello {
    const { pool, domain } = this.#options;
    const { id, hash, totalWork } = pool.store.ledger.tip;
    return {
      version: PEER_API_VERSION,
      genesis: this.#genesis,
      node: this.#node,
      domain: domain(),
      tip: { id, hash, totalWork },
    };
  }

  /** A connection from its first word on. Resolves when it has ended, to why. */
  async #open(socket: WebSocket, url: string | undefined, names: readonly string[]): Promise<Fault> {
    const { pool, clock, log } = this.#options;
    return await new Promise<Fault>((resolve) => {
      let peer: Peer | undefined;
      let met: () => void = () => {};
      // Calls that come before the hello wait for it, and end with the connection when it does not come.
      const known = new Promise<void>((done) => {
        met = done;
      });
      const link: PeerLink = new PeerLink({
        socket,
        clock,
        limits: this.#limits,
        handlers: peerHandlers(pool, clock, {
          hello: (hello) => {
            if (peer !== undefined || url !== undefined) throw new Fault('peer.lied', { what: 'hello' });
            try {
              peer = this.#meet(link, hello, url, names);
            } catch (error) {
              // The answer, which says why, goes first.
              setImmediate(() => link.close(error as Fault));
              // One that is connected already may know by the answer that this is the same pool.
              if ((error as Fault).code === 'peer.full') return this.#hello();
              throw error;
            }
            met();
            return this.#hello();
          },
          announceBlock: (announced) => {
            if (peer !== undefined) void this.#ears.heard(peer, announced);
          },
          announceTransactions: (identities) => {
            if (peer !== undefined) this.#relay.heard(peer, identities);
          },
          known: () => known,
        }),
        onLatency: () => this.#changed(),
        onClosed: (reason) => {
          this.#links.delete(link);
          stopWaiting();
          if (peer !== undefined) {
            this.#peers.delete(peer);
            this.#relay.left(peer);
            pool.setPeers(this.#peers.size);
          }
          // What came over the line itself and can't have been meant.
          if (reason.code === 'peer.lied') this.#shutOut(link, peer?.names ?? names, reason);
          log.info('peer.left', { domain: peer?.hello.domain ?? '', url: url ?? '', reason });
          resolve(reason);
        },
      });
      this.#links.add(link);
      const stopWaiting = clock.after(this.#limits.helloTimeout, () => {
        if (peer === undefined) link.close(new Fault('peer.slow'));
      });
      if (url === undefined) return;
      const asked = pool.steady().then(() => link.call('hello', this.#hello()));
      asked.then(
        (hello) => {
          try {
            peer = this.#meet(link, hello, url, names);
            met();
          } catch (error) {
            link.close(error as Fault);
          }
        },
        (error) => link.close(error as Fault),
      );
    });
  }

  /** Throws `peer.lost`, `peer.version`, `peer.anotherNetwork`, `peer.itself`, `peer.full` (known already), `peer.banned`. */
  #meet(link: PeerLink, hello: PeerHello, url: string | undefined, names: readonly string[]): Peer {
    const { clock, log, pool } = this.#options;
    // It may have left while the chain was being changed.
    if (link.isClosed) throw new Fault('peer.lost');
    if (hello.version !== PEER_API_VERSION) throw new Fault('peer.version', { version: hello.version });
    if (!equalBytes(hello.genesis, this.#genesis)) throw new Fault('peer.anotherNetwork');
    if (equalBytes(hello.node, this.#node)) throw new Fault('peer.itself');
    // Whoever shares an address with others is known by the domain that it gives as well.
    const known = names.map((name) => (name.startsWith('near ') ? `${name} ${hello.domain}` : name));
    if (this.#bans.until(known, clock.now()) > 0) throw new Fault('peer.banned');
    const alsoAt = new Set<string>();
    for (const other of [...this.#peers]) {
      if (!equalBytes(other.hello.node, hello.node)) continue;
      // Both may have called at the same time: of the two connections both keep the one that the lower one made.
      const lower = Buffer.compare(this.#node, hello.node) < 0;
      const isWanted = (url !== undefined) === lower;
      if (!isWanted || (other.url !== undefined) === lower) {
        if (url !== undefined && url !== other.url) other.alsoAt.add(url);
        throw new Fault('peer.full');
      }
      if (other.url !== undefined) alsoAt.add(other.url);
      other.link.close(new Fault('peer.full'));
    }
    const peer: Peer = { link, hello, url, alsoAt, names: known, tip: hello.tip };
    this.#peers.add(peer);
    pool.setPeers(this.#peers.size);
    log.info('peer.met', {
      domain: hello.domain,
      url: url ?? '',
      tip: hello.tip.id,
      node: toHex(hello.node),
    });
    // After the answer to the hello, or the other side would not know us yet.
    setImmediate(() => {
      this.#sync.consider(peer);
      this.#relay.greet(peer);
    });
    return peer;
  }

  #shutOut(link: PeerLink, names: readonly string[], fault: Fault): void {
    if (this.#punished.has(link)) return;
    this.#punished.add(link);
    const { clock, log } = this.#options;
    const time = fault.code === 'peer.slow' ? this.#limits.banSlow : this.#limits.banLie;
    this.#bans.ban(names, clock.now() + time, fault);
    log.warn('peer.banned', { names: names.join(' '), error: fault });
    link.close(fault);
    this.#changed();
  }

  #changed(): void {
    if (!this.#closed) this.#options.changed?.();
  }

  /** Tells those that may not have it of a block that has become the tip. */
  #newTip(hash: Bytes, bytes: Bytes): void {
    const { tip } = this.#options.pool.store.ledger;
    if (!equalBytes(tip.hash, hash)) return;
    const { id, totalWork } = tip;
    const small = bytes.length <= PIECE_BYTES ? bytes : null;
    for (const peer of this.#peers) {
      if (peer.tip.totalWork >= totalWork) continue;
      peer.link.call('announceBlock', { tip: { id, hash, totalWork }, bytes: small }).catch(() => {});
    }
    void this.#learn();
  }

  /** Whose domain stands in the last blocks is a peer. */
  async #learn(): Promise<void> {
    try {
      await this.#royal.read();
    } catch (error) {
      // The chain was switched while it was read; the next block tries again.
      this.#options.log.info('domains.notRead', { error });
    }
    if (this.#closed) return;
    const own = this.#options.domain();
    const domains = this.#royal.all().filter((domain) => domain !== own);
    this.#dialer.learned(domains.slice(0, this.#limits.royal));
  }
}
