import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { passes, targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { blockHash } from '#shared/protocol/proofOfWork.ts';
import { type BlockSearch, openBlockSearch } from './blockSearch.ts';

let search: BlockSearch | undefined;
afterEach(() => search?.close());

const workOf = (difficulty: bigint) => {
  const clock = Date.now();
  const target = targetOfDifficulty(difficulty);
  return { footerHash: randomBytes(32), jobId: randomBytes(16), target, earliest: clock - 500, clock };
};

it('finds what the reference calls a solution, one work after the other, until somebody else is quicker', async () => {
  let isStale = false;
  search = openBlockSearch({ stale: () => isStale, threads: 1 });
  for (let n = 0; n < 3; n++) {
    const work = workOf(50_000n);
    const found = await search.search(work);
    if (found === undefined) throw new Error('nothing was found');
    expect(passes(blockHash({ ...work, ...found }), work.target)).toBe(true);
    expect(found.minedDate).toBeGreaterThanOrEqual(work.earliest);
    expect(found.minedDate).toBeLessThanOrEqual(Date.now());
  }
  const endless = search.search(workOf(2n ** 200n));
  isStale = true;
  expect(await endless).toBeUndefined();
});
