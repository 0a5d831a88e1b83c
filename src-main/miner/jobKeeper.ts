import type { PoolSession } from '#shared/api/poolApi.ts';
import type { Job } from '#shared/api/poolValues.ts';
import type { FaultNote } from '#shared/api/values.ts';
import { targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { type FaultCode, isFault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { checkJob } from './jobCheck.ts';
import { limitOf } from './kernel/kernel.ts';
import { monotonicNow, type ThreadJob } from './threadMessages.ts';

/** A job that passed its test. */
export interface GoodJob {
  readonly job: Job;
  readonly number: number;
  readonly shareTarget: bigint;
  readonly receivedAt: number;
  /** As the threads get it. */
  readonly work: ThreadJob;
}

/** A job that nobody replaced for so long is asked about: the pool may be gone. */
const LIFETIME = 600_000;

/** So long the last good job is worked on after the pool sent one that can't be done or did not answer. */
const GRACE = 60_000;

/** A pool that gave no good job is asked again after this many ms. */
const RETRY = 5_000;

/** Jobs that are remembered, so that a share of one that was just replaced still finds its own. */
const REMEMBERED = 16;

/**
 * Gets jobs from the pool, tests them and keeps the last good one until it is stale. A pool that sends bad jobs or
 * none is asked again; what is wrong meanwhile stands in `fault`.
 */
export class JobKeeper {
  readonly #pool: PoolSession;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #changed: () => void;
  #jobs: GoodJob[] = [];
  #current: GoodJob | null = null;
  #fault: FaultNote | null = null;
  #count = 0;
  #wish: { address: string; shareDifficulty: number | null } | undefined;
  #unsubscribe: (() => void) | undefined;
  #cancelCheck: (() => void) | undefined;
  #cancelGrace: (() => void) | undefined;

  /** `changed` is called when `current` or `fault` has become another. */
  constructor(room: { pool: PoolSession; clock: Clock; log: Log; changed: () => void }) {
    this.#pool = room.pool;
    this.#clock = room.clock;
    this.#log = room.log;
    this.#changed = room.changed;
  }

  /** null: there is none that is worth working on. */
  get current(): GoodJob | null {
    return this.#current;
  }

  /** What is wrong with the pool's last job, or why there is none; null while all is well. */
  get fault(): FaultNote | null {
    return this.#fault;
  }

  find(number: number): GoodJob | undefined {
    return this.#jobs.find((job) => job.number === number);
  }

  /** Asks for work; from now on every new job of the session counts. Never throws: see `fault`. */
  async begin(address: string, shareDifficulty: number | null): Promise<void> {
    this.#wish = { address, shareDifficulty };
    this.#unsubscribe ??= this.#pool.subscribe((event) => {
      if (event.type === 'job') this.#take(event.value);
    });
    await this.#ask();
  }

  end(): void {
    this.#wish = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#cancelCheck?.();
    this.#cancelGrace?.();
    this.#cancelGrace = undefined;
    this.#current = null;
    this.#fault = null;
    this.#pool.stopJobs({}).catch(() => {
      // A pool that is gone sends no jobs either.
    });
  }

  /**
   * The pool's word on a share may say that its job is over, or that the two clocks have drifted apart, as after the
   * machine slept: then a new job tells the time anew.
   */
  async shareAnswered(jobId: Uint8Array, code: FaultCode | null): Promise<void> {
    const current = this.#current;
    if (current === null || current.job.jobId !== jobId) return;
    if (code === 'share.stale' || code === 'share.unknownJob') {
      this.#current = null;
      this.#fault = { code: 'job.stale', facts: {} };
      this.#changed();
      await this.#ask();
    } else if (code === 'share.tooOld' || code === 'share.future') {
      if (this.#clock.now() - current.receivedAt >= RETRY) await this.#ask();
    }
  }

  async #ask(): Promise<void> {
    const wish = this.#wish;
    if (wish === undefined) return;
    this.#checkIn(RETRY);
    try {
      const job = await this.#pool.requestJob(wish);
      if (this.#wish === wish) this.#take(job);
    } catch (error) {
      if (this.#wish === wish) this.#suspect(error);
    }
  }

  #take(job: Job): void {
    if (this.#wish === undefined) return;
    const now = this.#clock.now();
    const before = this.#current;
    try {
      checkJob(
        job,
        now,
        before === null ? undefined : { clock: before.job.clock, receivedAt: before.receivedAt },
      );
    } catch (error) {
      this.#suspect(error);
      return;
    }
    this.#count += 1;
    const shareTarget = targetOfDifficulty(BigInt(job.shareDifficulty));
    const good: GoodJob = {
      job,
      number: this.#count,
      shareTarget,
      receivedAt: now,
      work: {
        number: this.#count,
        step3: job.step3,
        earliest: job.earliest,
        limit: limitOf(shareTarget),
        epoch: job.clock - monotonicNow(),
      },
    };
    this.#jobs = [good, ...this.#jobs].slice(0, REMEMBERED);
    this.#current = good;
    this.#fault = null;
    this.#cancelGrace?.();
    this.#cancelGrace = undefined;
    this.#checkIn(LIFETIME);
    this.#changed();
  }

  /** The last good job stays for a while, and the pool is asked again. */
  #suspect(error: unknown): void {
    const fault: FaultNote = isFault(error)
      ? { code: error.code, facts: error.facts }
      : { code: 'pool.closed', facts: {} };
    this.#log.warn('job.refused', { error });
    this.#fault = fault;
    if (this.#current !== null) {
      this.#cancelGrace ??= this.#clock.after(GRACE, () => {
        this.#cancelGrace = undefined;
        this.#current = null;
        this.#changed();
      });
    }
    this.#checkIn(RETRY);
    this.#changed();
  }

  #checkIn(delay: number): void {
    this.#cancelCheck?.();
    this.#cancelCheck = this.#clock.after(delay, () => void this.#ask());
  }
}
