import {
  type PoolCallHandlers,
  type PoolEvent,
  type PoolMethod,
  type PoolSession,
  poolCalls,
} from '#shared/api/poolApi.ts';

type Watch = Parameters<PoolCallHandlers['watch']>[0];
type Work = Parameters<PoolCallHandlers['requestJob']>[0];

/** After a break the state of at most so many watched wallets is asked for. */
const MAX_CAUGHT_UP = 50;

/** What a holder of a session has asked to be told, so that it can be asked for again elsewhere. */
export class Subscriptions {
  #watch: Watch | undefined;
  #work: Work | undefined;

  /** Remembers a call that succeeded, if it is one of those that last. */
  note(method: string, params: unknown): void {
    if (method === 'watch') this.#watch = params as Watch;
    else if (method === 'requestJob') this.#work = params as Work;
    else if (method === 'stopJobs') this.#work = undefined;
  }

  /** The holder does not want jobs any more, whether the pool can be told or not. */
  stopWork(): void {
    this.#work = undefined;
  }

  /**
   * Asks a pool for everything again, and tells the holder, as events, what it may have missed: the state of
   * its wallets, the newest block, its new job. The holder needs not know that there was a break.
   */
  async resume(session: PoolCallHandlers, emit: (event: PoolEvent) => void): Promise<void> {
    const watch = this.#watch;
    const work = this.#work;
    if (watch !== undefined) await session.watch(watch);
    if (work !== undefined) emit({ type: 'job', value: await session.requestJob(work) });
    const newest = (await session.getBlocks({ limit: 1 })).blocks[0];
    if (newest !== undefined) emit({ type: 'block', value: newest });
    for (const address of watch?.addresses.slice(0, MAX_CAUGHT_UP) ?? []) {
      emit({ type: 'wallet', value: await session.getWallet({ address }) });
    }
  }
}

/** A session of which each call goes through one function. */
export function sessionOf(
  call: (method: PoolMethod, params: unknown) => Promise<unknown>,
  rest: Pick<PoolSession, 'subscribe' | 'close'>,
): PoolSession {
  const methods = Object.keys(poolCalls) as PoolMethod[];
  const calls = Object.fromEntries(
    methods.map((method) => [method, (params: unknown) => call(method, params)]),
  );
  return { ...(calls as unknown as PoolCallHandlers), ...rest };
}
