import type { PoolCallHandlers } from '#shared/api/poolApi.ts';
import { toHex } from '#shared/protocol/bytes.ts';

/** Blocks this deep are not expected to change any more (docs/PROTOCOL.md §8: payouts wait as long). */
const DEPTH = 6;
const FIRST_BLOCK_ID = 94;

export type Agreement =
  | { readonly state: 'agree'; readonly blockId: number }
  | { readonly state: 'disagree'; readonly blockId: number; readonly hashes: readonly [string, string] }
  /** One of them is too young, or too far behind, to tell. */
  | { readonly state: 'unknown' };

type Asked = Pick<PoolCallHandlers, 'getStatus' | 'getBlocks'>;

/**
 * Whether two pools are on the same chain: they must name the same hash for the newest block that lies deep in
 * both. When they do not, one of them is wrong or lies, and a person should be told before they pay.
 */
export async function comparePools(a: Asked, b: Asked): Promise<Agreement> {
  const [statusA, statusB] = await Promise.all([a.getStatus({}), b.getStatus({})]);
  const blockId = Math.min(statusA.tip.id, statusB.tip.id) - DEPTH;
  if (blockId < FIRST_BLOCK_ID) return { state: 'unknown' };
  const [hashA, hashB] = await Promise.all([hashOf(a, blockId), hashOf(b, blockId)]);
  if (hashA === undefined || hashB === undefined) return { state: 'unknown' };
  return hashA === hashB
    ? { state: 'agree', blockId }
    : { state: 'disagree', blockId, hashes: [hashA, hashB] };
}

async function hashOf(pool: Asked, id: number): Promise<string | undefined> {
  const [block] = (await pool.getBlocks({ before: id + 1, limit: 1 })).blocks;
  return block?.id === id ? toHex(block.hash) : undefined;
}
