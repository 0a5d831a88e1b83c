import type { SignatureBatch } from '#shared/ledger/signatureBatch.ts';
import { type AppliedBlock, applyBlockSteps } from '#shared/ledger/transition.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { stepsInTurns } from '../../base/turns.ts';
import type { ChainStore, RecordOperation } from '../../store/chainStore.ts';
import { checkSignatures } from '../../store/importBlock.ts';
import type { Verifier } from '../../verifier/verifier.ts';

/** What else a block's commit writes, and what to do as soon as it is durable. */
export interface BesideBlock {
  readonly operations: readonly RecordOperation[];
  readonly done: () => void;
}

/** A block may be so far in the future that waiting for its time is worth it. */
const HELD_AT_MOST = 60_000;

/** Blocks that wait in the queue or for their time; more are refused, but for own ones. */
const MAX_WAITING = 64;

export type Origin =
  /** Made of this pool's own template. */
  | { readonly kind: 'own'; readonly now: number }
  /** `now`: when the connection delivered it; null: fetched to catch up, so it may be old (docs/PROTOCOL.md §7). */
  | { readonly kind: 'foreign'; readonly now: number | null };

/**
 * The one way by which blocks come into the chain, own and foreign ones, one after the other: all tests but those
 * of the signatures, then the signatures, then the commit. Only then does anybody hear of it.
 */
export class BlockImport {
  readonly #store: ChainStore;
  readonly #verifier: Verifier;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #unknown: (applied: AppliedBlock) => Promise<SignatureBatch>;
  readonly #expected: (applied: AppliedBlock) => Promise<void>;
  readonly #shown: (applied: AppliedBlock) => void;
  readonly #takenBack: () => void;
  readonly #beside: (applied: AppliedBlock, origin: Origin) => BesideBlock;
  readonly #committed: (applied: AppliedBlock, origin: Origin) => void;
  readonly #announce: (applied: AppliedBlock, origin: Origin) => Promise<void>;
  readonly #told: () => Promise<void>;
  #queue: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closed = false;
  #committing: Promise<void> | undefined;
  #changing: Promise<void> | undefined;

  constructor(parts: {
    store: ChainStore;
    verifier: Verifier;
    clock: Clock;
    log: Log;
    /** Those of a block's signatures that are not known to be valid. */
    unknown: (applied: AppliedBlock) => Promise<SignatureBatch>;
    /** Called when nothing but the commit is left to do: a chance to get ready for the new tip. */
    expected: (applied: AppliedBlock) => Promise<void>;
    /** Called in the step in which the ledger shows the new tip. */
    shown: (applied: AppliedBlock) => void;
    /** Called when the block could not be written after that: the ledger is what it was. */
    takenBack: () => void;
    /** Called right before the commit. */
    beside: (applied: AppliedBlock, origin: Origin) => BesideBlock;
    /** Called when the block is durable. */
    committed: (applied: AppliedBlock, origin: Origin) => void;
    /** Called after that; the next block waits for it. */
    announce: (applied: AppliedBlock, origin: Origin) => Promise<void>;
    /** Resolves when nobody has to hear anything more of the blocks until now. */
    told: () => Promise<void>;
  }) {
    this.#store = parts.store;
    this.#verifier = parts.verifier;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#unknown = parts.unknown;
    this.#expected = parts.expected;
    this.#shown = parts.shown;
    this.#takenBack = parts.takenBack;
    this.#beside = parts.beside;
    this.#committed = parts.committed;
    this.#announce = parts.announce;
    this.#told = parts.told;
  }

  /**
   * Resolves when no commit is under way: the ledger and what hangs on its tip then belong together. Who reads both,
   * or adds to a round of shares, waits for it first and goes on in the same turn.
   */
  async steady(): Promise<void> {
    while (this.#committing !== undefined) await this.#committing.catch(() => {});
  }

  /** Over when the commit is that is under way; undefined: none is. */
  get committing(): Promise<void> | undefined {
    return this.#committing?.catch(() => {});
  }

  /**
   * Resolves when the chain is not being changed in another way than by one block. The waiting transactions then stand
   * on the ledger, be it one whose last block is not durable yet.
   */
  async standing(): Promise<void> {
    while (this.#changing !== undefined) await this.#changing;
  }

  /**
   * Resolves when the block is committed and announced. Faults: those of `applyBlock`, `transaction.signature`,
   * `pool.closed`, and for a foreign one `pool.busy`.
   */
  async add(bytes: Bytes, origin: Origin): Promise<AppliedBlock> {
    if (this.#closed) throw new Fault('pool.closed');
    if (origin.kind === 'foreign' && this.#waiting >= MAX_WAITING)
      throw new Fault('pool.busy', { waiting: this.#waiting });
    this.#waiting += 1;
    try {
      return await this.#inTurn(() => this.#import(bytes, origin));
    } catch (error) {
      const wait = this.#tooEarlyBy(error, origin);
      if (wait === undefined) throw error;
      await new Promise<void>((resolve) => this.#clock.after(wait, resolve));
      return await this.#inTurn(() => this.#import(bytes, { ...origin, now: this.#clock.now() }));
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Runs something between two blocks. */
  async between<T>(task: () => Promise<T>): Promise<T> {
    return await this.#inTurn(task);
  }

  /**
   * Changes the chain in another way than by one block: nothing else comes between, and whoever waits for `steady`
   * waits until `work` is done. `told` runs after it, before the next block. Throws what `work` throws, `pool.closed`.
   */
  async exclusively<T>(work: () => Promise<T>, told: (result: T) => Promise<void>): Promise<void> {
    await this.#inTurn(async () => {
      // What is still being told of is read from the chain as it was.
      await this.#told();
      if (this.#closed) throw new Fault('pool.closed');
      const run = work();
      const changing = run.then(
        () => {},
        () => {},
      );
      this.#committing = changing;
      this.#changing = changing;
      let result: T;
      try {
        result = await run;
      } finally {
        this.#committing = undefined;
        this.#changing = undefined;
      }
      await told(result);
    });
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** No more blocks from now on. */
  halt(): void {
    this.#closed = true;
  }

  /** No more blocks; resolves when the last one is done. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue;
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(task);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #import(bytes: Bytes, origin: Origin): Promise<AppliedBlock> {
    if (this.#closed) throw new Fault('pool.closed');
    const applied = await stepsInTurns(applyBlockSteps(this.#store.ledger, bytes, origin.now));
    await checkSignatures(applied, this.#verifier, await this.#unknown(applied));
    await this.#expected(applied);
    const commit = this.#commit(applied, origin);
    this.#committing = commit;
    try {
      await commit;
    } finally {
      this.#committing = undefined;
    }
    const { id } = applied.block.header;
    this.#log.info('block.accepted', { id, hash: applied.block.footer.hash, origin: origin.kind });
    try {
      await this.#announce(applied, origin);
    } catch (error) {
      // The block stands all the same.
      this.#log.error('announcement.failed', { error });
    }
    return applied;
  }

  async #commit(applied: AppliedBlock, origin: Origin): Promise<void> {
    const beside = this.#beside(applied, origin);
    let isShown = false;
    try {
      await this.#store.commit(applied, beside.operations, () => {
        isShown = true;
        this.#shown(applied);
      });
    } catch (error) {
      if (isShown) this.#takenBack();
      throw error;
    }
    beside.done();
    this.#committed(applied, origin);
  }

  /** Ms until a block of the near future may be tested again. */
  #tooEarlyBy(error: unknown, origin: Origin): number | undefined {
    if (!isFault(error) || error.code !== 'block.minedDate' || error.facts.reason !== 'future')
      return undefined;
    const { minedDate } = error.facts;
    if (origin.now === null || typeof minedDate !== 'number') return undefined;
    const wait = minedDate - origin.now;
    return wait <= HELD_AT_MOST ? wait : undefined;
  }
}
