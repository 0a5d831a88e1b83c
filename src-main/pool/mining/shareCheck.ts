import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { difficultyOfTarget, passes } from '#shared/protocol/difficulty.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { blobDigests, step4, step9 } from '#shared/protocol/proofOfWork.ts';
import type { Job } from './jobDesk.ts';

/** How old the time in a share may be, as in a block (docs/PROTOCOL.md §7). */
export const MAX_SHARE_AGE = 60_000;

/** So many shares of one job at most: what the pool must remember of a job is bounded. */
const MAX_SHARES_PER_JOB = 20_000;

/** A share that passed every test. */
export interface CheckedShare {
  readonly hash: Bytes;
  readonly points: number;
  /** Its hash is also below the block's target. */
  readonly isBlock: boolean;
}

/**
 * Tests a share of a job that is not stale and remembers it. Times in ms since 1970, `now` by the pool's clock.
 * Faults: `share.future`, `share.tooOld`, `share.duplicate`, `share.tooMany`, `share.lowDifficulty`
 * (paper, "Mining Flow" 8; docs/PROTOCOL.md §8).
 */
export function checkShare(job: Job, minedDate: number, blob: Bytes, now: number): CheckedShare {
  const { earliest, target } = job.template;
  if (minedDate > now) throw new Fault('share.future', { minedDate, now });
  if (minedDate < earliest || minedDate < now - MAX_SHARE_AGE) {
    throw new Fault('share.tooOld', { minedDate, now, earliest });
  }
  const key = `${minedDate.toString(36)}/${toHex(blob)}`;
  if (job.seen?.has(key)) throw new Fault('share.duplicate', { minedDate });
  if ((job.seen?.size ?? 0) >= MAX_SHARES_PER_JOB)
    throw new Fault('share.tooMany', { limit: MAX_SHARES_PER_JOB });
  const hash = step9(step4(minedDate, job.step3), blobDigests(blob));
  if (!passes(hash, job.shareTarget)) {
    throw new Fault('share.lowDifficulty', {
      difficulty: difficultyOfTarget(BigInt(`0x${toHex(hash)}`) + 1n).toString(),
      need: job.shareDifficulty,
    });
  }
  job.seen ??= new Set();
  job.seen.add(key);
  return { hash, points: job.shareDifficulty, isBlock: passes(hash, target) };
}
