import { randomBytes } from 'node:crypto';
import { passes } from '#shared/protocol/difficulty.ts';
import { blobDigests, step3, step4, step9 } from '#shared/protocol/proofOfWork.ts';
import type { Clock } from '../base/clock.ts';
import type { Search } from './joining.ts';

/** Tries between two looks at the clock, and until new work is asked for. */
const BATCH = 200;
const BATCHES = 500;

/** Looks for a solution with the paper's nine steps, letting others work in between: for easy targets. */
export function referenceSearch(clock: Clock): Search {
  return async ({ footerHash, jobId, target, earliest }) => {
    const s3 = step3(footerHash, jobId);
    for (let batch = 0; batch < BATCHES; batch++) {
      const minedDate = Math.max(clock.now(), earliest);
      const s4 = step4(minedDate, s3);
      for (let n = 0; n < BATCH; n++) {
        const blob = new Uint8Array(randomBytes(8));
        if (passes(step9(s4, blobDigests(blob)), target)) return { minedDate, blob };
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    return undefined;
  };
}
