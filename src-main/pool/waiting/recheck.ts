import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { nextTurn, turnEnds } from '../../base/turns.ts';
import type { Mempool, RefusedPending } from './mempool.ts';

/** So few are tested together with the block's commit: nobody notices. */
const AT_ONCE = 100;

/**
 * Tests the transactions that wait on a new tip without keeping anybody waiting for long: in turns, while nothing
 * changes the chain. Who is about to test another one asks by `tell`, or waits for the end of it by `settled`.
 */
export class Recheck {
  readonly #mempool: Mempool;
  readonly #standing: () => Promise<void>;
  readonly #refused: (refused: readonly RefusedPending[]) => void;
  #running: Promise<void> | undefined;
  /** Somebody waits for its end. */
  #isUrgent = false;

  /** `standing` resolves when the mempool stands on the ledger; `refused` is told what had to go. */
  constructor(
    mempool: Mempool,
    standing: () => Promise<void>,
    refused: (refused: readonly RefusedPending[]) => void,
  ) {
    this.#mempool = mempool;
    this.#standing = standing;
    this.#refused = refused;
  }

  /** Before a block is committed: sees in turns what will wait on the ledger as it will be, so that nobody has to wait when it is. */
  async expect(after: LedgerView): Promise<void> {
    this.#mempool.expect(after);
    while (!this.#mempool.advance(turnEnds())) await nextTurn('soon');
  }

  /** To be called in the step in which the tip grew. */
  tipGrown(): void {
    if (this.#mempool.unchecked <= AT_ONCE) this.#mempool.recheck();
  }

  /** Goes on with what is left to test, unless there is time for that, and tells what had to go. */
  start(): void {
    if (this.#mempool.unchecked === 0) this.#tell();
    else if (!this.#mempool.canRest) this.#begin();
  }

  #begin(): void {
    if (this.#running !== undefined) return;
    this.#running = this.#run();
    // Who waits for it hears of an error; the next start goes on behind what it came from.
    this.#running.catch(() => {});
  }

  /** What `work` tells of the mempool; at once where that is possible, else when everything is tested. */
  async tell<T>(work: () => T): Promise<T> {
    await this.#standing();
    if (this.#mempool.unchecked > 0) {
      this.start();
      const told = this.#mempool.ahead(work);
      if (told !== undefined) return told.value;
      await this.settled();
    }
    return work();
  }

  /** Resolves when the mempool stands on the ledger and everything that waits has been tested on it. */
  async settled(): Promise<void> {
    await this.#standing();
    while (this.#mempool.unchecked > 0) {
      this.#isUrgent = true;
      this.#begin();
      await this.#running;
      await this.#standing();
    }
  }

  async #run(): Promise<void> {
    try {
      while (this.#mempool.unchecked > 0) {
        await nextTurn(this.#isUrgent ? 'soon' : 'later');
        await this.#standing();
        this.#mempool.recheck(turnEnds());
      }
    } finally {
      this.#isUrgent = false;
      this.#running = undefined;
    }
    this.#tell();
  }

  #tell(): void {
    const refused = this.#mempool.takeRefused();
    if (refused.length > 0) this.#refused(refused);
  }
}
