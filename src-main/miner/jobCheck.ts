import type { Job } from '#shared/api/poolValues.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { MAX_TARGET } from '#shared/protocol/difficulty.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';

/** A pool's clock further than this from ours means that one of the two is broken: its blocks would be refused. */
const CLOCK_TOLERANCE = 24 * 3_600_000;

/** A parent's mined date may be held up to a minute in the future (docs/PROTOCOL.md §7). */
const EARLIEST_TOLERANCE = 60_000;

/** So far a pool's clock may move against ours from one job to the next. */
const DRIFT_TOLERANCE = 60_000;

/**
 * Is this work that can be done? The pool is somebody else: what it sends is tested before a thread sees it.
 * `now`: our clock. `before`: the last good job and our clock when it came.
 * Faults: job.malformed (with the field), job.target, job.clock.
 */
export function checkJob(
  job: Job,
  now: number,
  before?: { readonly clock: number; readonly receivedAt: number },
): void {
  const malformed = (field: keyof Job): never => {
    throw new Fault('job.malformed', { field });
  };
  if (!(job.jobId instanceof Uint8Array) || job.jobId.length !== 16) malformed('jobId');
  if (!(job.step3 instanceof Uint8Array) || job.step3.length !== 32) malformed('step3');
  if (!Number.isSafeInteger(job.blockId) || job.blockId < FIRST_BLOCK_ID || job.blockId >= 2 ** 30)
    malformed('blockId');
  if (!Number.isSafeInteger(job.shareDifficulty) || job.shareDifficulty < 1) malformed('shareDifficulty');
  if (!Number.isSafeInteger(job.earliest) || job.earliest < 0) malformed('earliest');
  if (typeof job.target !== 'bigint') malformed('target');
  if (job.target < 1n || job.target > MAX_TARGET)
    throw new Fault('job.target', { job: toHex(job.jobId), target: job.target.toString(16) });
  checkClock(job, now, before);
}

function checkClock(
  job: Job,
  now: number,
  before: { readonly clock: number; readonly receivedAt: number } | undefined,
): void {
  const facts = { clock: job.clock, ours: now, earliest: job.earliest };
  if (!Number.isSafeInteger(job.clock)) throw new Fault('job.clock', facts);
  if (Math.abs(job.clock - now) > CLOCK_TOLERANCE) throw new Fault('job.clock', facts);
  if (job.earliest > job.clock + EARLIEST_TOLERANCE) throw new Fault('job.clock', facts);
  if (before === undefined) return;
  const drift = job.clock - before.clock - (now - before.receivedAt);
  if (Math.abs(drift) > DRIFT_TOLERANCE) throw new Fault('job.clock', { ...facts, drift });
}
