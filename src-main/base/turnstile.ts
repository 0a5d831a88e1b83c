import { nextTurn, turnEnds } from './turns.ts';

/**
 * Lets those who come go on one after the other, in turns: what hundreds have waited for together must not make all of
 * them go on in one step.
 */
export class Turnstile {
  #waiting: (() => void)[] = [];
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
    while (this.#waiting.length > 0) {
      // Under load there is always somebody: who has passed must not be remembered until there is a pause.
      const group = this.#waiting;
      this.#waiting = [];
      for (const pass of group) {
        if (ends()) {
          await nextTurn('soon');
          ends = turnEnds();
        }
        pass();
        // What follows from it counts to this turn.
        await null;
      }
    }
    this.#isRunning = false;
  }
}
