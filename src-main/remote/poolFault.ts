import { noteOfPool } from '#shared/api/poolWords.ts';
import { Fault } from '#shared/protocol/fault.ts';

/**
 * A pool's refusal as a fault of ours. Throws nothing: what makes no sense becomes `remote.malformed`, and what no pool
 * may say `remote.refused`.
 */
export function faultOfPool(error: unknown): Fault {
  if (typeof error !== 'object' || error === null) return new Fault('remote.malformed');
  const { message, data } = error as Record<string, unknown>;
  if (typeof message !== 'string') return new Fault('remote.malformed');
  const note = noteOfPool(message, data);
  return note === undefined ? new Fault('remote.refused') : new Fault(note.code, note.facts);
}
