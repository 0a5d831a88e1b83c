import { createHash } from 'node:crypto';
import { type Bytes, concatBytes } from '#shared/protocol/bytes.ts';
import { blobAlgorithmOfDigest, step4 } from '#shared/protocol/proofOfWork.ts';
import {
  FOUND_CAPACITY,
  type Found,
  GROUP_BLOBS,
  type Kernel,
  type Library,
  type Solution,
} from './kernel.ts';

const sha256 = (bytes: Bytes): Bytes => createHash('sha256').update(bytes).digest();

class ReferenceLibrary implements Library {
  readonly groups: number;
  readonly next: bigint;
  readonly blobs: readonly Bytes[];
  /** Steps 5 and 8 of each blob, 48 bytes. */
  readonly digests: readonly Bytes[];

  constructor(start: bigint, groups: number) {
    const blobs: Bytes[] = [];
    const digests: Bytes[] = [];
    let at = start;
    for (; blobs.length < groups * GROUP_BLOBS; at = BigInt.asUintN(64, at + 1n)) {
      const blob = new Uint8Array(8);
      new DataView(blob.buffer).setBigUint64(0, at);
      const step5 = sha256(blob);
      if (blobAlgorithmOfDigest(step5) % 4 !== 0) continue;
      blobs.push(blob);
      digests.push(concatBytes(step5, createHash('md5').update(blob).digest()));
    }
    this.groups = groups;
    this.next = at;
    this.blobs = blobs;
    this.digests = digests;
  }

  blob(index: number): Bytes {
    const blob = this.blobs[index];
    if (blob === undefined) throw new RangeError('There is no such blob.');
    return blob;
  }
}

/** The judge of all other kernels: Node's own hashes, and nothing prepared but what steps 5 to 8 give. */
export class ReferenceKernel implements Kernel {
  readonly name = 'reference';
  readonly libraryGroups = 64;
  #dates: { minedDate: number; step4: Bytes }[] = [];

  makeLibrary(start: bigint, groups: number): Library {
    return new ReferenceLibrary(start, groups);
  }

  prepare(step3: Bytes, date: number, count: number): void {
    this.#dates = Array.from({ length: count }, (_, n) => ({
      minedDate: date + n,
      step4: step4(date + n, step3),
    }));
  }

  search(library: Library, group: number, end: number, limit: Uint32Array): Found {
    if (!(library instanceof ReferenceLibrary)) throw new TypeError('This library is of another kernel.');
    const solutions: Solution[] = [];
    let next = group;
    for (; next < end && solutions.length + GROUP_BLOBS * this.#dates.length <= FOUND_CAPACITY; next++) {
      for (let index = next * GROUP_BLOBS; index < (next + 1) * GROUP_BLOBS; index++) {
        const digests = library.digests[index];
        if (digests === undefined) throw new RangeError('There is no such group.');
        for (const date of this.#dates) {
          const hash = createHash('sha256').update(date.step4).update(digests).digest();
          if (isWithin(hash, limit)) solutions.push({ blob: index, minedDate: date.minedDate });
        }
      }
    }
    return { next, solutions };
  }
}

function isWithin(hash: Buffer, limit: Uint32Array): boolean {
  for (let word = 0; word < 8; word++) {
    const ours = hash.readUInt32BE(4 * word);
    const most = limit[word] ?? 0;
    if (ours !== most) return ours < most;
  }
  return true;
}
