import { availableParallelism } from 'node:os';
import { Crew } from './crew.ts';
import { limitOf } from './kernel/kernel.ts';
import { monotonicNow } from './threadMessages.ts';
import { type StartThread, startWorkerThread } from './threads.ts';

export interface MeasureOptions {
  readonly threads?: number;
  /** How long to count, ms. */
  readonly duration?: number;
  readonly startThread?: StartThread;
}

/** So long a thread needs to make its blobs and to find its pace, ms. */
const WARM_UP = 400;

/** When no thread has begun after so long, there will be none, ms. */
const PATIENCE = 10_000;

/**
 * Tries a second of this machine, counted with the real threads on work that no pool sees: of as many threads as
 * the machine has, if nothing else is said. Rejects when no thread can be started.
 */
export async function measureMachine(options: MeasureOptions = {}): Promise<number> {
  const { threads = availableParallelism(), duration = 600 } = options;
  let begun = (): void => {};
  let failed = (_error: Error): void => {};
  const ready = new Promise<void>((resolve, reject) => {
    begun = resolve;
    failed = reject;
  });
  const crew = new Crew(options.startThread ?? startWorkerThread, {
    ready: () => begun(),
    share: () => {},
    leftOut: () => {},
    failed: ({ reason }) => failed(new Error(reason)),
  });
  const late = setTimeout(() => failed(new Error('no thread has begun')), PATIENCE);
  try {
    crew.work({
      number: 0,
      step3: new Uint8Array(32),
      earliest: 0,
      limit: limitOf(1n),
      epoch: Date.now() - monotonicNow(),
    });
    await crew.resize(threads);
    await ready;
    await pause(WARM_UP);
    const tries = crew.tries;
    const begin = monotonicNow();
    await pause(duration);
    return ((crew.tries - tries) * 1000) / (monotonicNow() - begin);
  } finally {
    clearTimeout(late);
    await crew.resize(0);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
