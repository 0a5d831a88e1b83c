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
    this.#planned = this.#clock.after(this.#wait(), () => this.#do());
  }

  /** The same, for whom it may be told in this very step, if it may be told at all. */
  tellNow(): void {
    if (this.#stopped || this.#wait() > 0) {
      this.tell();
      return;
    }
    this.#planned?.();
    this.#do();
  }

  #wait(): number {
    return Math.max(0, this.#told + this.#every - this.#clock.now());
  }

  #do(): void {
    this.#planned = undefined;
    this.#told = this.#clock.now();
    this.#task();
  }

  stop(): void {
    this.#stopped = true;
    this.#planned?.();
    this.#planned = undefined;
  }
}
