import { Fault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';

/** About a fifth of a core for what nobody has paid for, and a second of it at once. */
const FUEL_A_SECOND = 60_000_000;
const MOST = 300_000_000;

/**
 * What a pool spends on trying out contracts for those who ask, before anything is paid: to look what an application
 * would do, or what is due next, costs the asker nothing and the pool its time.
 */
export class FuelBudget {
  readonly #clock: Clock;
  #level = MOST;
  #at: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#at = clock.now();
  }

  /** Throws `pool.busy` while more was spent than there is. */
  demand(): void {
    const now = this.#clock.now();
    const since = Math.max(0, now - this.#at) / 1000;
    this.#level = Math.min(MOST, this.#level + since * FUEL_A_SECOND);
    this.#at = now;
    if (this.#level < 0) throw new Fault('pool.busy', { waiting: 0 });
  }

  spend(fuel: number): void {
    this.#level -= fuel;
  }
}
