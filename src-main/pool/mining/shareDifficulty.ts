/** What the pool accepts as a share's difficulty: expected tries for each share. */
export interface DifficultyBounds {
  readonly min: number;
  readonly max: number;
}

/** The pace that the pool aims at: one share in this many ms. */
export const SHARE_INTERVAL = 5_000;

/** Ms without a share after which a difficulty counts as too hard. */
const PATIENCE = 6 * SHARE_INTERVAL;

/** Shares after which a rate is known well enough to act on. */
const ENOUGH_SHARES = 8;

/** How far one adjustment may go. */
const LARGEST_STEP = 8;

/**
 * One connection's share difficulty: the one that the miner chose, or one that follows its speed to about one
 * share in five seconds, both held within the pool's bounds (docs/PROTOCOL.md, "Pools and miners").
 */
export class ShareDifficulty {
  #chosen: number | null = null;
  #automatic: number;
  #since: number;
  #shares = 0;
  #points = 0;

  constructor(start: number, now: number) {
    this.#automatic = Math.max(1, Math.round(start));
    this.#since = now;
  }

  /** null: the pool adjusts. */
  choose(difficulty: number | null): void {
    this.#chosen = difficulty;
  }

  within(bounds: DifficultyBounds): number {
    const wanted = this.#chosen ?? this.#automatic;
    return Math.max(Math.min(bounds.min, bounds.max), Math.min(wanted, bounds.max));
  }

  /** Counts an accepted share; true: the difficulty has changed, so the miner should get a new job. */
  shareAccepted(points: number, now: number): boolean {
    this.#shares += 1;
    this.#points += points;
    return this.#adjust(now);
  }

  /** To be called now and then: a difficulty that is too hard shows by silence. True: it has changed. */
  timePassed(now: number): boolean {
    return this.#adjust(now);
  }

  #adjust(now: number): boolean {
    const elapsed = now - this.#since;
    if (this.#shares === 0) {
      if (elapsed < PATIENCE) return false;
      this.#begin(Math.max(1, Math.floor(this.#automatic / 4)), now);
      return this.#chosen === null;
    }
    if (this.#shares < ENOUGH_SHARES && elapsed < PATIENCE) return false;
    const wanted = (this.#points / Math.max(1, elapsed)) * SHARE_INTERVAL;
    const step = Math.min(LARGEST_STEP, Math.max(1 / LARGEST_STEP, wanted / this.#automatic));
    // A miner that is near the aim keeps its difficulty: chance alone moves the count of a few shares this far.
    const next = step > 0.6 && step < 1.7 ? this.#automatic : Math.max(1, Math.round(this.#automatic * step));
    const changed = next !== this.#automatic;
    this.#begin(next, now);
    return changed && this.#chosen === null;
  }

  #begin(difficulty: number, now: number): void {
    this.#automatic = difficulty;
    this.#since = now;
    this.#shares = 0;
    this.#points = 0;
  }
}
