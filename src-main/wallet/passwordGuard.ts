import { Fault, isFault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';

/** Wrong passwords that cost nothing but the stretching itself. */
const FREE_TRIES = 3;
const MOST_WAIT = 5 * 60_000;

/**
 * Slows down who guesses through the app: after three wrong passwords in a row the next try must wait 1 s, then 2, 4 …
 * up to five minutes. One try at a time, so that many at once gain nothing. (Who has the file guesses
 * without the app; against that stands the key stretching.)
 */
export class PasswordGuard {
  readonly #clock: Clock;
  #wrong = 0;
  #openAt = 0;
  #busy = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Runs a try with a password and counts how it ends.
   *
   * @throws Fault `wallet.passwordWait` {seconds}, and what the try throws.
   */
  async attempt<T>(task: () => Promise<T>): Promise<T> {
    const wait = this.#openAt - this.#clock.now();
    // A wait longer than any that is ever set means that the clock was set back.
    if (wait > 0 && wait <= MOST_WAIT)
      throw new Fault('wallet.passwordWait', { seconds: Math.ceil(wait / 1000) });
    if (this.#busy) throw new Fault('wallet.passwordWait', { seconds: 1 });
    this.#busy = true;
    try {
      const result = await task();
      this.#wrong = 0;
      return result;
    } catch (error) {
      if (isFault(error) && error.code === 'wallet.passwordWrong') {
        this.#wrong += 1;
        if (this.#wrong >= FREE_TRIES) {
          const delay = Math.min(1000 * 2 ** (this.#wrong - FREE_TRIES), MOST_WAIT);
          this.#openAt = this.#clock.now() + delay;
          throw new Fault('wallet.passwordWrong', { seconds: Math.ceil(delay / 1000) });
        }
      }
      throw error;
    } finally {
      this.#busy = false;
    }
  }
}
