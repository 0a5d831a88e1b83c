import type { PoolSession } from '#shared/api/poolApi.ts';
import type { Tip } from '#shared/ledger/ledgerView.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { openFailoverPool } from '../remote/failover.ts';
import { guardedSession } from '../remote/guardedSession.ts';
import type { ProofBook } from '../remote/proofBook.ts';
import { provePool } from '../remote/provePool.ts';
import { openRemotePool, type RemoteStatus } from '../remote/remotePool.ts';

export interface RemoteUseParts {
  /** In order of preference; all of one network. */
  readonly urls: readonly string[];
  readonly book: ProofBook;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** PEM of a certificate authority to believe instead of the system's. */
  readonly ca: string | undefined;
  /** Status, or the checked end of the chain, has changed. */
  readonly changed: () => void;
  /** There again, or another of the pools: what was asked for has to be asked again. */
  readonly connected: () => void;
  /** The pool in use showed a chain that is none. */
  readonly lied: (url: string, fault: Fault) => void;
}

/** The remote pools in use: one after the other with failover, each checked before it is believed. */
export class RemoteUse {
  /** For the wallet and the miner; closing it ends all connections. */
  readonly session: PoolSession;
  readonly #parts: RemoteUseParts;
  readonly #pool: ReturnType<typeof openFailoverPool>;
  #tip: Tip;
  #proving: Promise<void> | undefined;
  #wantsAgain = false;
  /** The pool that is connected. */
  #at: string | undefined;
  #closed = false;

  constructor(parts: RemoteUseParts) {
    const { urls, book, clock, log, random, ca } = parts;
    this.#parts = parts;
    this.#tip = book.best;
    this.#pool = openFailoverPool({
      urls,
      open: (url) =>
        openRemotePool({
          ...{ url, clock, log, random, genesis: book.genesis },
          ...(ca === undefined ? {} : { ca }),
        }),
      clock,
      log,
    });
    const guarded = guardedSession({
      pool: this.#pool,
      log,
      isProven: (id, hash) => book.find(hash)?.tip.id === id,
      prove: () => this.prove(),
    });
    this.session = {
      ...guarded,
      close: () => {
        this.#closed = true;
        guarded.close();
        void book.save(true);
      },
    };
    this.#pool.onStatus((status) => this.#heard(status));
  }

  get status(): RemoteStatus {
    return this.#pool.status;
  }

  /** The end of the pool's chain, as far as its work was checked here. */
  get tip(): Tip {
    return this.#tip;
  }

  /** Checks the chain of the pool in use up to its end. Faults: `remote.badProof`, those of the session. */
  prove(): Promise<void> {
    if (this.#proving !== undefined) {
      this.#wantsAgain = true;
      return this.#proving;
    }
    const task = this.#prove().finally(() => {
      this.#proving = undefined;
    });
    this.#proving = task;
    return task;
  }

  async #prove(): Promise<void> {
    const { book, clock, changed, lied } = this.#parts;
    do {
      this.#wantsAgain = false;
      const { url } = this.#pool.status;
      try {
        const tip = await provePool(this.#pool, book, clock);
        if (this.#closed) return;
        this.#tip = tip;
        changed();
      } catch (error) {
        if (isFault(error) && error.code === 'remote.badProof' && !this.#closed) lied(url, error);
        throw error;
      }
    } while (this.#wantsAgain && !this.#closed);
  }

  #heard({ state, url }: RemoteStatus): void {
    if (this.#closed) return;
    const at = state === 'connected' ? url : undefined;
    const isNew = at !== undefined && at !== this.#at;
    this.#at = at;
    if (isNew) {
      this.prove().catch((error: unknown) => this.#parts.log.warn('pool.notProven', { error }));
      this.#parts.connected();
    }
    this.#parts.changed();
  }
}

/** A fault of whoever asked, for states that are shown. */
export function noteOf(error: unknown): { code: string; facts: Fault['facts'] } {
  return isFault(error) ? { code: error.code, facts: error.facts } : { code: 'app.internal', facts: {} };
}
