import * as z from 'zod';
import { type PoolEvent, type PoolMethod, poolCalls, poolEvents } from '#shared/api/poolApi.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { faultOfPool } from './poolFault.ts';

/** What a pool sent: an answer to a request, an event, or an event that this version does not know. */
export type PoolMessage =
  | { readonly kind: 'answer'; readonly id: unknown; readonly result: unknown }
  | { readonly kind: 'fault'; readonly id: unknown; readonly fault: Fault }
  | { readonly kind: 'event'; readonly event: PoolEvent }
  | { readonly kind: 'unknown' };

/** Throws `remote.malformed` for what no pool says. Results are read later, when it is known whose they are. */
export function readPoolMessage(text: string): PoolMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Fault('remote.malformed');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Fault('remote.malformed');
  const { id, method, params, result, error } = json as Record<string, unknown>;
  if (typeof method === 'string') {
    if (!Object.hasOwn(poolEvents, method)) return { kind: 'unknown' };
    const type = method as PoolEvent['type'];
    const value = (poolEvents[type] as z.ZodType).safeParse(params);
    if (!value.success) throw new Fault('remote.malformed', { method: type });
    return { kind: 'event', event: { type, value: value.data } as PoolEvent };
  }
  if (error !== undefined) return { kind: 'fault', id, fault: faultOfPool(error) };
  if (result !== undefined) return { kind: 'answer', id, result };
  throw new Fault('remote.malformed');
}

/** Throws `remote.malformed` with the method whose answer is not what it should be. */
export function readResult(method: PoolMethod, result: unknown): unknown {
  const value = (poolCalls[method].result as z.ZodType).safeParse(result);
  if (!value.success) throw new Fault('remote.malformed', { method });
  return value.data;
}

export function requestText(id: number, method: PoolMethod, params: unknown): string {
  const encoded = z.encode(poolCalls[method].params as z.ZodType, params);
  return JSON.stringify({ jsonrpc: '2.0', method, id, params: encoded });
}
