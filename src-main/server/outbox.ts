/** Somebody with events to send. */
export interface Outgoing {
  flush(): void;
}

/** How many are served before others get their turn: about 3 ms of work. */
const AT_ONCE = 250;

/**
 * Sends a new block's thousands of events in slices, so that shares that arrive meanwhile are acknowledged in
 * between.
 */
export class Outbox {
  #waiting = new Set<Outgoing>();
  #isScheduled = false;

  add(outgoing: Outgoing): void {
    this.#waiting.add(outgoing);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#serve();
    });
  }

  #serve(): void {
    let left = AT_ONCE;
    for (const outgoing of this.#waiting) {
      this.#waiting.delete(outgoing);
      outgoing.flush();
      left -= 1;
      if (left === 0) break;
    }
    if (this.#waiting.size > 0) this.#schedule();
  }
}
