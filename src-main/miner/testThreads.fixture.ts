import type { ThreadJob } from './threadMessages.ts';
import type { MinerThread, StartThread, ThreadEars } from './threads.ts';

/** A thread that hashes nothing: it notes what it is told, and says what a test lets it say. */
export class TestThread implements MinerThread {
  readonly kernel: string | null;
  readonly start: bigint;
  readonly ears: ThreadEars;
  intensity: number;
  job: ThreadJob | null = null;
  tries = 0;
  countedAt = 0;
  stopped = false;

  constructor(settings: { kernel: string | null; start: bigint; intensity: number }, ears: ThreadEars) {
    this.kernel = settings.kernel;
    this.start = settings.start;
    this.intensity = settings.intensity;
    this.ears = ears;
  }

  work(job: ThreadJob | null): void {
    this.job = job;
  }

  setIntensity(percent: number): void {
    this.intensity = percent;
  }

  async stop(): Promise<void> {
    this.stopped = true;
  }
}

/** Starts test threads and keeps them all, in the order in which they were started. */
export function testThreads(): { startThread: StartThread; threads: TestThread[]; running(): TestThread[] } {
  const threads: TestThread[] = [];
  return {
    threads,
    running: () => threads.filter((thread) => !thread.stopped),
    startThread: (settings, ears) => {
      const thread = new TestThread(settings, ears);
      threads.push(thread);
      return thread;
    },
  };
}
