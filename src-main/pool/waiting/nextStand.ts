import type { BlockExecution } from '#shared/ledger/blockExecution.ts';
import type { Pending } from './pending.ts';
import { Stand } from './stand.ts';

/** How the mempool will stand on a tip that comes. */
export class NextStand {
  readonly stand: Stand;
  /** What its chain holds already. */
  readonly mined: Pending[] = [];
  /** What is too old for its next block. */
  readonly expired: Pending[] = [];
  /** Those that will still wait, to be tested. */
  readonly rest: Pending[] = [];
  /** Those that wait now and those that have come since, in their order; looked at up to `#at`. */
  readonly #queue: Pending[];
  #at = 0;

  /** `execution`: of a block on that tip. */
  constructor(execution: BlockExecution, waiting: Iterable<Pending>) {
    this.stand = new Stand(execution);
    this.#queue = [...waiting];
  }

  /** One that came in the meantime. */
  push(pending: Pending): void {
    this.#queue.push(pending);
  }

  /** Looks at one after the other, but for those that do not wait any more, until `enough`. Whether all are seen. */
  advance(waits: (pending: Pending) => boolean, enough: () => boolean): boolean {
    while (this.#at < this.#queue.length) {
      const pending = this.#queue[this.#at] as Pending;
      this.#at += 1;
      if (waits(pending) && this.mayWait(pending)) {
        this.stand.remember(pending);
        this.rest.push(pending);
      }
      if (enough()) break;
    }
    return this.#at >= this.#queue.length;
  }

  /** Whether one is still to be executed; where it is not, notes why. */
  mayWait(pending: Pending): boolean {
    const { view } = this.stand.execution;
    if (view.hasIdentity(pending.identity)) this.mined.push(pending);
    else if (view.tip.id >= pending.expiresAfter) this.expired.push(pending);
    else return true;
    return false;
  }
}
