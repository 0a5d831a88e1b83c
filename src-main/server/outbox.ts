import { BatchWriter } from './batchWriter.ts';

/** Somebody with something to send. */
export interface Outgoing {
  flush(writer: BatchWriter): void;
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
  readonly #writer = new BatchWriter();
  #waiting: Outgoing[] = [];
  #next = 0;
  #leaving: Outgoing[] = [];
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
   * connection by then. The next turn is left to more of that.
   */
  hurry(outgoing: Outgoing): void {
    this.#givesWay = true;
    this.answer(outgoing);
  }

  /** Leaves at the end of this step as well, with the answers to others. */
  answer(outgoing: Outgoing): void {
    if (this.#leaving.length === 0) process.nextTick(() => this.#serveLeaving());
    this.#leaving.push(outgoing);
  }

  /** Leaves now: nothing may overtake it. */
  now(outgoing: Outgoing): void {
    outgoing.flush(this.#writer);
    this.#writer.leave();
  }

  #serveLeaving(): void {
    const leaving = this.#leaving;
    this.#leaving = [];
    for (const outgoing of leaving) outgoing.flush(this.#writer);
    this.#writer.leave();
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
        this.#writer.leave();
        setImmediate(() => this.#serve());
        return;
      }
      this.#waiting[this.#next]?.flush(this.#writer);
    }
    this.#writer.leave();
    this.#waiting = [];
    this.#next = 0;
  }
}
