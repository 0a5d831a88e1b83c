import type { Clock } from '../base/clock.ts';

/** Tells of changes at once after a pause, and at most once in `every` ms: the last change is always told. */
export class Pace {
  readonly #clock: Clock;
  readonly #every: number;
  readonly #task: () => void;
  #told = Number.NEGATIVE_INFINITY;
  #planned: (() => void) | undefined;
  #stopped = false;

  constructor(clock: Clock, every: number, task: () => void) {
    this.#clock = clock;
    this.#every = every;
    this.#task = task;
  }

  /** Something has changed. */
  tell(): void {
    if (this.#planned !== undefined || this.#stopped) return;
    const wait = Math.max(0, this.#told + this.#every - this.#clock.now());
    this.#planned = this.#clock.after(wait, () => {
      this.#planned = undefined;
      this.#told = this.#clock.now();
      this.#task();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#planned?.();
    this.#planned = undefined;
  }
}
