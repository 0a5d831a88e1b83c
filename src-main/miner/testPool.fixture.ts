import type { PoolEvent, PoolSession } from '#shared/api/poolApi.ts';
import type { Job, MinerState } from '#shared/api/poolValues.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';

type Share = { readonly jobId: Bytes; readonly minedDate: number; readonly blob: Bytes };

/** A pool session at the edge: it hands out what a test puts in, and notes what the miner does. */
export class TestPool {
  readonly shares: Share[] = [];
  readonly requests: { address: string; shareDifficulty: number | null }[] = [];
  stopped = 0;
  /** What the next requests for work get: a job, or what they are refused with. */
  next: Job | Error;
  /** What happens with a share; points by default. */
  verdict: (share: Share) => { points: number; block: { id: number; hash: Bytes } | null } = () => ({
    points: 1,
    block: null,
  });
  /** What the pool says of the miner. */
  told: Partial<MinerState> = {};
  readonly #listeners = new Set<(event: PoolEvent) => void>();

  constructor(next: Job | Error) {
    this.next = next;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  send(job: Job): void {
    this.next = job;
    for (const listener of this.#listeners) listener({ type: 'job', value: job });
  }

  /** Says how the miner of the last request stands. */
  tell(changes: Partial<MinerState>): void {
    this.told = changes;
    const value = this.#word(this.requests.at(-1)?.address ?? '');
    for (const listener of this.#listeners) listener({ type: 'miner', value });
  }

  #word(address: string): MinerState {
    return {
      address,
      points: 3,
      roundPoints: 4,
      accepted: 3,
      refused: {},
      shareDifficulty: 1,
      part: 0n,
      owed: 0n,
      paid: 0n,
      ...this.told,
    };
  }

  /** Only what a miner calls is there. */
  get session(): PoolSession {
    const session: Pick<
      PoolSession,
      'requestJob' | 'stopJobs' | 'submitShare' | 'subscribe' | 'close' | 'getMiner'
    > = {
      requestJob: async (wish) => {
        this.requests.push(wish);
        if (this.next instanceof Error) throw this.next;
        return this.next;
      },
      stopJobs: async () => {
        this.stopped += 1;
        return {};
      },
      submitShare: async (share) => {
        this.shares.push(share);
        return this.verdict(share);
      },
      getMiner: async ({ address }) => this.#word(address),
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      close: () => this.#listeners.clear(),
    };
    return session as PoolSession;
  }
}

/** A job as a good pool sends it at `clock`; with difficulty 1 every hash is a share. */
export function testJob(clock: number, changes: Partial<Job> = {}): Job {
  return {
    jobId: new Uint8Array(16).fill(1),
    step3: new Uint8Array(32).fill(2),
    target: 1n << 250n,
    shareDifficulty: 1,
    blockId: 100,
    clock,
    earliest: clock - 1000,
    ...changes,
  };
}
