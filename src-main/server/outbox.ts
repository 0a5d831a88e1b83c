/** Somebody with events to send. */
export interface Outgoing {
  flush(): void;
}

/** Ms that sending may take before others have a turn: requests that came in the meantime are answered. */
const SLICE = 4;

/** Ms for which it gives way to what is more urgent, which may go on and on. News of a block goes along with jobs until then. */
const PATIENCE = 1000;

/**
 * Collects what the pool says in one go (a new block's news for thousands) and sends it in the next turns of the event
 * loop, everything that concerns one connection in one piece.
 */
export class Outbox {
  #waiting: Outgoing[] = [];
  #next = 0;
  #hurried: Outgoing[] = [];
  #givesWay = false;
  /** Since when there is something to send. */
  #since = 0;

  /** To be called once for each connection until it was flushed. */
  add(outgoing: Outgoing): void {
    this.#waiting.push(outgoing);
    if (this.#waiting.length > 1) return;
    this.#since = performance.now();
    setImmediate(() => this.#serve());
  }

  /**
   * For what is more urgent: it leaves at the end of this step, in one write with whatever else there is for the same
   * connection by then, news of the block or the answer to a share. The next turn is left to more of that.
   */
  hurry(outgoing: Outgoing): void {
    this.#givesWay = true;
    if (this.#hurried.length === 0) process.nextTick(() => this.#serveHurried());
    this.#hurried.push(outgoing);
  }

  #serveHurried(): void {
    const hurried = this.#hurried;
    this.#hurried = [];
    for (const outgoing of hurried) outgoing.flush();
  }

  #serve(): void {
    const start = performance.now();
    if (this.#givesWay && start - this.#since < PATIENCE) {
      this.#givesWay = false;
      setImmediate(() => this.#serve());
      return;
    }
    for (; this.#next < this.#waiting.length; this.#next++) {
      if (performance.now() - start > SLICE) {
        setImmediate(() => this.#serve());
        return;
      }
      this.#waiting[this.#next]?.flush();
    }
    this.#waiting = [];
    this.#next = 0;
  }
}
