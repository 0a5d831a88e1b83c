const BUCKET = 15_000;
const BUCKETS = 20;

/** Tries a second, told from the points of the shares of the last five minutes. */
export class RateMeter {
  readonly #points = new Float64Array(BUCKETS);
  #bucket = 0;
  #since: number | undefined;

  add(points: number, now: number): void {
    this.#turn(now);
    // The first share only starts the count: how long it took is not known.
    if (this.#since === undefined) this.#since = now;
    else this.#points[this.#bucket % BUCKETS] = (this.#points[this.#bucket % BUCKETS] ?? 0) + points;
  }

  rate(now: number): number {
    if (this.#since === undefined) return 0;
    this.#turn(now);
    const span = Math.min(now - this.#since, (BUCKETS - 1) * BUCKET + (now % BUCKET));
    if (span <= 0) return 0;
    let sum = 0;
    for (const points of this.#points) sum += points;
    return (sum / span) * 1000;
  }

  /** Empties the buckets whose time has come round again. */
  #turn(now: number): void {
    const bucket = Math.floor(now / BUCKET);
    for (let n = Math.max(this.#bucket + 1, bucket - BUCKETS + 1); n <= bucket; n++) {
      this.#points[n % BUCKETS] = 0;
    }
    if (bucket > this.#bucket) this.#bucket = bucket;
  }
}
