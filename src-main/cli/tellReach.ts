import type { PeerBook } from '../app/peerBook.ts';
import { testReach } from '../app/reach.ts';
import type { Serving } from '../app/serving.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';

/** A peer needs a moment to be connected; one that says nothing useful is asked again, but not for ever. */
const FIRST = 3_000;
const AGAIN = 30_000;
const TRIES = 20;

/**
 * Once after the start, as soon as another pool is there to ask: whether this pool can be reached from outside. The answer
 * is a line of the log, a warning where it can't. The answer of this function ends it.
 */
export function tellReach(parts: {
  readonly serving: Serving;
  readonly book: PeerBook;
  readonly clock: Clock;
  readonly log: Log;
}): () => void {
  const { serving, book, clock, log } = parts;
  let stop = (): void => {};
  const next = (wait: number, left: number): void => {
    if (left === 0) return;
    stop = clock.after(wait, () => void ask(left));
  };
  const ask = async (left: number): Promise<void> => {
    const isThere = book.peers.view().some(({ url, state }) => url !== undefined && state === 'connected');
    // A pool that is alone stays alone until its operator names another one.
    if (!isThere) return next(AGAIN, left - 1);
    try {
      const reach = await testReach(serving, book.openHelper());
      if (reach.reached) log.info('reach.tested', { ...reach });
      else log.warn('reach.tested', { ...reach });
    } catch (error) {
      log.info('reach.notTested', { error });
      next(AGAIN, left - 1);
    }
  };
  next(FIRST, TRIES);
  return () => stop();
}
