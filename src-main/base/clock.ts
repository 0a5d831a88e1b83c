/** Time as it is handed to whoever needs it, so that a test can decide what time it is. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /**
   * Runs `task` once after `delay` ms, with 0 as soon as others have had a turn; the answer takes it back. Does not keep the
   * process alive while it waits.
   */
  after(delay: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delay, task) => {
    if (delay === 0) {
      // A timer would wait for a millisecond; an immediate without its hold on the loop, for whatever happens next.
      const turn = setImmediate(task);
      return () => clearImmediate(turn);
    }
    const timer = setTimeout(task, delay);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** A clock that stands still until it is told to go on; for tests. */
export class ManualClock implements Clock {
  #now: number;
  #tasks: { at: number; task: () => void }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(delay: number, task: () => void): () => void {
    const entry = { at: this.#now + delay, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  /** Lets `ms` pass and runs what has become due, in order of time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#tasks.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#tasks = this.#tasks.filter((entry) => entry !== due);
      this.#now = Math.max(this.#now, due.at);
      due.task();
    }
    this.#now = end;
  }
}
