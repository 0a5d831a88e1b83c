import type { Mempool, RefusedPending } from './mempool.ts';
import { nextTurn, turnEnds } from './turns.ts';

/** So few are tested together with the block's commit: nobody notices. */
const AT_ONCE = 100;

/**
 * Tests the transactions that wait on a new tip without keeping anybody waiting for long: in turns, while nothing
 * changes the chain. Who is about to test another one waits for the end of it by `settled`.
 */
export class Recheck {
  readonly #mempool: Mempool;
  readonly #steady: () => Promise<void>;
  readonly #refused: (refused: readonly RefusedPending[]) => void;
  #running: Promise<void> | undefined;

  /** `steady` resolves when ledger and mempool belong together; `refused` is told what had to go. */
  constructor(
    mempool: Mempool,
    steady: () => Promise<void>,
    refused: (refused: readonly RefusedPending[]) => void,
  ) {
    this.#mempool = mempool;
    this.#steady = steady;
    this.#refused = refused;
  }

  /** To be called in the step in which the tip grew. */
  tipGrown(): void {
    if (this.#mempool.unchecked <= AT_ONCE) this.#mempool.recheck();
  }

  /** Goes on with what is left to test, and tells what had to go. */
  start(): void {
    if (this.#mempool.unchecked === 0) this.#tell();
    else if (this.#running === undefined) {
      this.#running = this.#run();
      // Who waits for it hears of an error; the next start goes on behind what it came from.
      this.#running.catch(() => {});
    }
  }

  /** Resolves when no commit is under way and everything that waits has been tested on the tip. */
  async settled(): Promise<void> {
    await this.#steady();
    while (this.#mempool.unchecked > 0) {
      this.start();
      await this.#running;
      await this.#steady();
    }
  }

  async #run(): Promise<void> {
    try {
      while (this.#mempool.unchecked > 0) {
        await nextTurn();
        await this.#steady();
        this.#mempool.recheck(turnEnds());
      }
    } finally {
      this.#running = undefined;
    }
    this.#tell();
  }

  #tell(): void {
    const refused = this.#mempool.takeRefused();
    if (refused.length > 0) this.#refused(refused);
  }
}
