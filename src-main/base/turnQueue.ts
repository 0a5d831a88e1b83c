import { inTurns } from './turns.ts';

/**
 * Does something with each that comes, in their order and in turns: a durable write acknowledges hundreds at once, and
 * what follows from each of them must not keep everybody else waiting.
 */
export class TurnQueue<T> {
  readonly #ready: () => Promise<void>;
  readonly #task: (one: T) => void;
  readonly #failed: (error: unknown) => void;
  #waiting: T[] = [];
  #running: Promise<void> | undefined;

  /** `ready` resolves when the tasks may be done, `failed` hears of one that threw; the others are done all the same. */
  constructor(ready: () => Promise<void>, task: (one: T) => void, failed: (error: unknown) => void) {
    this.#ready = ready;
    this.#task = task;
    this.#failed = failed;
  }

  add(one: T): void {
    this.#waiting.push(one);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#ready();
      const all = this.#waiting;
      this.#waiting = [];
      await inTurns('later', all, (one) => {
        try {
          this.#task(one);
        } catch (error) {
          this.#failed(error);
        }
      });
    }
    this.#running = undefined;
  }
}
