import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha384, sha512 } from '@noble/hashes/sha2.js';
import { type Bytes, ByteWriter, concatBytes } from './bytes.ts';
import { sha256, sha256Parts } from './hashing.ts';
import { nextInt5, nextInt5Of } from './javaRandom.ts';

export const JOB_ID_BYTES = 16;
const STEP_3_BYTES = 32 + JOB_ID_BYTES;

/** Step 3: H(footer hash || job id). */
export function step3(footerHash: Bytes, jobId: Bytes): Bytes {
  return sha256(concatBytes(footerHash, jobId));
}

/** Step 3 of the same template for many jobs: of ids that lie one behind the other, the hashes as they do. */
export function step3OfEach(footerHash: Bytes, jobIds: Bytes): Bytes {
  const count = jobIds.length / JOB_ID_BYTES;
  const data = new ByteWriter(count * STEP_3_BYTES);
  const places = new Int32Array(2 * count);
  for (let n = 0; n < count; n++) {
    places[2 * n] = n * STEP_3_BYTES;
    places[2 * n + 1] = STEP_3_BYTES;
    data.raw(footerHash).raw(jobIds.subarray(n * JOB_ID_BYTES, (n + 1) * JOB_ID_BYTES));
  }
  const hashes = new Uint8Array(32 * count);
  sha256Parts().each(data.view(), places, 2, count, hashes);
  return hashes;
}

/** Step 4: H(mined date, 8 bytes || step 3). */
export function step4(minedDate: number, s3: Bytes): Bytes {
  return sha256(new ByteWriter(40).time(minedDate).raw(s3).view());
}

/** Step 6: each four bytes of step 5 summed to one byte, the eight bytes read as a signed 64-bit number. */
export function blobSeed(d5: Bytes): bigint {
  let seed = 0n;
  for (let k = 0; k < 8; k++) seed = seed * 256n + BigInt(seedByte(d5, k));
  return BigInt.asIntN(64, seed);
}

function seedByte(d5: Bytes, k: number): number {
  let sum = 0;
  for (let at = 4 * k; at < 4 * k + 4; at++) sum += d5[at] ?? 0;
  return sum & 0xff;
}

/** Step 7: which of the five algorithms a seed chooses, 0 … 4. */
export function blobAlgorithm(seed: bigint): number {
  return nextInt5(seed);
}

/** Steps 6 and 7 at once, without bigint: the same as `blobAlgorithm(blobSeed(d5))`. */
export function blobAlgorithmOfDigest(d5: Bytes): number {
  const high = (seedByte(d5, 2) * 256 + seedByte(d5, 3)) * 256 + seedByte(d5, 4);
  const low = (seedByte(d5, 5) * 256 + seedByte(d5, 6)) * 256 + seedByte(d5, 7);
  return nextInt5Of(high, low);
}

const ALGORITHMS: readonly ((blob: Bytes) => Bytes)[] = [md5, sha1, sha384, sha512, md5];

/** Step 8: MD5, SHA-1, SHA-384, SHA-512 or again MD5 of the blob. */
export function step8(blob: Bytes, index: number): Bytes {
  const algorithm = ALGORITHMS[index];
  if (algorithm === undefined) throw new RangeError('There are five algorithms.');
  return algorithm(blob);
}

/** Steps 5 to 8: what depends on the blob alone, so it can be kept and used for every job and every time. */
export function blobDigests(blob: Bytes): { step5: Bytes; step8: Bytes } {
  const step5 = sha256(blob);
  return { step5, step8: step8(blob, blobAlgorithmOfDigest(step5)) };
}

/** Step 9: H(step 4 || step 5 || step 8), the block hash. */
export function step9(s4: Bytes, digests: { readonly step5: Bytes; readonly step8: Bytes }): Bytes {
  return sha256(concatBytes(s4, digests.step5, digests.step8));
}

/** The block hash of a footer: steps 3 to 9 (paper, "Mining process"). */
export function blockHash(work: {
  readonly footerHash: Bytes;
  readonly jobId: Bytes;
  readonly minedDate: number;
  readonly blob: Bytes;
}): Bytes {
  return step9(step4(work.minedDate, step3(work.footerHash, work.jobId)), blobDigests(work.blob));
}
