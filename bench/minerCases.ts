import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { PoolEvent, PoolSession } from '#shared/api/poolApi.ts';
import type { Job } from '#shared/api/poolValues.ts';
import { passes } from '#shared/protocol/difficulty.ts';
import { blobAlgorithmOfDigest } from '#shared/protocol/proofOfWork.ts';
import { systemClock } from '../src-main/base/clock.ts';
import { silentLog } from '../src-main/base/log.ts';
import { createMiner } from '../src-main/miner/controller.ts';
import { monotonicNow } from '../src-main/miner/threadMessages.ts';
import { type MinerThread, startWorkerThread } from '../src-main/miner/threads.ts';

const ALGORITHMS = ['md5', 'sha1', 'sha384', 'sha512', 'md5'];

const hashOf = (algorithm: string, ...parts: Uint8Array[]): Buffer => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Tries a second of `attempt`, which answers whether it found a share (never, at the difficulty used here). */
function attemptRate(ms: number, attempt: (n: number) => boolean): number {
  const begin = performance.now();
  let tries = 0;
  for (; tries % 64 !== 0 || performance.now() - begin < ms; tries++) {
    if (attempt(tries)) throw new Error('a hash below 2^100 is no chance');
  }
  return (tries * 1000) / (performance.now() - begin);
}

const NEVER = 1n << 100n;

/** The steps as the paper has them: the present time, a random blob, steps 4 to 10, and again, with Node's hashes. */
export function naiveRate(ms: number): number {
  const step3 = randomBytes(32);
  return attemptRate(ms, () => {
    const date = Buffer.alloc(8);
    date.writeBigUInt64BE(BigInt(Date.now()));
    const blob = randomBytes(8);
    const step4 = hashOf('sha256', date, step3);
    const step5 = hashOf('sha256', blob);
    const step8 = hashOf(ALGORITHMS[blobAlgorithmOfDigest(step5)] ?? 'md5', blob);
    return passes(hashOf('sha256', step4, step5, step8), NEVER);
  });
}

/** The same hashes, without what else costs time: blobs are counted up, the time stands still. */
export function leanNaiveRate(ms: number): number {
  const step3 = randomBytes(32);
  const blob = randomBytes(8);
  const date = randomBytes(8);
  return attemptRate(ms, (n) => {
    blob.writeUInt32LE(n);
    const step4 = hashOf('sha256', date, step3);
    const step5 = hashOf('sha256', blob);
    const step8 = hashOf(ALGORITHMS[blobAlgorithmOfDigest(step5)] ?? 'md5', blob);
    return hashOf('sha256', step4, step5, step8).readBigUInt64BE() === 0n;
  });
}

/** A pool with one job at a time; a share of it ends the wait for it. */
class BenchPool {
  readonly #listeners = new Set<(event: PoolEvent) => void>();
  #job = job(Number.MAX_SAFE_INTEGER);
  #shared: (() => void) | undefined;

  readonly session: PoolSession = {
    requestJob: async () => this.#job,
    stopJobs: async () => ({}),
    subscribe: (listener: (event: PoolEvent) => void) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
    submitShare: async ({ jobId }: { jobId: Uint8Array }) => {
      if (jobId === this.#job.jobId) this.#shared?.();
      return { points: 1, block: null };
    },
  } satisfies Partial<PoolSession> as unknown as PoolSession;

  /** Sends a new job; settled when its first share comes in. */
  replaceJob(shareDifficulty: number): Promise<void> {
    this.#job = job(shareDifficulty);
    const shared = new Promise<void>((resolve) => {
      this.#shared = resolve;
    });
    for (const listener of this.#listeners) listener({ type: 'job', value: this.#job });
    return shared;
  }
}

function job(shareDifficulty: number): Job {
  return {
    jobId: new Uint8Array(randomBytes(16)),
    step3: new Uint8Array(randomBytes(32)),
    target: 1n << 128n,
    shareDifficulty,
    blockId: 100,
    clock: Date.now(),
    earliest: Date.now() - 10_000,
  };
}

export interface AppRun {
  /** Tries a second of all threads together, one number a window. */
  readonly rates: number[];
  /** Percent of its time in which the app's own thread was busy, one number a window. */
  readonly rest: number[];
  /** From a new job to its first share, ms. */
  readonly jobChanges: number[];
  /** From the wish to stop to the end of the last thread, ms. */
  readonly stops: number[];
}

/** A share of this difficulty takes a thread about a millisecond. */
const EASY = 1 << 16;

const CHANGES = 5;

/** The whole miner, from the job to the counted try, with real worker threads. */
export async function appRates(threads: number, settings: { windows: number; ms: number }): Promise<AppRun> {
  const started: MinerThread[] = [];
  const pool = new BenchPool();
  const miner = createMiner({
    pool: pool.session,
    clock: systemClock,
    log: silentLog,
    settings: { threads },
    startThread: (start, ears) => {
      const thread = startWorkerThread(start, ears);
      started.push(thread);
      return thread;
    },
  });
  const run: AppRun = { rates: [], rest: [], jobChanges: [], stops: [] };
  try {
    await miner.start('bench');
    while (started.length < threads || started.some((thread) => thread.tries === 0)) await pause(20);
    // The threads make their blobs and find their pace.
    await pause(1000);
    for (let window = 0; window < settings.windows; window++) {
      const before = started.map(({ tries, countedAt }) => ({ tries, countedAt }));
      const loop = performance.eventLoopUtilization();
      const begin = monotonicNow();
      await pause(settings.ms);
      const busy = performance.eventLoopUtilization(loop).active;
      run.rest.push((100 * busy) / (monotonicNow() - begin));
      const rates = started.map((thread, n) => {
        const { tries, countedAt } = before[n] ?? { tries: 0, countedAt: 0 };
        return ((thread.tries - tries) * 1000) / (thread.countedAt - countedAt);
      });
      run.rates.push(rates.reduce((sum, rate) => sum + rate, 0));
    }
    for (let change = 0; change < CHANGES; change++) {
      const begin = monotonicNow();
      await pool.replaceJob(EASY);
      run.jobChanges.push(monotonicNow() - begin);
      void pool.replaceJob(Number.MAX_SAFE_INTEGER);
      await pause(50);
    }
    const begin = monotonicNow();
    await miner.stop();
    run.stops.push(monotonicNow() - begin);
    return run;
  } finally {
    await miner.stop();
  }
}
