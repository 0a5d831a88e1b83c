import { randomBytes } from 'node:crypto';
import type { FaultCode } from '#shared/protocol/fault.ts';
import type { ThreadJob } from './threadMessages.ts';
import type { MinerThread, StartThread, ThreadEars } from './threads.ts';

/** What the crew tells: a thread's share, shares left out, a kernel chosen, a thread that died. */
export interface CrewEars extends Omit<ThreadEars, 'failed'> {
  failed(fault: { readonly code: FaultCode; readonly reason: string }): void;
}

/** A thread that fails is started again, but not more often than this in one start of the crew. */
const MAX_FAILURES = 3;

/**
 * All threads of the miner. The first one measures which kernel is the fastest; the others begin when it has chosen
 * and use the same. Each walks through its own blobs: their numbers begin 2^48 apart from a random place.
 */
export class Crew {
  readonly #startThread: StartThread;
  readonly #ears: CrewEars;
  readonly #base = randomBytes(8).readBigUInt64BE();
  #threads: MinerThread[] = [];
  /** Told to stop, not gone yet: what they still count belongs to the sum. */
  #leaving: MinerThread[] = [];
  #started = 0;
  #failures = 0;
  #gone = 0;
  #kernel: string | null = null;
  #wanted = 0;
  #job: ThreadJob | null = null;
  #intensity = 100;

  constructor(startThread: StartThread, ears: CrewEars) {
    this.#startThread = startThread;
    this.#ears = ears;
  }

  /** null until the first thread has chosen. */
  get kernel(): string | null {
    return this.#kernel;
  }

  /** Tries of all threads since the program began, also of those that are gone. */
  get tries(): number {
    return [...this.#threads, ...this.#leaving].reduce((sum, thread) => sum + thread.tries, this.#gone);
  }

  get size(): number {
    return this.#threads.length;
  }

  setIntensity(percent: number): void {
    this.#intensity = percent;
    for (const thread of this.#threads) thread.setIntensity(percent);
  }

  work(job: ThreadJob | null): void {
    this.#job = job;
    for (const thread of this.#threads) thread.work(job);
  }

  /** How many threads there should be; settled when those too many are gone. */
  async resize(count: number): Promise<void> {
    if (this.#wanted === 0) this.#failures = 0;
    this.#wanted = count;
    this.#fill();
    await Promise.all(this.#threads.splice(count).map((thread) => this.#dismiss(thread)));
  }

  async #dismiss(thread: MinerThread): Promise<void> {
    this.#leaving.push(thread);
    await thread.stop();
    this.#leaving = this.#leaving.filter((other) => other !== thread);
    this.#gone += thread.tries;
  }

  /** Before a kernel is chosen one thread is enough: the others would measure against each other. */
  #fill(): void {
    const now = this.#kernel === null ? Math.min(1, this.#wanted) : this.#wanted;
    while (this.#threads.length < now) this.#add();
  }

  #add(): void {
    const start = BigInt.asUintN(64, this.#base + (BigInt(this.#started) << 48n));
    this.#started += 1;
    const thread = this.#startThread(
      { kernel: this.#kernel, start, intensity: this.#intensity },
      {
        ready: (kernel) => {
          if (this.#kernel === null) {
            this.#kernel = kernel;
            this.#ears.ready(kernel);
          }
          this.#fill();
        },
        share: (share) => this.#ears.share(share),
        leftOut: (count) => this.#ears.leftOut(count),
        failed: (reason) => this.#replace(thread, reason),
      },
    );
    this.#threads.push(thread);
    if (this.#job !== null) thread.work(this.#job);
  }

  #replace(thread: MinerThread, reason: string): void {
    if (!this.#threads.includes(thread)) return;
    this.#threads = this.#threads.filter((other) => other !== thread);
    this.#gone += thread.tries;
    this.#failures += 1;
    if (this.#failures <= MAX_FAILURES) this.#fill();
    else this.#ears.failed({ code: 'miner.threadFailed', reason });
  }
}
