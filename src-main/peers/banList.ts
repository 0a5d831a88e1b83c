/** So many are remembered; the oldest make room. */
const REMEMBERED = 10_000;

/** Who lied or kept us waiting, and until when nothing is to do with them. Times in ms since 1970. */
export class BanList {
  readonly #until = new Map<string, { until: number; reason: string }>();

  /** `names`: everything by which the peer would be known again. */
  ban(names: Iterable<string>, until: number, reason: string): void {
    for (const name of names) {
      this.#until.delete(name);
      this.#until.set(name, { until, reason });
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

  all(now: number): { name: string; until: number; reason: string }[] {
    return [...this.#until].flatMap(([name, ban]) => (ban.until > now ? [{ name, ...ban }] : []));
  }
}
