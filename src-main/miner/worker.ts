import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { nativeAddon } from '../base/nativeAddon.ts';
import { chooseKernel, openKernel } from './kernel/kernels.ts';
import { Search } from './search.ts';
import {
  type FromThread,
  monotonicNow,
  type ThreadJob,
  type ThreadStart,
  type ToThread,
} from './threadMessages.ts';

/** How long the thread hashes before it looks for messages: a new job or a stop takes effect after one batch. */
const BATCH_MS = 20;

/** Shares of one batch that are handed on; more come only when shares are far too easy. */
const SHARES_A_BATCH = 16;

/** One thread of the miner: batches of hashing, and between them whatever the controller has to say. */
class MinerThread {
  readonly #search: Search;
  readonly #counter: Float64Array;
  #intensity: number;
  #job: ThreadJob | null = null;
  /** Tries a millisecond of this thread, as the last batches went. */
  #pace = 100;
  #scheduled = false;

  constructor(start: ThreadStart, kernel: string) {
    this.#search = new Search(openKernel(kernel), start.start);
    this.#counter = new Float64Array(start.counter);
    this.#intensity = start.intensity;
  }

  take(message: ToThread): void {
    if (message.type === 'stop') process.exit();
    if (message.type === 'intensity') this.#intensity = message.percent;
    if (message.type === 'work') {
      this.#job = message.job;
      if (message.job !== null) this.#search.setJob(message.job);
      this.#goOn(0);
    }
  }

  #goOn(rest: number): void {
    if (this.#scheduled || this.#job === null) return;
    this.#scheduled = true;
    if (rest < 1) setImmediate(() => this.#batch());
    else setTimeout(() => this.#batch(), rest);
  }

  #batch(): void {
    this.#scheduled = false;
    const job = this.#job;
    if (job === null) return;
    const begin = monotonicNow();
    let tries = 0;
    let elapsed = 0;
    do {
      const wanted = this.#pace * (BATCH_MS - elapsed);
      const result = this.#search.run(job.epoch + begin + elapsed, wanted);
      if (result.shares.length > 0) handIn(job, result.shares);
      elapsed = monotonicNow() - begin;
      if (result.tries === 0) break;
      tries += result.tries;
    } while (elapsed < 0.8 * BATCH_MS);
    this.#counter[0] = (this.#counter[0] ?? 0) + tries;
    this.#counter[1] = begin + elapsed;
    if (tries > 0) this.#pace += 0.2 * (tries / Math.max(elapsed, 0.01) - this.#pace);
    // No untried pair: the next millisecond brings a timestamp.
    if (tries === 0) this.#goOn(1);
    else this.#goOn((elapsed * (100 - this.#intensity)) / this.#intensity);
  }
}

function handIn(job: ThreadJob, shares: readonly { minedDate: number; blob: Uint8Array }[]): void {
  for (const { minedDate, blob } of shares.slice(0, SHARES_A_BATCH)) {
    tell({ type: 'share', number: job.number, minedDate, blob });
  }
  if (shares.length > SHARES_A_BATCH) tell({ type: 'leftOut', count: shares.length - SHARES_A_BATCH });
}

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}

/** The machine stays usable with all threads mining: whatever a person waits for goes first. */
function stepBack(): void {
  if (nativeAddon()?.lowerPriority()) return;
  // On Linux 0 means the calling thread; elsewhere it would be the whole process.
  if (process.platform === 'linux') setPriority(0, 10);
}

const start = workerData as ThreadStart;
// Measured before it steps back, or other programs would decide which kernel looks fast.
const kernel = start.kernel ?? chooseKernel().name;
stepBack();
const thread = new MinerThread(start, kernel);
parentPort?.on('message', (message: ToThread) => thread.take(message));
tell({ type: 'ready', kernel });
