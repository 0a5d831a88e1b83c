import { availableParallelism } from 'node:os';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { passes } from '#shared/protocol/difficulty.ts';
import { blockHash, step3 } from '#shared/protocol/proofOfWork.ts';
import { Crew } from './crew.ts';
import { limitOf } from './kernel/kernel.ts';
import { monotonicNow } from './threadMessages.ts';
import { type StartThread, startWorkerThread } from './threads.ts';

/** A block that has everything but its solution. */
export interface BlockWork {
  readonly footerHash: Bytes;
  readonly jobId: Bytes;
  readonly target: bigint;
  readonly earliest: number;
  /** The clock of who gave the work, as it was just now. */
  readonly clock: number;
}

export interface BlockSearch {
  /** A mined date and a blob with which the block's hash is below its target; undefined: it became stale before. */
  search(work: BlockWork): Promise<{ readonly minedDate: number; readonly blob: Bytes } | undefined>;
  close(): Promise<void>;
}

/** So often it is looked whether the work is stale, ms; and so long one work is searched at most. */
const LOOK_EVERY = 250;
const LONGEST = 60_000;

/** Looks for one block's solution with the miner's threads, one work after the other. */
export function openBlockSearch(options: {
  /** Whether somebody else was quicker since `search` was called. */
  readonly stale: () => boolean;
  readonly threads?: number;
  readonly startThread?: StartThread;
}): BlockSearch {
  const { stale, threads = availableParallelism(), startThread = startWorkerThread } = options;
  let number = 0;
  let found = (_share: { number: number; minedDate: number; blob: Bytes }): void => {};
  let failed = (_error: Error): void => {};
  const crew = new Crew(startThread, {
    ready: () => {},
    share: (share) => found(share),
    leftOut: () => {},
    failed: ({ reason }) => failed(new Error(reason)),
  });
  return {
    async search({ footerHash, jobId, target, earliest, clock }) {
      number += 1;
      const mine = number;
      const epoch = clock - monotonicNow();
      const began = monotonicNow();
      await crew.resize(threads);
      return await new Promise((resolve, reject) => {
        const end = (solution?: { minedDate: number; blob: Bytes }) => {
          clearInterval(timer);
          crew.work(null);
          resolve(solution);
        };
        const timer = setInterval(() => {
          if (stale() || monotonicNow() - began > LONGEST) end();
        }, LOOK_EVERY);
        failed = (error) => {
          clearInterval(timer);
          reject(error);
        };
        found = ({ number: of, minedDate, blob }) => {
          // A thread may be a work behind; and no kernel is trusted alone.
          if (of !== mine || !passes(blockHash({ footerHash, jobId, minedDate, blob }), target)) return;
          end({ minedDate, blob });
        };
        crew.work({ number: mine, step3: step3(footerHash, jobId), earliest, limit: limitOf(target), epoch });
      });
    },
    async close() {
      await crew.resize(0);
    },
  };
}
