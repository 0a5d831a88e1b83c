import * as z from 'zod';
import { difficulty, percent, units } from '#shared/api/values.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { LIMITS } from '#shared/protocol/lists.ts';
import type { Records } from '../store/chainStore.ts';
import type { Scheme } from './mining/shareBook.ts';
import type { DifficultyBounds } from './mining/shareDifficulty.ts';
import { decodeRecord, encodeRecord } from './recordCodec.ts';

const KEY = 'pool/settings';

/**
 * All the work of a block comes in so many shares at most: miners that exist only to be counted, each with an address of its
 * own, then cost work in proportion to the network's.
 */
const SHARES_OF_BLOCK = 1_000_000;

const record = z.object({
  feePercent: percent,
  payoutThreshold: units,
  minShareDifficulty: difficulty,
  contractFiles: z.boolean().optional(),
  scheme: z.enum(['proportional', 'pplns']).optional(),
});

/** What the operator decides, kept beside the chain. */
export interface PoolSettings {
  /** What the pool keeps of each block's income. */
  readonly feePercent: number;
  /** What a miner is owed is paid from this on; less is carried over. */
  readonly payoutThreshold: Units;
  readonly minShareDifficulty: number;
  /** Whether files of published contracts are kept for others to read. */
  readonly contractFiles: boolean;
  /** By what miners are paid, from the next block on: the round's points, or those of the last shares. */
  readonly scheme: Scheme;
}

const first: PoolSettings = {
  feePercent: 1,
  payoutThreshold: 100_000_000n,
  minShareDifficulty: 1_000,
  contractFiles: true,
  scheme: 'proportional',
};

export class PoolSettingsBook {
  readonly #records: Records;
  #settings: PoolSettings;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(records: Records, settings: PoolSettings) {
    this.#records = records;
    this.#settings = settings;
  }

  /** `initial` holds where the operator has not decided yet. */
  static async open(records: Records, initial: Partial<PoolSettings>): Promise<PoolSettingsBook> {
    const stored = await records.get(KEY);
    if (stored !== undefined) {
      const {
        contractFiles = first.contractFiles,
        scheme = first.scheme,
        ...rest
      } = decodeRecord(record, stored);
      return new PoolSettingsBook(records, { ...rest, contractFiles, scheme });
    }
    return new PoolSettingsBook(records, checked({ ...first, ...initial }));
  }

  get now(): PoolSettings {
    return this.#settings;
  }

  /** Durable when it resolves. Faults: `pool.feePercent`, `pool.payoutThreshold`, `pool.difficultyBounds`. */
  change(change: Partial<PoolSettings>): Promise<PoolSettings> {
    const run = this.#queue.then(async () => {
      const next = checked({ ...this.#settings, ...change });
      await this.#records.write([{ type: 'put', key: KEY, value: encodeRecord(record, next) }]);
      this.#settings = next;
      return next;
    });
    this.#queue = run.catch(() => {});
    return run;
  }

  /** A share is never harder than a block of this difficulty, nor so easy that the pool drowns in shares. */
  bounds(blockDifficulty: number): DifficultyBounds {
    const { minShareDifficulty } = this.#settings;
    const least = Math.max(minShareDifficulty, Math.floor(blockDifficulty / SHARES_OF_BLOCK));
    return { min: Math.min(least, blockDifficulty), max: blockDifficulty };
  }
}

function checked(settings: PoolSettings): PoolSettings {
  const { feePercent, payoutThreshold, minShareDifficulty } = settings;
  // Parts are reckoned in hundredths of a percent.
  const hundredths = Math.round(feePercent * 100);
  if (!(feePercent >= 0 && feePercent <= 100) || Math.abs(feePercent * 100 - hundredths) > 1e-9) {
    throw new Fault('pool.feePercent', { feePercent, min: 0, max: 100 });
  }
  if (payoutThreshold < 1n) throw new Fault('pool.payoutThreshold', { min: '0.00000001' });
  if (!Number.isSafeInteger(minShareDifficulty) || minShareDifficulty < 1) {
    throw new Fault('pool.difficultyBounds', { min: minShareDifficulty });
  }
  return settings;
}

/**
 * The address under which others reach the pool, as it stands in its blocks (paper, "Pool domain address"): host or
 * host:port in printable ASCII, 1 … 255 bytes. Fault: `pool.domain`.
 */
export function checkDomain(domain: string): string {
  if (!/^[\x21-\x7e]+$/.test(domain) || domain.length > LIMITS.domainBytes) {
    throw new Fault('pool.domain', { domain: domain.slice(0, LIMITS.domainBytes) });
  }
  return domain;
}
