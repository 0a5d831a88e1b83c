import type { Job as JobMessage } from '#shared/api/poolValues.ts';
import { type Block, encodeBlockSteps } from '#shared/protocol/block.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { type FaultCode, isFault } from '#shared/protocol/fault.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import { stepsInTurns } from '../../base/turns.ts';
import type { BlockImport } from '../chain/blockImport.ts';
import type { PoolSettingsBook } from '../poolSettings.ts';
import type { RecordJournal } from '../recordJournal.ts';
import { Spread } from '../spread.ts';
import { type Job, type JobDesk, sameParent } from './jobDesk.ts';
import type { ShareBook } from './shareBook.ts';
import { type CheckedShare, checkShare } from './shareCheck.ts';
import { SHARE_INTERVAL, ShareDifficulty } from './shareDifficulty.ts';

/** How often the difficulty of silent miners is looked at. */
const TICK = 10_000;

/** A fresh miner's shares come so much too fast rather than too slowly: its speed is known after a moment. */
const START_EASIER = 64;

/** So many of its last jobs a connection can hand in shares for: nobody can push out others' jobs by asking often. */
const JOBS_OF_WORKER = 8;

/** Jobs of a new tip go out in turns of so many: shares that come in the meantime are answered between them. */
const AT_ONCE = { some: 200, pause: 0 };
/** Jobs that only hold more transactions are in no hurry. */
const AT_LEISURE = { some: 100, pause: 10 };

/** One connection's work. */
export interface Worker {
  readonly miner: string;
  /** From where it is connected; empty: this process. */
  readonly address: string;
  readonly difficulty: ShareDifficulty;
  /** Its last jobs on this tip, the newest at the end. */
  readonly jobs: Job[];
  /** Gets every new job. */
  readonly send: (job: JobMessage) => void;
  /** Tells that a share of this worker was taken, before it is answered. */
  readonly accepted: () => void;
}

export interface ShareAnswer {
  readonly points: number;
  readonly block: { readonly id: number; readonly hash: Bytes } | null;
}

/** Gives out work and takes shares (paper, "Mining Flow"). */
export class MiningDesk {
  readonly #desk: JobDesk;
  readonly #shares: ShareBook;
  readonly #journal: RecordJournal;
  readonly #imports: BlockImport;
  readonly #settings: PoolSettingsBook;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #blockInterval: number;
  readonly #changed: () => void;
  readonly #workers = new Set<Worker>();
  /** How many connections work for each miner. */
  readonly #connections = new Map<string, number>();
  readonly #atOnce: Spread<Worker>;
  readonly #atLeisure: Spread<Worker>;
  readonly #silent: Spread<Worker>;
  #stopTick: () => void = () => {};

  constructor(parts: {
    desk: JobDesk;
    shares: ShareBook;
    journal: RecordJournal;
    imports: BlockImport;
    settings: PoolSettingsBook;
    clock: Clock;
    log: Log;
    blockInterval: number;
    /** Workers or shares have changed. */
    changed: () => void;
  }) {
    this.#desk = parts.desk;
    this.#shares = parts.shares;
    this.#journal = parts.journal;
    this.#imports = parts.imports;
    this.#settings = parts.settings;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#blockInterval = parts.blockInterval;
    this.#changed = parts.changed;
    const renew = (worker: Worker) => this.#renewOld(worker);
    this.#atOnce = new Spread(parts.clock, AT_ONCE, renew);
    this.#atLeisure = new Spread(parts.clock, AT_LEISURE, renew);
    this.#silent = new Spread(parts.clock, AT_LEISURE, (worker) => this.#lookAtSilence(worker));
    this.#tick();
  }

  get workers(): ReadonlySet<Worker> {
    return this.#workers;
  }

  /** A connection that works for a miner. */
  workerOf(miner: string): Worker | undefined {
    if (!this.#connections.has(miner)) return undefined;
    for (const worker of this.#workers) if (worker.miner === miner) return worker;
    return undefined;
  }

  /** Miners with a connection that works for them. */
  get minerCount(): number {
    return this.#connections.size;
  }

  bounds(): { min: number; max: number } {
    return this.#settings.bounds(this.#desk.blockDifficulty);
  }

  /** The share difficulty that a worker of unknown speed begins with. */
  startDifficulty(): number {
    const sole = (this.#desk.blockDifficulty * SHARE_INTERVAL) / this.#blockInterval;
    return Math.max(this.bounds().min, Math.round(sole / START_EASIER));
  }

  /**
   * Work for a connection; the same job again while nothing has changed, so asking costs nothing. `before` is what this
   * connection works on until now: whoever calls keeps the new worker in the same step, or it would stay for ever.
   */
  request(
    asked: { miner: string; shareDifficulty: number | null },
    connection: Pick<Worker, 'address' | 'send' | 'accepted'>,
    before: Worker | undefined,
  ): { worker: Worker; message: JobMessage } {
    const now = this.#clock.now();
    const difficulty =
      before?.miner === asked.miner ? before.difficulty : new ShareDifficulty(this.startDifficulty(), now);
    difficulty.choose(asked.shareDifficulty);
    const wanted = difficulty.within(this.bounds());
    const worker: Worker =
      before?.miner === asked.miner ? before : { miner: asked.miner, difficulty, jobs: [], ...connection };
    const last = jobOf(worker);
    const job =
      last?.template === this.#desk.template && last.shareDifficulty === wanted
        ? last
        : this.#issue(worker, wanted);
    if (before !== undefined && before !== worker) {
      // It chose to stop: nothing that is on its way counts for the other wallet any more.
      for (const old of before.jobs.splice(0)) this.#desk.forget(old);
      this.leave(before);
    }
    if (!this.#workers.has(worker)) {
      this.#workers.add(worker);
      this.#connections.set(worker.miner, (this.#connections.get(worker.miner) ?? 0) + 1);
    }
    this.#changed();
    return { worker, message: this.#message(job) };
  }

  leave(worker: Worker): void {
    if (this.#workers.delete(worker)) {
      const others = (this.#connections.get(worker.miner) ?? 1) - 1;
      if (others > 0) this.#connections.set(worker.miner, others);
      else this.#connections.delete(worker.miner);
    }
    // The last one stays good: a miner that has lost its connection comes back with shares of it.
    const last = jobOf(worker);
    if (last !== undefined) this.#desk.leave(last, worker.address);
    for (const job of worker.jobs.slice(0, -1)) this.#desk.forget(job);
    this.#changed();
  }

  /** To be called when there is a new tip: every worker gets a job on it at once. Resolves when all have theirs. */
  newTip(): Promise<void> {
    this.#atLeisure.stop();
    return this.#atOnce.start(this.#workers);
  }

  /** Jobs of a new tip are going out. */
  get isHurried(): boolean {
    return this.#atOnce.isRunning;
  }

  /** Resolves when they are out. */
  async hurryOver(): Promise<void> {
    await this.#atOnce.over();
  }

  /** To be called when there is a better template on the same tip: every worker gets a job of it soon. */
  newTemplate(): void {
    void this.#atLeisure.start(this.#workers);
  }

  /**
   * Tests, counts and acknowledges a share: when this resolves its points are durable. `submitter` is whose
   * connection it came by; the points go to whom the job was given. Faults: `share.*`.
   */
  async submit(
    share: { jobId: Bytes; minedDate: number; blob: Bytes },
    submitter: Worker | undefined,
  ): Promise<ShareAnswer> {
    // Its age counts from here: what comes before it in the queue must not make it old.
    const now = this.#clock.now();
    try {
      return await this.#count(share, submitter, now);
    } finally {
      // While jobs go out, whoever is heard of gets its own at once: it leaves along with the answer.
      if (submitter !== undefined && this.isHurried) this.#renewOld(submitter);
    }
  }

  async #count(
    share: { jobId: Bytes; minedDate: number; blob: Bytes },
    submitter: Worker | undefined,
    now: number,
  ): Promise<ShareAnswer> {
    let taken: { job: Job; checked: CheckedShare };
    try {
      taken = await this.#take(share, now);
    } catch (error) {
      if (isFault(error)) this.#shares.refuse(submitter?.miner, error.code as FaultCode);
      throw error;
    }
    const { job, checked } = taken;
    if (submitter?.difficulty.shareAccepted(checked.points, now, this.bounds()) && jobOf(submitter) === job) {
      this.#renew(submitter);
    }
    const block = checked.isBlock ? await this.#solve(job, share, checked.hash, now) : null;
    await this.#journal.flushed();
    submitter?.accepted();
    this.#changed();
    return { points: checked.points, block };
  }

  stop(): void {
    this.#stopTick();
    this.#atOnce.stop();
    this.#atLeisure.stop();
    this.#silent.stop();
    this.#workers.clear();
    this.#connections.clear();
  }

  /** What is tested and counted here happens in one turn, so a round can't end in between. */
  async #take(
    share: { jobId: Bytes; minedDate: number; blob: Bytes },
    now: number,
  ): Promise<{ job: Job; checked: CheckedShare }> {
    for (;;) {
      await this.#imports.steady();
      // One may have begun in between: a share that comes after its round was shared out belongs to the next one.
      if (this.#imports.committing !== undefined) continue;
      const job = this.#desk.find(share.jobId);
      if (this.#shares.atHand(job.miner) === undefined) {
        await this.#shares.meet(job.miner, now);
        continue;
      }
      const checked = checkShare(job, share.minedDate, share.blob, now);
      this.#shares.add(job.miner, checked.points, now, this.#desk.blockDifficulty);
      return { job, checked };
    }
  }

  async #solve(
    { template, id }: Job,
    share: { minedDate: number; blob: Bytes },
    hash: Bytes,
    now: number,
  ): Promise<ShareAnswer['block']> {
    const block: Block = {
      header: template.header,
      lists: template.lists,
      footer: {
        footerHash: template.footerHash,
        jobId: id,
        minedDate: share.minedDate,
        blob: share.blob,
        hash,
      },
    };
    try {
      await this.#imports.add(await stepsInTurns(encodeBlockSteps(block)), { kind: 'own', now });
      return { id: template.header.id, hash };
    } catch (error) {
      if (!isFault(error)) throw error;
      // Another block was quicker, or the template had become invalid; the share itself is good.
      this.#log.warn('block.ownRefused', { id: template.header.id, hash, error });
      return null;
    }
  }

  /** For one whose turn comes late: it may have left, or have asked for itself. */
  #renewOld(worker: Worker): void {
    if (!this.#workers.has(worker) || jobOf(worker)?.template === this.#desk.template) return;
    this.#renew(worker);
  }

  #lookAtSilence(worker: Worker): void {
    if (!this.#workers.has(worker)) return;
    if (worker.difficulty.timePassed(this.#clock.now(), this.bounds())) this.#renew(worker);
  }

  #renew(worker: Worker): void {
    worker.send(this.#message(this.#issue(worker, worker.difficulty.within(this.bounds()))));
  }

  #issue(worker: Worker, shareDifficulty: number): Job {
    const job = this.#desk.issue(worker.miner, shareDifficulty);
    const last = jobOf(worker);
    // The desk has forgotten those of an older tip, and nobody else must hold on to their blocks.
    if (last !== undefined && !sameParent(last.template, job.template)) worker.jobs.length = 0;
    worker.jobs.push(job);
    const oldest = worker.jobs.length > JOBS_OF_WORKER ? worker.jobs.shift() : undefined;
    if (oldest !== undefined) this.#desk.forget(oldest);
    return job;
  }

  #message({ id, step3, template, shareDifficulty }: Job): JobMessage {
    return {
      jobId: id,
      step3,
      target: template.target,
      shareDifficulty,
      blockId: template.header.id,
      clock: this.#clock.now(),
      earliest: template.earliest,
    };
  }

  #tick(): void {
    this.#stopTick = this.#clock.after(TICK, () => {
      void this.#silent.start(this.#workers);
      this.#tick();
    });
  }
}

/** What a worker works on. */
export function jobOf(worker: Worker): Job | undefined {
  return worker.jobs.at(-1);
}
