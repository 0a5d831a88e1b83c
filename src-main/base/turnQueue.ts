import { type Hold, inTurns } from './turns.ts';

/**
 * Does something with each that comes, in their order: at once, or where it has to wait for something, in turns
 * afterwards, as many may have come by then, which must not keep everybody else waiting.
 */
export class TurnQueue<T> {
  readonly #hold: Hold;
  readonly #task: (one: T) => void;
  readonly #failed: (error: unknown) => void;
  #waiting: T[] = [];
  #running: Promise<void> | undefined;

  /** No turn begins while `hold` tells something to wait for; `failed` hears of one that threw; the others are done all the same. */
  constructor(hold: Hold, task: (one: T) => void, failed: (error: unknown) => void) {
    this.#hold = hold;
    this.#task = task;
    this.#failed = failed;
  }

  /** One that nothing is before is done at once: with what brought it, it has had a turn. */
  add(one: T): void {
    if (this.#running === undefined && this.#hold() === undefined) {
      this.#do(one);
      return;
    }
    this.#waiting.push(one);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const all = this.#waiting;
      this.#waiting = [];
      await inTurns('later', all, (one) => this.#do(one), this.#hold);
    }
    this.#running = undefined;
  }

  #do(one: T): void {
    try {
      this.#task(one);
    } catch (error) {
      this.#failed(error);
    }
  }
}
