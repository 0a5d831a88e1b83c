import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, toHex } from './bytes.ts';
import { sha256 } from './hashing.ts';
import { nextInt5 } from './javaRandom.ts';
import {
  blobAlgorithm,
  blobAlgorithmOfDigest,
  blobDigests,
  blobSeed,
  blockHash,
  step3,
  step3OfEach,
  step4,
  step8,
  step9,
} from './proofOfWork.ts';

/** java.util.Random as its documentation states it, in bigint. */
function documentedNextInt5(seed: bigint): number {
  const mask = (1n << 48n) - 1n;
  let state = (seed ^ 0x5deece66dn) & mask;
  for (;;) {
    state = (state * 0x5deece66dn + 0xbn) & mask;
    const bits = BigInt.asIntN(32, state >> 17n);
    const value = bits % 5n;
    if (BigInt.asIntN(32, bits - value + 4n) >= 0n) return Number(value);
  }
}

/** A seed whose first draw has these 31 bits, found by running the generator one step back. */
function seedDrawing(bits: bigint): bigint {
  const modulus = 1n << 48n;
  let inverse = 1n;
  for (let step = 0; step < 6; step++) inverse = (inverse * (2n - 0x5deece66dn * inverse)) % modulus;
  const state = BigInt.asUintN(48, ((bits << 17n) - 0xbn) * inverse);
  return state ^ 0x5deece66dn;
}

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('java.util.Random', () => {
  it('draws as documented for every seed', () => {
    const seed = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(seed, (value) => {
        expect(nextInt5(value)).toBe(documentedNextInt5(value));
      }),
      { numRuns: 3000 },
    );
  });

  it('draws again where the first draw is beyond the last whole run of five', () => {
    const top = 2n ** 31n;
    for (const bits of [0n, 4n, top - 4n, top - 3n, top - 2n, top - 1n]) {
      const seed = seedDrawing(bits);
      expect(nextInt5(seed)).toBe(documentedNextInt5(seed));
      expect(nextInt5(seed - 2n ** 63n)).toBe(documentedNextInt5(seed - 2n ** 63n));
    }
    expect(nextInt5(seedDrawing(4n))).toBe(4);
  });
});

describe('the mining process', () => {
  it('chooses the same algorithm with and without bigint', () => {
    fc.assert(
      fc.property(digest, (d5) => {
        expect(blobAlgorithmOfDigest(d5)).toBe(blobAlgorithm(blobSeed(d5)));
      }),
      { numRuns: 1000 },
    );
  });

  it('sums bytes modulo 256 into a signed seed', () => {
    expect(blobSeed(new Uint8Array(32).fill(255))).toBe(BigInt.asIntN(64, 0xfcfcfcfcfcfcfcfcn));
    expect(blobSeed(Uint8Array.from({ length: 32 }, (_, at) => (at < 4 ? 32 : 0)))).toBe(-(2n ** 63n));
  });

  it('hashes the blob with the chosen algorithm', () => {
    const blob = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    for (const [index, name] of ['md5', 'sha1', 'sha384', 'sha512', 'md5'].entries()) {
      expect(toHex(step8(blob, index))).toBe(createHash(name).update(blob).digest('hex'));
    }
    expect(() => step8(blob, 5)).toThrow(RangeError);
  });

  it('makes step 3 of many jobs as of each', () => {
    const footer = new Uint8Array(32).map((_, at) => at * 7);
    const ids = new Uint8Array(16 * 5).map((_, at) => at * 11);
    const each = [0, 1, 2, 3, 4].map((n) => step3(footer, ids.subarray(16 * n, 16 * n + 16)));
    expect(toHex(step3OfEach(footer, ids))).toBe(each.map(toHex).join(''));
    expect(step3OfEach(footer, ids.subarray(0, 0))).toHaveLength(0);
  });

  it('is its steps one after the other', () => {
    fc.assert(
      fc.property(
        digest,
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.maxSafeNat(),
        (hash, jobId, date) => {
          const blob = hash.subarray(0, 8);
          const s4 = step4(date, step3(hash, jobId));
          const { step5, step8: d8 } = blobDigests(blob);
          const expected = toHex(sha256(concatBytes(s4, step5, d8)));
          expect(toHex(step9(s4, { step5, step8: d8 }))).toBe(expected);
          expect(toHex(blockHash({ footerHash: hash, jobId, minedDate: date, blob }))).toBe(expected);
        },
      ),
      { numRuns: 30 },
    );
  });
});
