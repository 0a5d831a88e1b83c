import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SignatureBatch } from '#shared/ledger/signatureBatch.ts';
import { workerFile } from '../base/workerFile.ts';
import {
  type BatchMemory,
  firstBad,
  hasRoom,
  lowestBad,
  newBatchMemory,
  type SharedBatch,
  shareBatch,
} from './sharedBatch.ts';

/** Verifies the signatures of a block on all cores. */
export interface Verifier {
  /** Index of the first check of the batch that fails by ZIP-215, or −1. */
  verifyAll(batch: SignatureBatch): Promise<number>;
  close(): Promise<void>;
}

/** So few checks are done at once, which takes less time than asking a thread. */
const INLINE = 16;
/** Each thread that is asked costs as much as a few checks: one more only for so many. */
const FOR_A_THREAD = 64;
/** A block is verified while the one before it is written: two batches are under way at a time. */
const KEPT_MEMORIES = 2;
/** Larger memory goes back to the system: blocks of this size are rare. */
const KEPT_BYTES = 32 * 2 ** 20;

interface Job {
  readonly batch: SharedBatch;
  readonly memory: BatchMemory;
  /** Threads that are not done with it. */
  left: number;
  readonly done: (bad: number) => void;
  readonly failed: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** What it was sent and has not answered, oldest first. */
  readonly jobs: Job[];
}

/** Its threads start when they are first needed. `threads`: default one for each core. */
export function openVerifier(options: { threads?: number } = {}): Verifier {
  return new ThreadedVerifier(options.threads ?? availableParallelism());
}

class ThreadedVerifier implements Verifier {
  private readonly size: number;
  private threads: Thread[] = [];
  private readonly memories: BatchMemory[] = [];
  private closed = false;

  constructor(size: number) {
    this.size = size;
  }

  async verifyAll(batch: SignatureBatch): Promise<number> {
    if (batch.count <= INLINE) return firstBad(batch, 0, batch.count);
    if (this.closed) throw new Error('The verifier was closed.');
    while (this.threads.length < this.size) this.threads.push(this.start());
    const memory = this.memoryFor(batch);
    const shared = shareBatch(batch, memory);
    const asked = this.leastBusy(Math.ceil(batch.count / FOR_A_THREAD));
    return await new Promise<number>((done, failed) => {
      const job: Job = { batch: shared, memory, left: asked.length, done, failed };
      for (const { worker, jobs } of asked) {
        if (jobs.length === 0) worker.ref();
        jobs.push(job);
        worker.postMessage(shared);
      }
    });
  }

  private leastBusy(count: number): Thread[] {
    if (count >= this.threads.length) return this.threads;
    return [...this.threads].sort((a, b) => a.jobs.length - b.jobs.length).slice(0, count);
  }

  private memoryFor(batch: SignatureBatch): BatchMemory {
    const at = this.memories.findIndex((memory) => hasRoom(memory, batch));
    return this.memories.splice(at, at < 0 ? 0 : 1)[0] ?? newBatchMemory(batch);
  }

  private finish(job: Job): void {
    job.left -= 1;
    if (job.left > 0) return;
    const bad = lowestBad(job.batch);
    if (job.memory.data.length <= KEPT_BYTES) this.memories.push(job.memory);
    if (this.memories.length > KEPT_MEMORIES) this.memories.shift();
    job.done(bad);
  }

  private start(): Thread {
    const worker = new Worker(workerFile('verifier'));
    // An idle verifier must not keep a command from ending.
    worker.unref();
    const thread: Thread = { worker, jobs: [] };
    worker.on('message', () => {
      const job = thread.jobs.shift();
      if (thread.jobs.length === 0) worker.unref();
      if (job !== undefined) this.finish(job);
    });
    const fail = (error: Error) => {
      this.threads = this.threads.filter((one) => one !== thread);
      // The checks that it had taken are lost: what the others find does not tell about the whole batch.
      for (const job of thread.jobs.splice(0)) job.failed(error);
    };
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('A verifier thread has ended.')));
    return thread;
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }
}
