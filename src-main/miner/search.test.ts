import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '#shared/protocol/bytes.ts';
import { type Found, GROUP_BLOBS, type Kernel, type Library, limitOf, MAX_DATES } from './kernel/kernel.ts';
import { Search } from './search.ts';

/** A kernel that hashes nothing: it notes every pair and holds all for solutions when told so. */
class CountingKernel implements Kernel {
  readonly name = 'counting';
  readonly libraryGroups = 2;
  readonly pairs = new Map<string, number>();
  stopAfter = Number.POSITIVE_INFINITY;
  allPass = false;
  #date = 0;
  #count = 0;

  makeLibrary(start: bigint, groups: number): Library {
    return {
      groups,
      next: start + BigInt(groups * GROUP_BLOBS),
      blob: (index) => {
        const bytes = new Uint8Array(8);
        new DataView(bytes.buffer).setBigUint64(0, start + BigInt(index));
        return bytes;
      },
    };
  }

  prepare(_step3: Uint8Array, date: number, count: number): void {
    if (count < 1 || count > MAX_DATES) throw new RangeError(`${count} timestamps`);
    this.#date = date;
    this.#count = count;
  }

  search(library: Library, group: number, end: number): Found {
    const solutions = [];
    let next = group;
    for (; next < end && next - group < this.stopAfter; next++) {
      for (let blob = next * GROUP_BLOBS; blob < (next + 1) * GROUP_BLOBS; blob++) {
        for (let minedDate = this.#date; minedDate < this.#date + this.#count; minedDate++) {
          const pair = `${minedDate} ${toHex(library.blob(blob))}`;
          this.pairs.set(pair, (this.pairs.get(pair) ?? 0) + 1);
          if (this.allPass) solutions.push({ blob, minedDate });
        }
      }
    }
    return { next, solutions };
  }

  /** All timestamps tried, oldest first. */
  get dates(): number[] {
    return [...new Set([...this.pairs.keys()].map((pair) => Number(pair.split(' ')[0])))].sort(
      (a, b) => a - b,
    );
  }
}

const job = (step: number, earliest: number) => ({
  step3: new Uint8Array(32).fill(step),
  earliest,
  limit: limitOf(1n),
});

describe('Search', () => {
  it('tries no pair twice, none in the future, none before the earliest and none that is too old', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 400, noNaN: true }), fc.integer({ min: 1, max: 9000 })), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: -50_000, max: 10 }),
        fc.integer({ min: 1, max: 4 }),
        (steps, earliest, stopAfter) => {
          const kernel = new CountingKernel();
          kernel.stopAfter = stopAfter;
          const search = new Search(kernel, 0n, 256);
          let now = 1_000_000;
          let sum = 0;
          search.setJob(job(1, now + earliest));
          for (const [passed, tries] of steps) {
            now += passed;
            sum += search.run(now, tries).tries;
            expect(Math.max(0, ...kernel.dates)).toBeLessThanOrEqual(now);
          }
          expect(kernel.pairs.size).toBe(sum);
          for (const times of kernel.pairs.values()) expect(times).toBe(1);
          for (const date of kernel.dates)
            expect(date).toBeGreaterThanOrEqual(1_000_000 + Math.max(earliest, -60_000));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('makes blobs while the clock is slower than the walk, and no more than allowed', () => {
    const search = new Search(new CountingKernel(), 0n, 128);
    search.setJob(job(1, 0));
    for (let turn = 0; turn < 100; turn++) search.run(50_000, 100_000);
    expect(search.blobs).toBe(128);
  });

  it('goes back to older timestamps when no more blobs may be made, and ends when all are used up', () => {
    const kernel = new CountingKernel();
    const search = new Search(kernel, 0n, 32);
    search.setJob(job(1, 901));
    let sum = 0;
    for (let turn = 0; turn < 20; turn++) sum += search.run(1000, 100_000).tries;
    expect(sum).toBe(32 * 100);
    expect(kernel.dates).toEqual(Array.from({ length: 100 }, (_, n) => 901 + n));
    expect(search.run(1001, 100_000).tries).toBe(32);
  });

  it('keeps its blobs when the walk is slower than the clock', () => {
    const search = new Search(new CountingKernel(), 0n);
    search.setJob(job(1, 0));
    for (let now = 100_000; now < 120_000; now += 100) search.run(now, 100_000);
    expect(search.blobs).toBe(32);
  });

  it('uses all timestamps again for a new job, but not when only its target changed', () => {
    const kernel = new CountingKernel();
    const search = new Search(kernel, 0n, 32);
    search.setJob(job(1, 1000));
    expect(search.run(1000, 1e6).tries).toBe(32);
    search.setJob(job(1, 1000));
    expect(search.run(1000, 1e6).tries).toBe(0);
    search.setJob(job(2, 1000));
    expect(search.run(1000, 1e6).tries).toBe(32);
  });

  it('tries nothing without a job, and nothing before the earliest mined date', () => {
    const search = new Search(new CountingKernel(), 0n);
    expect(search.run(1000, 100).tries).toBe(0);
    search.setJob(job(1, 1001));
    expect(search.run(1000.9, 100).tries).toBe(0);
    expect(search.run(1001, 100).tries).toBeGreaterThan(0);
  });

  it('drops a piece whose timestamps have become too old to hand in', () => {
    const kernel = new CountingKernel();
    const search = new Search(kernel, 0n, 32);
    search.setJob(job(1, 0));
    search.run(100_000, 1);
    search.run(160_000, 1);
    const late = kernel.dates.filter((date) => date > 100_000);
    expect(Math.min(...late)).toBeGreaterThan(110_000);
  });

  it('answers shares with their blobs', () => {
    const kernel = new CountingKernel();
    kernel.allPass = true;
    const search = new Search(kernel, 7n);
    search.setJob(job(1, 1000));
    const { shares, tries } = search.run(1000, 16);
    expect(tries).toBe(16);
    expect(shares.map(({ blob, minedDate }) => `${minedDate} ${toHex(blob)}`)).toEqual([
      ...kernel.pairs.keys(),
    ]);
  });
});
