import type { Header } from '#shared/protocol/block.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { difficultyOfTarget, targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { List } from '#shared/protocol/lists.ts';
import { JOB_ID_BYTES, step3OfEach } from '#shared/protocol/proofOfWork.ts';
import type { JobIds } from './jobIds.ts';

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
  /** Hex of it. */
  readonly key: string;
  readonly template: Template;
  /** Who earns the points. */
  readonly miner: string;
  readonly step3: Bytes;
  readonly shareDifficulty: number;
  readonly shareTarget: bigint;
  /** What was handed in already: mined date and blob of each share; undefined before the first one. */
  seen: Set<string> | undefined;
}

/** Of so many jobs at once the ids are made and hashed, which costs little more than for one. */
const MADE_AT_ONCE = 256;

/** Jobs that nobody has yet. */
interface Stock {
  readonly template: Template;
  /** One behind the other, as are their hashes. */
  readonly ids: Bytes;
  readonly step3s: Bytes;
  next: number;
}

const TARGETS_KEPT = 10_000;

/** So many jobs stay good whose miner is not connected any more: in all, and of one address, whose oldest goes first. */
const LEFT = 50_000;
const LEFT_OF_ADDRESS = 500;

/**
 * One template, many jobs: each costs one hash (step 3). Jobs of older templates on the same tip stay good; of whatever
 * else it gave out the desk knows by the id that it is late and not invented.
 */
export class JobDesk {
  readonly #ids: JobIds;
  #template: Template | undefined;
  #blockDifficulty = 1;
  #jobs = new Map<string, Job>();
  #stock: Stock | undefined;
  /** Jobs without a connection, by the address from which it came; whoever left first stands first. */
  readonly #left = new Map<string, Job[]>();
  #leftCount = 0;
  /** Most miners have the same few difficulties. */
  readonly #targets = new Map<number, bigint>();

  constructor(ids: JobIds) {
    this.#ids = ids;
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
      this.#jobs = new Map();
      this.#left.clear();
      this.#leftCount = 0;
    }
    this.#template = template;
    this.#blockDifficulty = Number(
      minimum(difficultyOfTarget(template.target), BigInt(Number.MAX_SAFE_INTEGER)),
    );
  }

  /** The block's difficulty as a number: no share is asked to be harder than a block. */
  get blockDifficulty(): number {
    if (this.#template === undefined) throw new Fault('pool.closed');
    return this.#blockDifficulty;
  }

  issue(miner: string, shareDifficulty: number): Job {
    const stock = this.#stocked();
    const at = stock.next++;
    const id = stock.ids.subarray(at * JOB_ID_BYTES, (at + 1) * JOB_ID_BYTES);
    const key = toHex(id);
    const job: Job = {
      id,
      key,
      template: stock.template,
      miner,
      step3: stock.step3s.subarray(32 * at, 32 * at + 32),
      shareDifficulty,
      shareTarget: this.#targetOf(shareDifficulty),
      seen: undefined,
    };
    this.#jobs.set(key, job);
    return job;
  }

  /** With one job at least. */
  #stocked(): Stock {
    const { template } = this;
    if (this.#stock?.template !== template || this.#stock.next === MADE_AT_ONCE) {
      const ids = this.#ids.make(template.header.id, MADE_AT_ONCE);
      this.#stock = { template, ids, step3s: step3OfEach(template.footerHash, ids), next: 0 };
    }
    return this.#stock;
  }

  #targetOf(difficulty: number): bigint {
    const known = this.#targets.get(difficulty);
    if (known !== undefined) return known;
    const target = targetOfDifficulty(BigInt(difficulty));
    if (this.#targets.size >= TARGETS_KEPT) this.#targets.clear();
    this.#targets.set(difficulty, target);
    return target;
  }

  /** A share of this job will be stale from now on. */
  forget(job: Job): void {
    this.#jobs.delete(job.key);
  }

  /** The connection that worked on it is gone: it stays good, with the last ones of its address. */
  leave(job: Job, address: string): void {
    if (this.#jobs.get(job.key) !== job) return;
    const left = this.#left.get(address) ?? [];
    this.#left.set(address, left);
    left.push(job);
    this.#leftCount += 1;
    if (left.length > LEFT_OF_ADDRESS) this.#forgetLeft(left);
    while (this.#leftCount > LEFT) {
      const [first] = this.#left;
      if (first === undefined) return;
      const [of, jobs] = first;
      this.#forgetLeft(jobs);
      if (jobs.length === 0) this.#left.delete(of);
    }
  }

  #forgetLeft(left: Job[]): void {
    const oldest = left.shift();
    if (oldest === undefined) return;
    this.#leftCount -= 1;
    this.forget(oldest);
  }

  /** Faults: `share.stale` for a job that was let go, `share.unknownJob` for one that this desk never gave out. */
  find(id: Bytes): Job {
    const hex = toHex(id);
    const job = this.#jobs.get(hex);
    if (job !== undefined) return job;
    const blockId = this.#ids.blockOf(id);
    if (blockId === undefined) throw new Fault('share.unknownJob', { job: hex });
    throw new Fault('share.stale', { blockId, current: this.template.header.id });
  }
}

const minimum = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Whether two templates stand on the same tip. */
export function sameParent(a: Template, b: Template): boolean {
  return a.header.id === b.header.id && toHex(a.header.previousHash) === toHex(b.header.previousHash);
}
