import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { blobAlgorithm, blobDigests, blobSeed, step4, step9 } from '#shared/protocol/proofOfWork.ts';
import { nativeAddon } from '../../base/nativeAddon.ts';
import { GROUP_BLOBS, type Kernel, limitOf, MAX_DATES, type Solution } from './kernel.ts';
import { chooseKernel, kernelNames, measureKernel, openKernel } from './kernels.ts';
import { WASM_SOURCES } from './wasmBinary.ts';

interface Range {
  readonly start: bigint;
  readonly groups: number;
  readonly group: number;
  readonly end: number;
  readonly step3: Uint8Array;
  readonly date: number;
  readonly count: number;
}

/** All solutions of a range as text, sorted, however often the kernel stops for want of room. */
function solutions(kernel: Kernel, range: Range, limit: Uint32Array): string[] {
  const library = kernel.makeLibrary(range.start, range.groups);
  kernel.prepare(range.step3, range.date, range.count);
  const all: Solution[] = [];
  for (let group = range.group; group < range.end; ) {
    const found = kernel.search(library, group, range.end, limit);
    expect(found.next).toBeGreaterThan(group);
    group = found.next;
    all.push(...found.solutions);
  }
  return all
    .map(({ blob, minedDate }) => `${minedDate} ${Buffer.from(library.blob(blob)).toString('hex')}`)
    .sort();
}

const others = kernelNames().filter((name) => name !== 'reference');

const range: fc.Arbitrary<Range> = fc
  .record({
    start: fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(2n ** 32n - 100n, 2n ** 32n), fc.constant(0n)),
    groups: fc.integer({ min: 1, max: 3 }),
    bounds: fc.tuple(fc.nat(2), fc.nat(2)),
    step3: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    date: fc.oneof(
      fc.integer({ min: 1, max: 2 ** 48 }),
      fc.constant(2 ** 32 - 3),
      fc.constant(1_900_000_000_000),
    ),
    count: fc.oneof(fc.integer({ min: 1, max: MAX_DATES }), fc.constant(1), fc.constant(MAX_DATES)),
  })
  .map(({ bounds: [a, b], ...rest }) => {
    const group = Math.min(a, rest.groups - 1);
    return { ...rest, group, end: Math.min(rest.groups, group + 1 + b) };
  });

const target = fc.oneof(
  // Every hash, all but one, half of them, and so on down to one in a million.
  fc.integer({ min: 0, max: 20 }).map((bits) => (2n ** 256n) >> BigInt(bits)),
  fc.integer({ min: 1, max: 1_000_000 }).map((difficulty) => targetOfDifficulty(BigInt(difficulty))),
  fc.constantFrom(2n ** 256n - 1n, 2n ** 224n, 2n ** 224n - 1n, 1n),
);

describe.each(others)('kernel %s', (name) => {
  it('finds what the reference finds, whatever the range and the target', () => {
    fc.assert(
      fc.property(range, target, (where, below) => {
        const limit = limitOf(below);
        expect(solutions(openKernel(name), where, limit)).toEqual(
          solutions(openKernel('reference'), where, limit),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('tries every lane with every timestamp, also where their number is odd', () => {
    for (const count of [1, 2, 3, MAX_DATES - 1, MAX_DATES]) {
      const where = {
        start: 5n,
        groups: 2,
        group: 0,
        end: 2,
        step3: new Uint8Array(32).fill(7),
        date: 99,
        count,
      };
      const all = solutions(openKernel(name), where, limitOf(2n ** 256n));
      expect(new Set(all).size).toBe(2 * GROUP_BLOBS * count);
    }
  });

  it('decides by the lower words when the top word is that of the target', () => {
    const step3 = new Uint8Array(32).fill(3);
    const where = { start: 77n, groups: 1, group: 0, end: 1, step3, date: 1_800_000_000_000, count: 2 };
    const library = openKernel('reference').makeLibrary(where.start, 1);
    for (let blob = 0; blob < GROUP_BLOBS; blob++) {
      const minedDate = where.date + (blob % 2);
      const bytes = library.blob(blob);
      const hash = BigInt(
        `0x${Buffer.from(step9(step4(minedDate, step3), blobDigests(bytes))).toString('hex')}`,
      );
      const pair = `${minedDate} ${Buffer.from(bytes).toString('hex')}`;
      expect(solutions(openKernel(name), where, limitOf(hash + 1n))).toContain(pair);
      expect(solutions(openKernel(name), where, limitOf(hash))).not.toContain(pair);
    }
  });

  it('makes libraries of blobs that choose MD5, each number once', () => {
    const kernel = openKernel(name);
    const first = kernel.makeLibrary(2n ** 64n - 40n, 2);
    const second = kernel.makeLibrary(first.next, 2);
    const blobs = [first, second].flatMap((library) =>
      Array.from({ length: 2 * GROUP_BLOBS }, (_, index) => library.blob(index)),
    );
    expect(new Set(blobs.map((blob) => Buffer.from(blob).toString('hex'))).size).toBe(4 * GROUP_BLOBS);
    for (const blob of blobs) {
      const step5 = createHash('sha256').update(blob).digest();
      expect([0, 4]).toContain(blobAlgorithm(blobSeed(step5)));
    }
  });

  it('does not take a library of another kernel', () => {
    const kernel = openKernel(name);
    kernel.prepare(new Uint8Array(32), 1, 1);
    const foreign = openKernel('reference').makeLibrary(0n, 1);
    expect(() => kernel.search(foreign, 0, 1, limitOf(1n))).toThrow(TypeError);
  });
});

describe('reference kernel', () => {
  it('agrees with the protocol on the hash of each pair', () => {
    const step3 = new Uint8Array(32).fill(9);
    const kernel = openKernel('reference');
    const library = kernel.makeLibrary(1n, 1);
    kernel.prepare(step3, 1000, 4);
    const below = 2n ** 254n;
    const found = kernel.search(library, 0, 1, limitOf(below)).solutions;
    const expected: Solution[] = [];
    for (let blob = 0; blob < GROUP_BLOBS; blob++) {
      for (let minedDate = 1000; minedDate < 1004; minedDate++) {
        const hash = step9(step4(minedDate, step3), blobDigests(library.blob(blob)));
        if (BigInt(`0x${Buffer.from(hash).toString('hex')}`) < below) expected.push({ blob, minedDate });
      }
    }
    expect(found).toEqual(expected);
    expect(expected.length).toBeGreaterThan(0);
  });
});

const addon = nativeAddon();
describe.skipIf(addon === undefined)('native addon', () => {
  it('refuses arrays that are too short for what it is asked to do', () => {
    const words = (count: number) => new Uint32Array(count);
    const call = (library: number, heads: number, limit: number, found: number, result: number) => () =>
      addon?.search(0, words(library), 0, 1, words(heads), 1, words(limit), words(found), words(result));
    expect(call(192, 32, 8, 32, 2)).not.toThrow();
    expect(call(191, 32, 8, 32, 2)).toThrow(RangeError);
    expect(call(192, 31, 8, 32, 2)).toThrow(RangeError);
    expect(call(192, 32, 7, 32, 2)).toThrow(RangeError);
    expect(call(192, 32, 8, 32, 1)).toThrow(RangeError);
    expect(() => addon?.search(99, words(192), 0, 1, words(32), 1, words(8), words(32), words(2))).toThrow(
      RangeError,
    );
    expect(() => addon?.heads(new Uint8Array(31), 1, 1, words(32))).toThrow(RangeError);
    expect(() => addon?.heads(new Uint8Array(32), 1, 2, words(63))).toThrow(RangeError);
    expect(() => addon?.library(0n, 1, words(192), new Uint8Array(127))).toThrow(RangeError);
  });

  it('stops for want of room, and not after it', () => {
    const found = new Uint32Array(2 * 15);
    const result = new Uint32Array(2);
    const library = new Uint32Array(192);
    addon?.search(
      0,
      library,
      0,
      1,
      new Uint32Array(32),
      1,
      new Uint32Array(8).fill(0xffff_ffff),
      found,
      result,
    );
    expect([...result]).toEqual([0, 0]);
  });
});

describe('kernels', () => {
  it('are measured in tries a second, and one of them is chosen', () => {
    expect(measureKernel(openKernel('reference'), { ms: 1, runs: 1 })).toBeGreaterThan(0);
    const chosen = chooseKernel();
    expect(others).toContain(chosen.name);
    expect(chosen.rate).toBeGreaterThan(0);
  });

  it('hold a WebAssembly binary that was made from the sources as they are', () => {
    const hash = createHash('sha256');
    for (const name of ['core.h', 'core.c', 'laid.h', 'rows.h', 'wasm.c']) {
      hash.update(readFileSync(new URL(`../../native/${name}`, import.meta.url)));
    }
    expect(hash.digest('hex')).toBe(WASM_SOURCES);
  });
});
