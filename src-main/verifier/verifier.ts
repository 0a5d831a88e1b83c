import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SignatureBatch } from '#shared/ledger/signatureBatch.ts';
import { workerFile } from '../base/workerFile.ts';
import { chunkOf, firstBad, type SignatureChunk } from './signatureChunk.ts';

/** Verifies the signatures of a block on all cores. */
export interface Verifier {
  /** Index of the first check of the batch that fails by ZIP-215, or −1. The batch must not change meanwhile. */
  verifyAll(batch: SignatureBatch): Promise<number>;
  close(): Promise<void>;
}

/** So few checks are done at once, which takes less time than asking a thread. */
const INLINE = 16;
/** About 6 ms of a core: small enough to spread a block evenly, large enough that messages cost nothing. */
const CHUNK_CHECKS = 128;
const CHUNK_BYTES = 2 ** 20;
/** A thread has a chunk waiting behind the one it works on. */
const AHEAD = 2;

interface Job {
  /** Cuts the chunk out when its turn comes, or finds that it is not needed any more. */
  readonly make: () => SignatureChunk | undefined;
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
  private readonly waiting: Job[] = [];
  private closed = false;

  constructor(size: number) {
    this.size = size;
  }

  async verifyAll(batch: SignatureBatch): Promise<number> {
    if (batch.count <= INLINE) return batch.count === 0 ? -1 : firstBad(chunkOf(batch, 0, batch.count));
    if (this.closed) throw new Error('The verifier was closed.');
    let lowest = -1;
    const results: Promise<void>[] = [];
    for (let first = 0; first < batch.count; ) {
      const from = first;
      const count = chunkCount(batch, from);
      // What lies behind a bad one need not be looked at: it cannot bring a lower index.
      const make = () => (lowest >= 0 && lowest < from ? undefined : chunkOf(batch, from, count));
      results.push(
        this.ask(make).then((bad) => {
          if (bad >= 0 && (lowest < 0 || bad < lowest)) lowest = bad;
        }),
      );
      first += count;
    }
    await Promise.all(results);
    return lowest;
  }

  private ask(make: Job['make']): Promise<number> {
    return new Promise((done, failed) => {
      this.waiting.push({ make, done, failed });
      while (this.threads.length < this.size) this.threads.push(this.start());
      for (const thread of this.threads) this.feed(thread);
    });
  }

  private start(): Thread {
    const worker = new Worker(workerFile('verifier'));
    // An idle verifier must not keep a command from ending.
    worker.unref();
    const thread: Thread = { worker, jobs: [] };
    worker.on('message', ({ bad }: { bad: number }) => {
      thread.jobs.shift()?.done(bad);
      if (thread.jobs.length === 0) worker.unref();
      this.feed(thread);
    });
    const fail = (error: Error) => {
      this.threads = this.threads.filter((one) => one !== thread);
      for (const job of thread.jobs.splice(0)) job.failed(error);
      if (this.threads.length === 0) for (const job of this.waiting.splice(0)) job.failed(error);
    };
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('A verifier thread has ended.')));
    return thread;
  }

  private feed(thread: Thread): void {
    while (thread.jobs.length < AHEAD) {
      const job = this.waiting.shift();
      if (job === undefined) return;
      const chunk = job.make();
      if (chunk === undefined) {
        job.done(-1);
        continue;
      }
      if (thread.jobs.length === 0) thread.worker.ref();
      thread.jobs.push(job);
      thread.worker.postMessage(chunk, [
        chunk.data.buffer as ArrayBuffer,
        chunk.lengths.buffer as ArrayBuffer,
      ]);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }
}

function chunkCount(batch: SignatureBatch, first: number): number {
  let bytes = 0;
  let count = 0;
  while (first + count < batch.count && count < CHUNK_CHECKS && bytes < CHUNK_BYTES) {
    bytes += 96 + (batch.heads[(first + count) * 4 + 1] as number);
    count += 1;
  }
  return count;
}
