import type { PoolSession } from '#shared/api/poolApi.ts';
import type { Job } from '#shared/api/poolValues.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { difficultyOfTarget, passes } from '#shared/protocol/difficulty.ts';
import { type FaultCode, isFault } from '#shared/protocol/fault.ts';
import { blobDigests, step4, step9 } from '#shared/protocol/proofOfWork.ts';

/** Shares by what became of them. */
export interface ShareCounts {
  readonly accepted: number;
  /** By the pool's fault code; stale ones stand under `share.stale`. */
  readonly refused: Readonly<Record<string, number>>;
  /** Handed in, no answer yet. */
  readonly waiting: number;
  /** Never handed in: more than anybody would take, so the share difficulty is far too low. */
  readonly leftOut: number;
  /** Found by a thread but wrong when counted again: the processor or its memory is at fault. */
  readonly faulty: number;
  /** Points of the accepted shares. */
  readonly points: number;
  readonly blocksFound: number;
  /** The difficulty of the best accepted share; 0 before the first. */
  readonly best: number;
}

export interface FoundShare {
  readonly job: Job;
  /** What the share's hash must be below. */
  readonly target: bigint;
  readonly minedDate: number;
  readonly blob: Bytes;
}

/** So many shares wait for the pool's answer at most. */
const MAX_WAITING = 64;

/** Hands shares in and counts what the pool says. Every share is hashed again first: hardware makes mistakes. */
export class ShareDesk {
  readonly #pool: Pick<PoolSession, 'submitShare'>;
  readonly #answered: (share: FoundShare, code: FaultCode | null) => void;
  #counts: { -readonly [K in keyof ShareCounts]: ShareCounts[K] } = none();

  /** `answered` hears of every answer of the pool: null for an accepted share, else the fault's code. */
  constructor(
    pool: Pick<PoolSession, 'submitShare'>,
    answered: (share: FoundShare, code: FaultCode | null) => void,
  ) {
    this.#pool = pool;
    this.#answered = answered;
  }

  get counts(): ShareCounts {
    return { ...this.#counts, refused: { ...this.#counts.refused } };
  }

  reset(): void {
    this.#counts = none();
  }

  leaveOut(count: number): void {
    this.#counts.leftOut += count;
  }

  async handIn(share: FoundShare): Promise<void> {
    const counts = this.#counts;
    const hash = step9(step4(share.minedDate, share.job.step3), blobDigests(share.blob));
    if (!passes(hash, share.target)) {
      counts.faulty += 1;
      return;
    }
    if (counts.waiting >= MAX_WAITING) {
      counts.leftOut += 1;
      return;
    }
    counts.waiting += 1;
    let code: FaultCode | null = null;
    try {
      const { jobId } = share.job;
      const verdict = await this.#pool.submitShare({ jobId, minedDate: share.minedDate, blob: share.blob });
      counts.accepted += 1;
      counts.points += verdict.points;
      if (verdict.block !== null) counts.blocksFound += 1;
      counts.best = Math.max(counts.best, difficultyOf(hash));
    } catch (error) {
      code = isFault(error) ? error.code : 'pool.closed';
      counts.refused = { ...counts.refused, [code]: (counts.refused[code] ?? 0) + 1 };
    }
    counts.waiting -= 1;
    this.#answered(share, code);
  }
}

function none() {
  return { accepted: 0, refused: {}, waiting: 0, leftOut: 0, faulty: 0, points: 0, blocksFound: 0, best: 0 };
}

/** The difficulty that a hash would just have met. */
function difficultyOf(hash: Bytes): number {
  return Number(difficultyOfTarget(BigInt(`0x${Buffer.from(hash).toString('hex')}`) + 1n));
}
