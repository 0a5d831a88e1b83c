import { MAX_IDENTITIES } from '#shared/api/peerApi.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { type Bytes, concatBytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import { identityOf } from '#shared/protocol/transactions.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Pool } from '../pool/pool.ts';
import type { Peer } from './peer.ts';

/** Announcements are gathered for so long. */
const GATHER = 50;
const PER_REQUEST = 100;
/** Identities that were asked for or refused are remembered, so that each is fetched once. */
const SEEN = 50_000;
/** Of what one peer announced, so much waits to be fetched. */
const WAITING = 20_000;

interface RelayParts {
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly peers: () => Iterable<Peer>;
  /** A peer sent what no pool passes on. */
  readonly failed: (peer: Peer, fault: Fault) => void;
}

/** Passes signed transactions on: identities are told, and each pool asks for what it does not have. */
export class TransactionRelay {
  readonly #parts: RelayParts;
  readonly #session: PoolSession;
  readonly #outgoing = new Map<Peer, Map<string, Bytes>>();
  readonly #incoming = new Map<Peer, Bytes[]>();
  readonly #seen = new Set<string>();
  /** From whom a transaction came: it is not told back. */
  readonly #sources = new Map<string, Peer>();
  #planned: (() => void) | undefined;

  constructor(parts: RelayParts) {
    this.#parts = parts;
    this.#session = parts.pool.openSession({ address: 'peers' });
  }

  /** A transaction waits at this pool from now on. */
  accepted(identity: Bytes): void {
    const key = toHex(identity);
    const source = this.#sources.get(key);
    this.#sources.delete(key);
    for (const peer of this.#parts.peers()) if (peer !== source) this.#tell(peer, identity);
  }

  /** A peer that has just come hears of all that waits. */
  greet(peer: Peer): void {
    let left = WAITING;
    for (const { identity } of this.#parts.pool.waiting()) {
      if (left === 0) break;
      left -= 1;
      this.#tell(peer, identity);
    }
  }

  left(peer: Peer): void {
    this.#outgoing.delete(peer);
    this.#incoming.delete(peer);
  }

  heard(peer: Peer, identities: readonly Bytes[]): void {
    const wanted = identities.filter((identity) => {
      const key = toHex(identity);
      if (this.#seen.has(key) || this.#parts.pool.waitingOne(identity) !== undefined) return false;
      this.#remember(key);
      return true;
    });
    if (wanted.length === 0) return;
    const waiting = this.#incoming.get(peer);
    if (waiting !== undefined) {
      if (waiting.length < WAITING) waiting.push(...wanted);
      return;
    }
    this.#incoming.set(peer, wanted);
    void this.#fetch(peer, wanted);
  }

  close(): void {
    this.#planned?.();
    this.#session.close();
  }

  #remember(key: string): void {
    this.#seen.add(key);
    const [oldest] = this.#seen;
    if (this.#seen.size > SEEN && oldest !== undefined) this.#seen.delete(oldest);
  }

  #tell(peer: Peer, identity: Bytes): void {
    const waiting = this.#outgoing.get(peer) ?? new Map<string, Bytes>();
    this.#outgoing.set(peer, waiting);
    waiting.set(toHex(identity), identity);
    this.#planned ??= this.#parts.clock.after(GATHER, () => this.#flush());
  }

  #flush(): void {
    this.#planned = undefined;
    for (const [peer, waiting] of this.#outgoing) {
      const identities = [...waiting.values()];
      this.#outgoing.delete(peer);
      for (let at = 0; at < identities.length; at += MAX_IDENTITIES) {
        const some = identities.slice(at, at + MAX_IDENTITIES);
        // Who does not hear it hears of the block.
        peer.link.call('announceTransactions', { identities: some }).catch(() => {});
      }
    }
  }

  async #fetch(peer: Peer, waiting: Bytes[]): Promise<void> {
    try {
      while (waiting.length > 0 && !peer.link.isClosed) {
        const identities = waiting.splice(0, PER_REQUEST);
        const { transactions, left = [] } = await peer.link.call('getTransactions', { identities });
        const asked = new Set(identities.map(toHex));
        for (const { message, signature } of transactions) {
          const key = toHex(identityOf(message));
          if (!asked.delete(key)) throw new Fault('peer.lied', { what: 'getTransactions' });
          await this.#take(peer, key, message, signature);
        }
        for (const identity of transactions.length === 0 ? left.slice(0, 1) : []) {
          asked.delete(toHex(identity));
          await this.#fetchPieces(peer, identity);
        }
        const later = left.filter((identity) => asked.delete(toHex(identity)));
        waiting.unshift(...later);
        // Another peer may have what this one has no more.
        for (const key of asked) this.#seen.delete(key);
      }
    } catch (error) {
      this.#parts.log.info('relay.ended', { peer: peer.hello.domain, error });
      if (isFault(error) && error.code === 'peer.lied') this.#parts.failed(peer, error);
    } finally {
      this.#incoming.delete(peer);
    }
  }

  /** A transaction that is longer than an answer. */
  async #fetchPieces(peer: Peer, identity: Bytes): Promise<void> {
    const key = toHex(identity);
    const pieces: Bytes[] = [];
    let bytes = 0;
    for (;;) {
      const piece = await peer.link.call('getTransactionPiece', { identity, offset: bytes });
      if (piece === null) {
        this.#seen.delete(key);
        return;
      }
      pieces.push(piece.bytes);
      bytes += piece.bytes.length;
      // Whatever it says of the length: no transaction is longer than a block.
      const isEndless = piece.bytes.length === 0 || piece.length > this.#parts.pool.network.maxBlockBytes;
      if (isEndless || bytes > piece.length) throw new Fault('peer.lied', { what: 'getTransactions' });
      if (bytes < piece.length) continue;
      const message = concatBytes(...pieces);
      if (toHex(identityOf(message)) !== key) throw new Fault('peer.lied', { what: 'getTransactions' });
      await this.#take(peer, key, message, piece.signature);
      return;
    }
  }

  async #take(peer: Peer, key: string, message: Bytes, signature: Bytes): Promise<void> {
    this.#sources.set(key, peer);
    try {
      await this.#session.submit({ message, signature });
    } catch (error) {
      if (!isFault(error)) throw error;
      // A pool tests these before it passes a transaction on; the rest may look different from where it stands.
      if (error.code === 'transaction.signature' || error.code.startsWith('decode.')) {
        throw new Fault('peer.lied', { what: error.code });
      }
    } finally {
      this.#sources.delete(key);
      // Valid later, perhaps: on another tip it is asked for again.
      if (this.#parts.pool.waitingOne(identityOf(message)) === undefined) this.#seen.delete(key);
    }
  }
}
