import type { IncomingMessage } from 'node:http';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { ByteBudget } from './byteBudget.ts';
import type { PoolServerLimits } from './limits.ts';
import type { Visitor } from './visitors.ts';

/** Whether there is more of a request than its headers that nobody has read. */
export function hasUnreadBody(request: IncomingMessage): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  return !request.complete && (length !== '0' || encoding !== undefined);
}

/**
 * Reads a request's body. Its length must be known before, so that it can be refused before anything is kept; room is
 * taken for what has come, since anyone can announce anything.
 * Throws `server.params` (no length), `server.tooLarge`, `server.busy`, `server.slowSender` (too slow, or it broke off).
 */
export async function readBody(
  request: IncomingMessage,
  visitor: Visitor,
  parts: { limits: PoolServerLimits; budget: ByteBudget; clock: Clock },
): Promise<Buffer> {
  const { limits, budget, clock } = parts;
  const limit = limits.bodyBytes;
  const length = Number(request.headers['content-length']);
  if (!Number.isSafeInteger(length) || length < 0)
    throw new Fault('server.params', { field: 'content-length' });
  if (length > limit) throw new Fault('server.tooLarge', { bytes: length, limit });
  // Node's own time limit would run while a request waits behind another one.
  const stop = clock.after(limits.bodyTimeout, () => request.destroy());
  const chunks: Buffer[] = [];
  let taken = 0;
  try {
    // Node's parser ends the body at content-length, so no more than this can come. A refusal still needs the connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const { length } = chunk as Buffer;
      budget.take(visitor, length);
      taken += length;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    throw isFault(error) ? error : new Fault('server.slowSender');
  } finally {
    stop();
    budget.giveBack(visitor, taken);
  }
}
