import { Fault } from '#shared/protocol/fault.ts';
import { addressGroup } from '../../base/addressGroup.ts';
import type { Clock } from '../../base/clock.ts';

/** About a fifth of a core for what nobody has paid for, and a second of it at once. */
const ALL = { aSecond: 60_000_000, most: 300_000_000 };
/** What one address has of that, so that it can't take all of it from the others. */
const EACH = { aSecond: 15_000_000, most: 100_000_000 };
/** Addresses that are remembered. */
const REMEMBERED = 10_000;
/** The pools that this one is connected with pass on what others have paid for; they go by the whole only. */
const PEERS = 'peers';

/** What who asks may spend; see `FuelBudget`. */
export interface Allowance {
  /** Throws `pool.rehearsals` {retryAfter} while this asker has spent more than its part, `pool.busy` while all have. */
  demand(): void;
  /** Fuel, after it was used. */
  spend(fuel: number): void;
}

/** For what this process itself asks. */
export const unlimited: Allowance = { demand() {}, spend() {} };

/** Fills with time; may be overdrawn, since what something costs is known behind it. */
class Level {
  readonly #limits: typeof ALL;
  #level: number;
  #at: number;

  constructor(limits: typeof ALL, now: number) {
    this.#limits = limits;
    this.#level = limits.most;
    this.#at = now;
  }

  at(now: number): number {
    const { aSecond, most } = this.#limits;
    this.#level = Math.min(most, this.#level + (Math.max(0, now - this.#at) / 1000) * aSecond);
    this.#at = now;
    return this.#level;
  }

  take(fuel: number): void {
    this.#level -= fuel;
  }
}

/**
 * What a pool spends on trying out contracts for those who ask, before anything is paid: to look what an application
 * would do, or what is due next, costs the asker nothing and the pool its time. Bounded for each address (of IPv6:
 * for each /64) and for all of them together. What the person at this machine asks is counted and never refused.
 */
export class FuelBudget {
  readonly #clock: Clock;
  readonly #all: Level;
  readonly #askers = new Map<string, Level>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#all = new Level(ALL, clock.now());
  }

  /** `address`: of who asks; empty: this process. */
  of(address: string): Allowance {
    if (address === '') return { demand() {}, spend: (fuel) => this.#all.take(fuel) };
    const name = address === PEERS ? undefined : addressGroup(address);
    return {
      demand: () => {
        const now = this.#clock.now();
        const own = name === undefined ? 0 : this.#asker(name, now).at(now);
        if (own < 0) throw new Fault('pool.rehearsals', { retryAfter: waitFor(own, EACH) });
        const all = this.#all.at(now);
        if (all < 0) throw new Fault('pool.busy', { waiting: 0 });
      },
      spend: (fuel) => {
        this.#all.take(fuel);
        if (name !== undefined) this.#asker(name, this.#clock.now()).take(fuel);
      },
    };
  }

  #asker(name: string, now: number): Level {
    let level = this.#askers.get(name);
    if (level === undefined) {
      if (this.#askers.size >= REMEMBERED) this.#forgetSome(now);
      level = new Level(EACH, now);
      this.#askers.set(name, level);
    }
    return level;
  }

  /** Whoever has all of their part again is as good as new; with too many others, the oldest go. */
  #forgetSome(now: number): void {
    let spare = REMEMBERED / 10;
    for (const [name, level] of this.#askers) if (level.at(now) >= EACH.most) this.#askers.delete(name);
    for (const name of this.#askers.keys()) {
      if (this.#askers.size < REMEMBERED || spare <= 0) return;
      spare -= 1;
      this.#askers.delete(name);
    }
  }
}

/** Ms until it is not overdrawn any more. */
function waitFor(level: number, { aSecond }: typeof EACH): number {
  return Math.max(1, Math.ceil((-level / aSecond) * 1000));
}
