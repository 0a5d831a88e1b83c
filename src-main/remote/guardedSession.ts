import type { PoolEvent, PoolMethod, PoolSession } from '#shared/api/poolApi.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { Events } from '../base/events.ts';
import type { Log } from '../base/log.ts';
import { sessionOf } from './subscriptions.ts';

interface GuardParts {
  readonly pool: PoolSession;
  readonly log: Log;
  /** Whether the work of this block was checked on this machine. */
  readonly isProven: (id: number, hash: Uint8Array) => boolean;
  /** Checks the pool's chain up to its end. Rejects with `remote.badProof`. */
  readonly prove: () => Promise<unknown>;
}

/**
 * A remote pool as the wallet may use it: what is to be signed names a block whose work was checked here, and a new
 * block is told of after it was checked. Further fault of the calls that prepare something: `remote.unproven`.
 */
export function guardedSession({ pool, log, isProven, prove }: GuardParts): PoolSession {
  const events = new Events<{ event: PoolEvent }>((error, type) =>
    log.error('listener.failed', { error, type }),
  );
  const stop = pool.subscribe((event) => {
    if (event.type !== 'block') return events.emit('event', event);
    const { id, hash } = event.value;
    const tell = () => {
      if (isProven(id, hash)) events.emit('event', event);
      else log.warn('block.unproven', { id, hash });
    };
    if (isProven(id, hash)) return tell();
    prove().then(tell, (error: unknown) => log.warn('block.unproven', { id, hash, error }));
    return undefined;
  });
  const call = async (method: PoolMethod, params: unknown): Promise<unknown> => {
    const handler = pool[method] as (this: PoolSession, params: unknown) => Promise<unknown>;
    const result = await handler.call(pool, params);
    const reference = referenceOf(result);
    if (reference !== undefined && !isProven(reference.id, reference.hash)) {
      await prove();
      if (!isProven(reference.id, reference.hash)) {
        throw new Fault('remote.unproven', { blockId: reference.id });
      }
    }
    return result;
  };
  return sessionOf(call, {
    subscribe: (listener) => events.on('event', listener),
    close: () => {
      stop();
      pool.close();
    },
  });
}

/** Whatever is prepared to be signed names its reference block in the same way. */
function referenceOf(result: unknown): { id: number; hash: Uint8Array } | undefined {
  if (typeof result !== 'object' || result === null || !('reference' in result)) return undefined;
  const { reference } = result as { reference: unknown };
  if (typeof reference !== 'object' || reference === null) return undefined;
  return reference as { id: number; hash: Uint8Array };
}
