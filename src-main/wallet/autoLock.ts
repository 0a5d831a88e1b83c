import type { Clock } from '../base/clock.ts';

/** The clock is looked at this often: timers stand still while a machine sleeps, the wall clock does not. */
const LOOK_EVERY = 15_000;

/** Locks when nobody touched the wallet for so many minutes. */
export class AutoLock {
  readonly #clock: Clock;
  readonly #lock: () => void;
  #minutes: number;
  #touchedAt = 0;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, minutes: number, lock: () => void) {
    this.#clock = clock;
    this.#minutes = minutes;
    this.#lock = lock;
  }

  /** 0: never. */
  set minutes(minutes: number) {
    this.#minutes = minutes;
    if (this.#cancel !== undefined) this.#schedule();
  }

  start(): void {
    this.#touchedAt = this.#clock.now();
    this.#schedule();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** The person is there. Too late when the time is over already, as after a sleep: then it locks. */
  touch(): void {
    if (this.#cancel === undefined || this.lockIfDue()) return;
    this.#touchedAt = this.#clock.now();
    this.#schedule();
  }

  /** Locks when the time is over, and says whether it did. Asked before everything that signs. */
  lockIfDue(): boolean {
    if (this.#cancel === undefined || this.#minutes === 0 || this.#left() > 0) return false;
    this.stop();
    this.#lock();
    return true;
  }

  #left(): number {
    return this.#touchedAt + this.#minutes * 60_000 - this.#clock.now();
  }

  #schedule(): void {
    this.#cancel?.();
    const wait = this.#minutes === 0 ? LOOK_EVERY : Math.max(1, Math.min(LOOK_EVERY, this.#left()));
    this.#cancel = this.#clock.after(wait, () => {
      if (!this.lockIfDue()) this.#schedule();
    });
  }
}
