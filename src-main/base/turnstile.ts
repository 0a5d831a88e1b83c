import { nextTurn, turnEnds } from './turns.ts';

/**
 * Lets those who come go on one after the other, in turns: what hundreds have waited for together must not make all of
 * them go on in one step.
 */
export class Turnstile {
  readonly #waiting: (() => void)[] = [];
  #isRunning = false;

  /** Resolves when it is the caller's turn; for the first one that is at once. */
  pass(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.#isRunning) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    let ends = turnEnds();
    for (let at = 0; at < this.#waiting.length; at++) {
      if (ends()) {
        await nextTurn('soon');
        ends = turnEnds();
      }
      this.#waiting[at]?.();
      // What follows from it counts to this turn.
      await null;
    }
    this.#waiting.length = 0;
    this.#isRunning = false;
  }
}
