/** Tries a second, as counted, at a moment. */
export interface RateSample {
  readonly date: number;
  readonly rate: number;
}

/** The rate that is shown is that of so many last ms. */
const WINDOW = 10_000;

/** A chart's sample stands for so many ms … */
const SAMPLE = 10_000;

/** … and so many are kept: an hour. */
const SAMPLES = 360;

/** Turns counts of tries into rates. What it says was measured; with less than a second of counting it says nothing. */
export class RateLog {
  #counts: { date: number; tries: number }[] = [];
  #samples: RateSample[] = [];
  #sampleStart: { date: number; tries: number } | undefined;

  /** `tries`: all tries since mining began, never going down. Samples of an earlier start stay. */
  count(date: number, tries: number): void {
    this.#counts.push({ date, tries });
    while (this.#counts.length > 2 && (this.#counts[1]?.date ?? date) <= date - WINDOW) this.#counts.shift();
    this.#sampleStart ??= { date, tries };
    const elapsed = date - this.#sampleStart.date;
    if (elapsed < SAMPLE) return;
    this.#samples.push({ date, rate: ((tries - this.#sampleStart.tries) * 1000) / elapsed });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    this.#sampleStart = { date, tries };
  }

  /** Tries a second over the last ten seconds, or since the counting began; null until a second was counted. */
  get rate(): number | null {
    const { span } = this;
    const [first, last] = [this.#counts[0], this.#counts.at(-1)];
    if (span === null || first === undefined || last === undefined) return null;
    return ((last.tries - first.tries) * 1000) / span;
  }

  /** Over how many ms `rate` was counted. */
  get span(): number | null {
    const [first, last] = [this.#counts[0], this.#counts.at(-1)];
    const span = first === undefined || last === undefined ? 0 : last.date - first.date;
    return span < 1000 ? null : span;
  }

  /** One sample each ten seconds of the last hour of mining, oldest first. */
  get samples(): readonly RateSample[] {
    return this.#samples;
  }

  /** What is counted from now on has nothing to do with what was: other threads, or a pause. */
  interrupt(): void {
    this.#counts = [];
    this.#sampleStart = undefined;
  }
}
