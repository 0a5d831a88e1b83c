import type { Clock } from '../base/clock.ts';

/** Does something for each of many, a few at a time and the first ones at once: nothing else waits for all of them. */
export class Spread<T> {
  readonly #clock: Clock;
  readonly #some: number;
  readonly #pause: number;
  readonly #task: (one: T) => void;
  #rest: readonly T[] = [];
  #done: (() => void)[] = [];
  #planned: (() => void) | undefined;

  /** `some` at a time, with `pause` ms between two times. */
  constructor(clock: Clock, how: { some: number; pause: number }, task: (one: T) => void) {
    this.#clock = clock;
    this.#some = how.some;
    this.#pause = how.pause;
    this.#task = task;
  }

  /** Begins anew with these, whatever is left of the ones before. Resolves when all are through, or were given up. */
  start(all: Iterable<T>): Promise<void> {
    this.#planned?.();
    this.#planned = undefined;
    this.#rest = [...all];
    return new Promise((resolve) => {
      this.#done.push(resolve);
      this.#next(0);
    });
  }

  get isRunning(): boolean {
    return this.#done.length > 0;
  }

  /** Resolves when nothing is left to do. */
  over(): Promise<void> {
    return this.isRunning ? new Promise((resolve) => this.#done.push(resolve)) : Promise.resolve();
  }

  stop(): void {
    this.#planned?.();
    this.#planned = undefined;
    this.#rest = [];
    this.#end();
  }

  #next(from: number): void {
    const rest = this.#rest;
    const to = Math.min(from + this.#some, rest.length);
    for (let at = from; at < to; at++) this.#task(rest[at] as T);
    if (this.#rest !== rest) return;
    if (to === rest.length) {
      this.#rest = [];
      this.#end();
      return;
    }
    this.#planned = this.#clock.after(this.#pause, () => {
      this.#planned = undefined;
      this.#next(to);
    });
  }

  #end(): void {
    for (const resolve of this.#done.splice(0)) resolve();
  }
}
