import type { PeerHandlers } from '#shared/api/peerApi.ts';
import { shownDomain } from '#shared/api/values.ts';
import { checkWork } from '#shared/ledger/headerCheck.ts';
import { decodeBlockEnds } from '#shared/protocol/block.ts';
import { type Bytes, equalBytes } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Pool } from '../pool/pool.ts';
import { fetchBlocks } from './blockFetch.ts';
import { type ChainSync, isVerdict } from './chainSync.ts';
import type { DomainProbe } from './domainProbe.ts';
import type { Peer } from './peer.ts';

type Announced = Parameters<PeerHandlers['announceBlock']>[0];

/** Blocks that are looked at, at once. */
const MAX_OPEN = 16;

interface EarsParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly probe: DomainProbe;
  readonly sync: ChainSync;
  readonly domain: () => string;
  readonly failed: (peer: Peer, fault: Fault) => void;
}

/**
 * What peers say of new blocks. One on the tip is a new tip, with all tests of docs/PROTOCOL.md §7: its work before
 * anything is asked for it, the domain, the minute. Anything else that has more work is caught up with.
 */
export class BlockEars {
  readonly #parts: EarsParts;
  /** Hashes of blocks that are being looked at. */
  readonly #open = new Set<string>();

  constructor(parts: EarsParts) {
    this.#parts = parts;
  }

  async heard(peer: Peer, { tip, bytes }: Announced): Promise<void> {
    const { pool, clock, log, sync } = this.#parts;
    const now = clock.now();
    peer.tip = tip;
    const ours = pool.store.ledger.tip;
    if (tip.totalWork <= ours.totalWork) return;
    if (tip.id !== ours.id + 1) return sync.consider(peer);
    const key = Buffer.from(tip.hash).toString('hex');
    if (this.#open.has(key) || this.#open.size >= MAX_OPEN) return;
    this.#open.add(key);
    try {
      await this.#take(peer, tip.hash, bytes, now);
    } catch (error) {
      if (!isFault(error)) log.error('block.failed', { error });
      else this.#judge(peer, error);
    } finally {
      this.#open.delete(key);
    }
  }

  async #take(peer: Peer, hash: Bytes, given: Bytes | null, now: number): Promise<void> {
    const { pool, probe, sync, log, domain } = this.#parts;
    let bytes = given;
    if (bytes === null) {
      await fetchBlocks(peer.link, [{ hash }], pool.network, async (fetched) => {
        bytes = fetched;
        return true;
      });
    }
    if (bytes === null) return;
    const { header, footer } = decodeBlockEnds(bytes, pool.network);
    if (!equalBytes(footer.hash, hash)) throw new Fault('peer.lied', { what: 'announceBlock' });
    const { tip } = pool.store.ledger;
    // Of another branch, or the chain has moved on: what counts is the whole chain's work.
    if (header.id !== tip.id + 1 || !equalBytes(header.previousHash, tip.hash)) return sync.consider(peer);
    checkWork(header.id, footer, tip.nextTarget);
    if (header.domain !== domain() && !(await probe.ask(header.domain))) {
      // Taken once another block stands on it: then it is caught up with.
      log.info('block.domainSilent', { id: header.id, domain: shownDomain(header.domain) });
      return;
    }
    await pool.importBlock(bytes, now);
  }

  #judge(peer: Peer, fault: Fault): void {
    const { log, failed, sync } = this.#parts;
    log.info('block.refused', { peer: peer.hello.domain, error: fault });
    if (fault.code === 'peer.lied' || fault.code === 'peer.slow') failed(peer, fault);
    // These depend on when and where one stands.
    else if (/^block\.(id|previousHash)$/.test(fault.code)) sync.consider(peer);
    else if (isVerdict(fault) && fault.code !== 'block.minedDate') {
      failed(peer, new Fault('peer.lied', { what: fault.code }));
    }
  }
}
