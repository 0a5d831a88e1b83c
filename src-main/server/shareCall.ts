import type { PoolCallHandlers } from '#shared/api/poolApi.ts';
import { fromHex } from '#shared/protocol/bytes.ts';

/**
 * The one call that comes thousands of times a second, read and written by hand: about a tenth of what the
 * general schema costs. A test holds both to the same answers; what is refused here goes through the schema,
 * which says why.
 */
export type ShareParams = Parameters<PoolCallHandlers['submitShare']>[0];
export type ShareVerdict = Awaited<ReturnType<PoolCallHandlers['submitShare']>>;

/** The share, if the schema would take it too; else undefined. */
export function readShareParams(params: unknown): ShareParams | undefined {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined;
  const { jobId, minedDate, blob } = params as Record<string, unknown>;
  if (typeof jobId !== 'string' || jobId.length !== 32) return undefined;
  if (typeof blob !== 'string' || blob.length !== 16) return undefined;
  if (!Number.isSafeInteger(minedDate) || (minedDate as number) < 0) return undefined;
  try {
    return { jobId: fromHex(jobId), minedDate: minedDate as number, blob: fromHex(blob) };
  } catch {
    return undefined;
  }
}

export function verdictJson(verdict: ShareVerdict): string {
  const { points, block } = verdict;
  if (block === null) return `{"points":${points},"block":null}`;
  return `{"points":${points},"block":{"id":${block.id},"hash":"${Buffer.from(block.hash).toString('hex')}"}}`;
}
