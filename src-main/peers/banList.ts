import type { Fault } from '#shared/protocol/fault.ts';

/** So many are remembered; the oldest make room. */
const REMEMBERED = 10_000;

export interface Ban {
  readonly name: string;
  readonly until: number;
  readonly fault: Fault;
}

/** Who lied or kept us waiting, and until when nothing is to do with them. Times in ms since 1970. */
export class BanList {
  readonly #until = new Map<string, { until: number; fault: Fault }>();

  /** `names`: everything by which the peer would be known again. */
  ban(names: Iterable<string>, until: number, fault: Fault): void {
    for (const name of names) {
      this.#until.delete(name);
      this.#until.set(name, { until, fault });
    }
    for (const oldest of this.#until.keys()) {
      if (this.#until.size <= REMEMBERED) break;
      this.#until.delete(oldest);
    }
  }

  /** When the last ban of these names ends; 0 when none holds. */
  until(names: Iterable<string>, now: number): number {
    let latest = 0;
    for (const name of names) {
      const ban = this.#until.get(name);
      if (ban === undefined) continue;
      if (ban.until <= now) this.#until.delete(name);
      else latest = Math.max(latest, ban.until);
    }
    return latest;
  }

  pardon(name: string): void {
    this.#until.delete(name);
  }

  all(now: number): Ban[] {
    return [...this.#until].flatMap(([name, ban]) => (ban.until > now ? [{ name, ...ban }] : []));
  }
}
