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

/** How far one adjustment may go, and how far one goes for a miner that is silent. */
const LARGEST_STEP = 8;
const SILENCE_STEP = 4;

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
    return held(this.#chosen ?? this.#automatic, bounds);
  }

  /** Counts an accepted share; true: the difficulty has changed, so the miner should get a new job. */
  shareAccepted(points: number, now: number, bounds: DifficultyBounds): boolean {
    this.#shares += 1;
    this.#points += points;
    return this.#adjust(now, bounds);
  }

  /** To be called now and then: a difficulty that is too hard shows by silence. True: it has changed. */
  timePassed(now: number, bounds: DifficultyBounds): boolean {
    return this.#adjust(now, bounds);
  }

  #adjust(now: number, bounds: DifficultyBounds): boolean {
    const elapsed = now - this.#since;
    if (this.#shares < ENOUGH_SHARES && elapsed < PATIENCE) return false;
    // Held within the bounds, so that it does not wander off to where it would have to come back from.
    const before = held(this.#automatic, bounds);
    const next = Math.round(held(before * this.#step(before, elapsed), bounds));
    this.#automatic = next;
    this.#since = now;
    this.#shares = 0;
    this.#points = 0;
    return next !== before && this.#chosen === null;
  }

  /** By which factor the difficulty is to change. */
  #step(difficulty: number, elapsed: number): number {
    if (this.#shares === 0) return 1 / SILENCE_STEP;
    const wanted = (this.#points / Math.max(1, elapsed)) * SHARE_INTERVAL;
    const step = Math.min(LARGEST_STEP, Math.max(1 / LARGEST_STEP, wanted / difficulty));
    // A miner that is near the aim keeps its difficulty: chance alone moves the count of a few shares this far.
    return step > 0.6 && step < 1.7 ? 1 : step;
  }
}

/** A share is never harder than the upper bound, even where the lower one is above it. */
function held(difficulty: number, { min, max }: DifficultyBounds): number {
  return Math.max(Math.min(min, max), Math.min(difficulty, max));
}
