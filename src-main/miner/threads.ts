import { Worker } from 'node:worker_threads';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { workerFile } from '../base/workerFile.ts';
import type { FromThread, ThreadJob, ThreadStart, ToThread } from './threadMessages.ts';

/** What the controller hears from a thread. */
export interface ThreadEars {
  /** It works now; with which kernel. */
  ready(kernel: string): void;
  share(share: { readonly number: number; readonly minedDate: number; readonly blob: Bytes }): void;
  leftOut(count: number): void;
  /** It died by itself and will say nothing more. */
  failed(reason: string): void;
}

export interface MinerThread {
  /** null: rest. */
  work(job: ThreadJob | null): void;
  setIntensity(percent: number): void;
  /** Tries so far, as counted by the thread. */
  readonly tries: number;
  /** `monotonicNow()` when the thread counted them. */
  readonly countedAt: number;
  /** Ends it; settled when it is gone. */
  stop(): Promise<void>;
}

export type StartThread = (
  settings: { readonly kernel: string | null; readonly start: bigint; readonly intensity: number },
  ears: ThreadEars,
) => MinerThread;

/** A thread that has not ended by itself after this many ms is ended. */
const PATIENCE = 60;

/** Starts a real worker thread (dist/main/workers/miner.js). */
export const startWorkerThread: StartThread = (settings, ears) => {
  const shared = new SharedArrayBuffer(16);
  const counter = new Float64Array(shared);
  const worker = new Worker(workerFile('miner'), {
    workerData: { ...settings, counter: shared } satisfies ThreadStart,
    name: 'miner',
  });
  let stopping = false;
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      resolve();
      if (!stopping) ears.failed(`exit ${code}`);
    });
  });
  worker.on('error', (error: Error) => {
    if (stopping) return;
    stopping = true;
    ears.failed(error.message);
  });
  worker.on('message', (message: FromThread) => {
    if (stopping) return;
    if (message.type === 'ready') ears.ready(message.kernel);
    if (message.type === 'share') ears.share(message);
    if (message.type === 'leftOut') ears.leftOut(message.count);
  });
  const tell = (message: ToThread): void => worker.postMessage(message);
  return {
    work: (job) => tell({ type: 'work', job }),
    setIntensity: (percent) => tell({ type: 'intensity', percent }),
    get tries() {
      return counter[0] ?? 0;
    },
    get countedAt() {
      return counter[1] ?? 0;
    },
    stop: async () => {
      stopping = true;
      tell({ type: 'stop' });
      const late = setTimeout(() => void worker.terminate(), PATIENCE);
      await exited;
      clearTimeout(late);
    },
  };
};
