import type { Header } from '#shared/protocol/block.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { difficultyOfTarget, targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { List } from '#shared/protocol/lists.ts';
import { step3 } from '#shared/protocol/proofOfWork.ts';

/** A block on the tip that lacks only its footer: what all jobs of the moment work on. */
export interface Template {
  readonly header: Header;
  readonly lists: List[];
  /** Step 1 of the mining process. */
  readonly footerHash: Bytes;
  /** The block's hash must be below it. */
  readonly target: bigint;
  /** The smallest mined date that is later than the parent's. */
  readonly earliest: number;
  readonly transactions: number;
}

/** The part of a template that one miner works on: a job id of its own keeps miners from doing the same work. */
export interface Job {
  readonly id: Bytes;
  readonly template: Template;
  /** Who earns the points. */
  readonly miner: string;
  readonly step3: Bytes;
  readonly shareDifficulty: number;
  readonly shareTarget: bigint;
  /** What was handed in already: mined date and blob of each share; undefined before the first one. */
  seen: Set<string> | undefined;
}

const ID_BYTES = 16;
/** Ids are drawn so many at a time: one draw costs as much as one job. */
const IDS_AT_ONCE = 256;
const TARGETS_KEPT = 10_000;

/** So many jobs are remembered at most; beyond it the oldest are forgotten. */
const MAX_JOBS = 200_000;

/**
 * One template, many jobs: each costs one hash (step 3). Jobs of older templates on the same tip stay good; those
 * of an older block are remembered for one more block, to tell a late share from an invented one.
 */
export class JobDesk {
  readonly #random: (length: number) => Bytes;
  readonly #maxJobs: number;
  #template: Template | undefined;
  #jobs = new Map<string, Job>();
  #past: { readonly blockId: number; readonly ids: ReadonlySet<string> } | undefined;
  #ids: Bytes = new Uint8Array(0);
  /** Most miners have the same few difficulties. */
  readonly #targets = new Map<number, bigint>();

  /** `random` gives so many unpredictable bytes: who could guess a job id could use it up for its owner. */
  constructor(random: (length: number) => Bytes, maxJobs = MAX_JOBS) {
    this.#random = random;
    this.#maxJobs = maxJobs;
  }

  get template(): Template {
    if (this.#template === undefined) throw new Fault('pool.closed');
    return this.#template;
  }

  get jobCount(): number {
    return this.#jobs.size;
  }

  /** From now on jobs are made of this template. */
  setTemplate(template: Template): void {
    if (this.#template !== undefined && !sameParent(this.#template, template)) {
      // Their ids only: jobs hold whole blocks and all shares that were handed in.
      this.#past = { blockId: this.#template.header.id, ids: new Set(this.#jobs.keys()) };
      this.#jobs = new Map();
    }
    this.#template = template;
  }

  /** The block's difficulty as a number: no share is asked to be harder than a block. */
  get blockDifficulty(): number {
    return Number(minimum(difficultyOfTarget(this.template.target), BigInt(Number.MAX_SAFE_INTEGER)));
  }

  issue(miner: string, shareDifficulty: number): Job {
    const id = this.#drawId();
    const template = this.template;
    const job: Job = {
      id,
      template,
      miner,
      step3: step3(template.footerHash, id),
      shareDifficulty,
      shareTarget: this.#targetOf(shareDifficulty),
      seen: undefined,
    };
    this.#jobs.set(toHex(id), job);
    if (this.#jobs.size > this.#maxJobs) {
      const oldest = this.#jobs.keys().next();
      if (!oldest.done) this.#jobs.delete(oldest.value);
    }
    return job;
  }

  #drawId(): Bytes {
    if (this.#ids.length === 0) this.#ids = this.#random(ID_BYTES * IDS_AT_ONCE);
    const id = this.#ids.slice(0, ID_BYTES);
    this.#ids = this.#ids.subarray(ID_BYTES);
    return id;
  }

  #targetOf(difficulty: number): bigint {
    const known = this.#targets.get(difficulty);
    if (known !== undefined) return known;
    const target = targetOfDifficulty(BigInt(difficulty));
    if (this.#targets.size >= TARGETS_KEPT) this.#targets.clear();
    this.#targets.set(difficulty, target);
    return target;
  }

  /** A share of this job will be unknown from now on. */
  forget(job: Job): void {
    this.#jobs.delete(toHex(job.id));
  }

  /** Faults: `share.stale` for a job of an older block, `share.unknownJob` for one that this desk never gave out. */
  find(id: Bytes): Job {
    const hex = toHex(id);
    const job = this.#jobs.get(hex);
    if (job !== undefined) return job;
    if (!this.#past?.ids.has(hex)) throw new Fault('share.unknownJob', { job: hex });
    throw new Fault('share.stale', { blockId: this.#past.blockId, current: this.template.header.id });
  }
}

const minimum = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Whether two templates stand on the same tip. */
export function sameParent(a: Template, b: Template): boolean {
  return a.header.id === b.header.id && toHex(a.header.previousHash) === toHex(b.header.previousHash);
}
