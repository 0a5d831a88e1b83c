import { MAX_PROOFS, type PeerTip } from '#shared/api/peerApi.ts';
import type { Tip } from '#shared/ledger/ledgerView.ts';
import { decodeProof } from '#shared/protocol/block.ts';
import { type Bytes, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { GENESIS_ID } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { BlockSpool } from '../pool/chain/blockSpool.ts';
import type { Pool } from '../pool/pool.ts';
import { fetchBlocks } from './blockFetch.ts';
import type { Peer } from './peer.ts';
import { provenTip } from './proofChain.ts';

/** Blocks that are proven, fetched and taken over together when the chain only goes on. */
const STEP = 2_000;
const STEP_BYTES = 256 * 2 ** 20;

/** A proven block in the near future is worth waiting for so long. */
const AHEAD_AT_MOST = 60_000;

/** So often a peer may have changed its chain just when it was asked. */
const MAX_BROKEN = 3;

/** A lighter chain of more blocks than this beyond ours is none that people mine. */
const SPARE_PROOFS = 20_000;

/**
 * So long one step with one peer may take while others wait that have more work as well; after each time that it was
 * not enough, twice as long. Who gives a little just before its time is up would else keep everybody waiting for days.
 */
const TURN = 10 * 60_000;
const MOST_DOUBLINGS = 8;

/** Others are to have their turn now. */
class TurnOver extends Error {}

interface SyncParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  /** A peer lied, or kept us waiting; of no other fault is it told. */
  readonly failed: (peer: Peer, fault: Fault) => void;
}

/**
 * Brings the chain up to the heaviest one that a peer has (docs/PROTOCOL.md §7): the fork point, the proofs from there
 * on, and only when they hold more work than our chain the blocks; only when all blocks are here the pool is asked to
 * take them over. One peer at a time.
 */
export class ChainSync {
  readonly #parts: SyncParts;
  readonly #asked = new Set<Peer>();
  #running: Promise<void> | undefined;
  /** Claims of a peer that it did not keep. */
  readonly #broken = new WeakMap<Peer, number>();
  /** How often a peer's turn was over before it came to an end. */
  readonly #late = new WeakMap<Peer, number>();
  #turnEnds = 0;
  #stopped = false;

  constructor(parts: SyncParts) {
    this.#parts = parts;
  }

  /** This peer says that it has more work: looked at when it is its turn. */
  consider(peer: Peer): void {
    if (this.#stopped || peer.link.isClosed || !this.#promises(peer)) return;
    this.#asked.add(peer);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // One may have come between the last look and now.
      for (const other of this.#asked) this.consider(other);
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#asked.clear();
    await this.idle();
  }

  #promises(peer: Peer): boolean {
    return peer.tip.totalWork > this.#parts.pool.store.ledger.tip.totalWork;
  }

  async #run(): Promise<void> {
    for (;;) {
      const [peer] = [...this.#asked].sort(
        (a, b) => this.#lateOf(a) - this.#lateOf(b) || (a.tip.totalWork < b.tip.totalWork ? 1 : -1),
      );
      if (peer === undefined || this.#stopped) return;
      this.#asked.delete(peer);
      try {
        while (!this.#stopped && !peer.link.isClosed && this.#promises(peer)) {
          if (!(await this.#step(peer))) break;
        }
      } catch (error) {
        if (error instanceof TurnOver) {
          this.#late.set(peer, this.#lateOf(peer) + 1);
          this.#asked.add(peer);
        } else this.#judge(peer, error);
      }
    }
  }

  #lateOf(peer: Peer): number {
    return this.#late.get(peer) ?? 0;
  }

  #expectTurn(peer: Peer): void {
    if (this.#parts.clock.now() < this.#turnEnds) return;
    const others = [...this.#asked].some((one) => one !== peer && !one.link.isClosed && this.#promises(one));
    if (others) throw new TurnOver('Others wait.');
  }

  #judge(peer: Peer, error: unknown): void {
    const { log, failed } = this.#parts;
    if (!isFault(error)) {
      log.error('sync.failed', { error });
      return;
    }
    log.warn('sync.ended', { peer: peer.hello.domain, error });
    if (error.code === 'peer.slow' || error.code === 'peer.lied') failed(peer, error);
    else if (isVerdict(error)) failed(peer, new Fault('peer.lied', { what: error.code }));
  }

  /** Fork point, proofs, blocks, adoption, once. Resolves to whether there may be more. */
  async #step(peer: Peer): Promise<boolean> {
    const { pool, clock } = this.#parts;
    const claimed = peer.tip;
    this.#turnEnds = clock.now() + TURN * 2 ** Math.min(this.#lateOf(peer), MOST_DOUBLINGS);
    // A block that is being written is in the ledger already and not in the store yet.
    await pool.steady();
    const ours = pool.store.ledger.tip;
    const fork = await this.#forkPoint(peer);
    const proven = await this.#prove(peer, fork, ours);
    let end = proven.at(-1);
    if (end === undefined || end.totalWork <= ours.totalWork) {
      const { waitUntil } = proven;
      if (waitUntil !== undefined) {
        const wait = waitUntil - clock.now();
        if (wait <= AHEAD_AT_MOST) clock.after(Math.max(1, wait), () => this.consider(peer));
        return false;
      }
      return await this.#unkept(peer, claimed);
    }
    // As few blocks as can be taken back again, where that is possible at all; else it is built beside ours.
    const { undoDepth } = pool.store;
    const heavier = proven.find((one) => one.totalWork > ours.totalWork) as Tip;
    const isDeep = Math.max(heavier.id, ours.id) - fork.id > undoDepth;
    const spool = await BlockSpool.create(pool.spool);
    try {
      let bytes = 0;
      let at = 0;
      await fetchBlocks(peer.link, proven, pool.network, async (block) => {
        await spool.add(block);
        end = proven[at] as Tip;
        at += 1;
        bytes += block.length;
        if (end.totalWork <= ours.totalWork) this.#expectTurn(peer);
        // What is heavier than ours already can be taken over before more is fetched.
        if (end.totalWork <= ours.totalWork) return true;
        return bytes < STEP_BYTES && (fork.id === ours.id || isDeep || end.id - fork.id < undoDepth);
      });
      await spool.finish();
    } catch (error) {
      await spool.discard();
      throw error;
    }
    try {
      await pool.adoptChain({ fork, end, totalWork: end.totalWork, spool: spool.path });
    } catch (error) {
      // Our own chain has grown meanwhile: look again.
      if (isFault(error) && error.code === 'chain.notHeavier') return true;
      throw error;
    }
    return true;
  }

  /**
   * The proofs end before they have the work that was claimed. A pool that still says that it has that tip lies; one
   * whose chain has changed since tells of its new tip, but may not do so again and again.
   */
  async #unkept(peer: Peer, claimed: PeerTip): Promise<boolean> {
    if (!equalBytes(peer.tip.hash, claimed.hash)) return true;
    const { hash } = await peer.link.call('locate', { hashes: [claimed.hash] });
    const broken = (this.#broken.get(peer) ?? 0) + 1;
    this.#broken.set(peer, broken);
    if (hash !== null || broken > MAX_BROKEN) throw new Fault('peer.lied', { what: 'totalWork' });
    if (equalBytes(peer.tip.hash, claimed.hash)) peer.tip = { ...claimed, totalWork: 0n };
    return true;
  }

  /** The last block that both chains have, as far as it can be told without the proofs between. */
  async #forkPoint(peer: Peer): Promise<Tip> {
    const { store } = this.#parts.pool;
    const ids: number[] = [];
    for (let id = store.ledger.tip.id, back = 1; id > GENESIS_ID; id -= back) {
      ids.push(id);
      if (ids.length > 10) back *= 2;
    }
    ids.push(GENESIS_ID);
    const told: { id: number; hash: Bytes }[] = [];
    for (const id of ids) {
      const hash = await store.blockHash(id);
      if (hash !== undefined) told.push({ id, hash });
    }
    const { hash } = await peer.link.call('locate', { hashes: told.map((one) => one.hash) });
    const at = told.findIndex((one) => hash !== null && equalBytes(one.hash, hash));
    const id = told[at]?.id;
    if (id === undefined || hash === null) throw new Fault('peer.lied', { what: 'locate' });
    // Between two of the hashes there may be blocks that both have.
    let common = { id, hash };
    while (at > 0 && common.id < (told[at - 1]?.id ?? 0)) {
      const { proofs } = await peer.link.call('getProofs', { after: common.hash, count: MAX_PROOFS });
      let shared = 0;
      for (const bytes of proofs) {
        const theirs = decodeProof(bytes).footer.hash;
        const mine = await store.blockHash(common.id + 1);
        if (mine === undefined || !equalBytes(mine, theirs)) break;
        common = { id: common.id + 1, hash: mine };
        shared += 1;
      }
      if (shared === 0 || shared < proofs.length) break;
    }
    const tip = await store.tipAt(common.id);
    // Our own chain has changed meanwhile.
    if (tip === undefined) throw new Fault('chain.notHeavier');
    return tip;
  }

  /** The chain's ends after each proven block, up to one with more work than ours, or as far as one step goes. */
  async #prove(peer: Peer, fork: Tip, ours: Tip): Promise<Tip[] & { waitUntil?: number }> {
    const { pool, clock } = this.#parts;
    const limit = (ours.id - fork.id) * 8 + SPARE_PROOFS;
    const proven: Tip[] & { waitUntil?: number } = [];
    let parent = fork;
    for (;;) {
      const { proofs } = await peer.link.call('getProofs', { after: parent.hash, count: MAX_PROOFS });
      this.#expectTurn(peer);
      for (const bytes of proofs) {
        const next = this.#checked(parent, bytes);
        // Nothing of the future is taken over: its dates would make the work cheap.
        if (next.minedDate > clock.now()) {
          proven.waitUntil = next.minedDate;
          return proven;
        }
        proven.push(next);
        parent = next;
      }
      if (proofs.length === 0) return proven;
      const heavier = parent.totalWork > ours.totalWork;
      if (heavier && (parent.totalWork >= peer.tip.totalWork || proven.length >= STEP)) return proven;
      if (proven.length > limit) throw new Fault('peer.lied', { what: 'totalWork' });
      if (pool.store.ledger.tip.id > ours.id + STEP) return proven;
    }
  }

  #checked(parent: Tip, bytes: Bytes): Tip {
    try {
      return provenTip(this.#parts.pool.network, parent, bytes);
    } catch (error) {
      if (!isFault(error)) throw error;
      this.#parts.log.warn('proof.refused', { after: toHex(parent.hash), error });
      throw new Fault('peer.lied', { what: error.code });
    }
  }
}

/** A fault that says something about a block, and with it about who sent it. */
export function isVerdict(fault: Fault): boolean {
  return /^(block|decode|transaction|address|wallet|contract|item|trust|update|group|amount)\./.test(
    fault.code,
  );
}
