import { randomBytes } from 'node:crypto';
import { JobDesk } from '../src-main/pool/mining/jobDesk.ts';
import { JobIds } from '../src-main/pool/mining/jobIds.ts';
import { checkShare } from '../src-main/pool/mining/shareCheck.ts';

const SHARES_A_JOB = 5000;

/** Shares that the pool's own test of a share gets through in a second on one core: every step of the proof of work. */
export function verifyRate(milliseconds: number): number {
  const now = Date.now();
  const desk = new JobDesk(new JobIds(randomBytes(16), randomBytes));
  const none = new Uint8Array(32);
  desk.setTemplate({
    header: {
      ...{
        id: 94,
        coreVersion: '00000000-0000-0000-0000-000000000000',
        domain: 'bench',
        transactionFees: 0n,
      },
      ...{
        contractFees: 0n,
        reward: 0,
        rewardId: 0,
        leadershipId: 0,
        executionHash: none,
        previousHash: none,
      },
    },
    lists: [],
    footerHash: none,
    target: 1n,
    earliest: 0,
    transactions: 0,
  });
  const start = performance.now();
  let checked = 0;
  while (performance.now() - start < milliseconds) {
    const job = desk.issue('miner', 1);
    const blobs = new Uint8Array(randomBytes(8 * SHARES_A_JOB));
    for (let at = 0; at < SHARES_A_JOB; at++) {
      checkShare(job, now, blobs.slice(8 * at, 8 * at + 8), now);
      checked += 1;
    }
    desk.forget(job);
  }
  return (checked * 1000) / (performance.now() - start);
}
