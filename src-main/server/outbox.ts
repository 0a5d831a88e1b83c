/** Somebody with events to send. */
export interface Outgoing {
  flush(): void;
}

/** Ms that sending may take before others have a turn: requests that came in the meantime are answered. */
const SLICE = 4;

/**
 * Collects what the pool says in one go (a new block's news for thousands) and sends it in the next turns of the event
 * loop, everything that concerns one connection in one piece.
 */
export class Outbox {
  #waiting: Outgoing[] = [];
  #next = 0;
  #givesWay = false;

  /** To be called once for each connection until it was flushed. */
  add(outgoing: Outgoing): void {
    this.#waiting.push(outgoing);
    if (this.#waiting.length === 1) setImmediate(() => this.#serve());
  }

  /** Something more urgent was sent beside it: the next turn is left to that. */
  giveWay(): void {
    this.#givesWay = true;
  }

  #serve(): void {
    if (this.#givesWay) {
      this.#givesWay = false;
      setImmediate(() => this.#serve());
      return;
    }
    const start = performance.now();
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
