import * as z from 'zod';
import type { NextRun } from '#shared/api/contractApi.ts';
import { type PoolEvent, type PoolMethod, poolCalls, poolEvents } from '#shared/api/poolApi.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { faultOfPool } from './poolFault.ts';

/** What a pool sent: an answer to a request, an event, or an event that this version does not know. */
export type PoolMessage =
  | { readonly kind: 'answer'; readonly id: unknown; readonly result: unknown }
  | { readonly kind: 'fault'; readonly id: unknown; readonly fault: Fault }
  | { readonly kind: 'event'; readonly event: PoolEvent }
  | { readonly kind: 'unknown' };

type PoolResult<M extends PoolMethod> = z.output<(typeof poolCalls)[M]['result']>;
type Failing = Pick<NextRun, 'failure'>;

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
  return withoutScriptWords(method, value.data);
}

/**
 * What a contract's script said when it failed, and what it notes about an applicant, are text, and a pool could have
 * made it up: they are shown only where this machine executed the script, in the own pool or in a rehearsal.
 */
function withoutScriptWords(method: PoolMethod, result: unknown): unknown {
  const unsaid = <T extends Failing | null>(run: T): T =>
    run?.failure ? { ...run, failure: { ...run.failure, detail: '' } } : run;
  switch (method) {
    case 'getNextRun':
      return unsaid(result as PoolResult<'getNextRun'>);
    case 'getRuns': {
      const { runs, more } = result as PoolResult<'getRuns'>;
      return { runs: runs.map(unsaid), more };
    }
    case 'getApplications': {
      const { applications, more } = result as PoolResult<'getApplications'>;
      return { applications: applications.map((each) => ({ ...each, model: null })), more };
    }
    default:
      return result;
  }
}

export function requestText(id: number, method: PoolMethod, params: unknown): string {
  const encoded = z.encode(poolCalls[method].params as z.ZodType, params);
  return JSON.stringify({ jsonrpc: '2.0', method, id, params: encoded });
}
