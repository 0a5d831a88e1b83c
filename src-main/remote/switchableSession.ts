import type { PoolEvent, PoolMethod, PoolSession } from '#shared/api/poolApi.ts';
import { Events } from '../base/events.ts';
import type { Log } from '../base/log.ts';
import { Subscriptions, sessionOf } from './subscriptions.ts';

/**
 * One session that outlives the pools behind it: its holders subscribe once, and what they asked a pool to tell them is
 * asked again of the next one.
 */
export class SwitchableSession {
  /** For the holders; closing it closes the pool behind it. */
  readonly session: PoolSession;
  readonly #events: Events<{ event: PoolEvent }>;
  readonly #log: Log;
  #subscriptions = new Subscriptions();
  #behind: PoolSession;
  #stop: () => void = () => {};

  constructor(first: PoolSession, log: Log) {
    this.#log = log;
    this.#events = new Events((error, type) => log.error('listener.failed', { error, type }));
    this.#behind = first;
    this.#listen();
    const call = async (method: PoolMethod, params: unknown): Promise<unknown> => {
      const subscriptions = this.#subscriptions;
      if (method === 'stopJobs') subscriptions.stopWork();
      const handler = this.#behind[method] as (this: PoolSession, params: unknown) => Promise<unknown>;
      // Noted before the answer: a pool that is not there yet is asked again when it is.
      if (method === 'watch' || method === 'requestJob') subscriptions.note(method, params);
      return await handler.call(this.#behind, params);
    };
    this.session = sessionOf(call, {
      subscribe: (listener) => this.#events.on('event', listener),
      close: () => {
        this.#stop();
        this.#behind.close();
      },
    });
  }

  /** Another pool from now on. `forget`: of another network, where nothing that was asked for makes sense. */
  switchTo(next: PoolSession, forget: boolean): void {
    this.#stop();
    this.#behind.close();
    if (forget) this.#subscriptions = new Subscriptions();
    this.#behind = next;
    this.#listen();
  }

  /** Asks the pool for everything again. One that does not answer is no error here. */
  async resume(): Promise<void> {
    const behind = this.#behind;
    try {
      await this.#subscriptions.resume(behind, (event) => {
        if (this.#behind === behind) this.#events.emit('event', event);
      });
    } catch (error) {
      this.#log.info('pool.notResumed', { error });
    }
  }

  #listen(): void {
    const behind = this.#behind;
    this.#stop = behind.subscribe((event) => {
      if (this.#behind === behind) this.#events.emit('event', event);
    });
  }
}
