import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { type Bytes, ByteWriter, concatBytes, equalBytes, fromHex } from './bytes.ts';
import { writeItem, writeListHead } from './listEncoding.ts';
import type { List, ListOf, ListType } from './lists.ts';
import { allSteps, type Steps } from './steps.ts';

/** Gives the 32 bytes of SHA-256 as a plain array (a Node buffer's `slice` would be a view, not a copy). */
export type Sha256 = (bytes: Bytes) => Bytes;

/** Writes SHA-256 into `digest`, which has 32 bytes and may be a part of `bytes`. */
export type Sha256To = (bytes: Bytes, digest: Uint8Array) => void;

/**
 * SHA-256 of many parts of one buffer at once. Part n starts at places[stride · n] and has places[stride · n + 1] bytes.
 */
export interface Sha256Parts {
  /** Writes the digest of part n to `digests` at 32 n. */
  each(data: Bytes, places: Int32Array, stride: number, count: number, digests: Uint8Array): void;
  /** chain = H(chain || H(part)) for each part in turn; `chain` has 32 bytes. */
  chain(data: Bytes, places: Int32Array, stride: number, count: number, chain: Uint8Array): void;
}

const portableTo: Sha256To = (bytes, digest) => digest.set(implementation(bytes));

let implementation: Sha256 = nobleSha256;
let implementationTo: Sha256To = portableTo;

/** One part after the other. */
const portableParts: Sha256Parts = {
  each(data, places, stride, count, digests) {
    for (let n = 0; n < count; n++)
      sha256To(partOf(data, places, n * stride), digests.subarray(32 * n, 32 * n + 32));
  },
  chain(data, places, stride, count, chain) {
    const pair = new Uint8Array(64);
    pair.set(chain);
    for (let n = 0; n < count; n++) {
      sha256To(partOf(data, places, n * stride), pair.subarray(32));
      sha256To(pair, pair.subarray(0, 32));
    }
    chain.set(pair.subarray(0, 32));
  },
};

function partOf(data: Bytes, places: Int32Array, at: number): Bytes {
  const start = places[at] as number;
  return data.subarray(start, start + (places[at + 1] as number));
}

let implementationParts = portableParts;

/** SHA-256, 32 bytes (the paper's "Hash"). */
export function sha256(bytes: Bytes): Bytes {
  return implementation(bytes);
}

/** The same into an array that is there: for hot loops, which should leave no garbage. */
export function sha256To(bytes: Bytes, digest: Uint8Array): void {
  implementationTo(bytes, digest);
}

/** SHA-256 of many short things: for hot loops. */
export function sha256Parts(): Sha256Parts {
  return implementationParts;
}

const ABC = Uint8Array.of(0x61, 0x62, 0x63);
const HASH_OF_ABC = fromHex('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');

/**
 * Lets a host put its own, faster SHA-256 (such as node:crypto's) in the place of the portable one, once, when a
 * process or worker starts. SHA-256 is one mathematical function, so no result depends on it; handing it through
 * every function that hashes would only make all of them longer. An implementation that gets the standard's first
 * example wrong is refused with an ordinary error (the program is broken, nothing was received).
 */
export function useSha256(
  faster: Sha256,
  fasterTo: Sha256To = portableTo,
  fasterParts: Sha256Parts = portableParts,
): void {
  const hash = faster(ABC);
  if (!equalBytes(hash, HASH_OF_ABC) || Object.getPrototypeOf(hash) !== Uint8Array.prototype) {
    throw new Error('This is not SHA-256 in a plain array.');
  }
  implementation = faster;
  const written = new Uint8Array(32);
  fasterTo(ABC, written);
  if (!equalBytes(written, HASH_OF_ABC)) throw new Error('This is not SHA-256 into an array.');
  implementationTo = fasterTo;
  fasterParts.each(ABC, Int32Array.of(0, 3), 2, 1, written.fill(0));
  if (!equalBytes(written, HASH_OF_ABC)) throw new Error('This is not SHA-256 of parts.');
  implementationParts = fasterParts;
}

/** Items of a list are hashed in groups, so that the encoding of a large list need not lie in memory as a whole. */
const HASHED_ITEMS = 256;
const HASHED_BYTES = 32 * 1024;

/**
 * Chain hash of one list: c = H(head), then c = H(c || H(item)) for each item (paper, "Mining process" 1.1; the
 * head is covered too, docs/PROTOCOL.md §4).
 */
export function listHash<T extends ListType>(list: ListOf<T>): Bytes {
  return allSteps(listHashSteps(list));
}

function* listHashSteps<T extends ListType>(list: ListOf<T>): Steps<Bytes> {
  const writer = new ByteWriter(HASHED_BYTES + 1024);
  writeListHead(writer, list);
  const chain = sha256(writer.view());
  const places = new Int32Array(2 * Math.min(HASHED_ITEMS, list.items.length));
  const parts = sha256Parts();
  writer.clear();
  let count = 0;
  for (const item of list.items) {
    const start = writer.length;
    writeItem(writer, list.type, list.features, item);
    places[2 * count] = start;
    places[2 * count + 1] = writer.length - start;
    count += 1;
    if (count < HASHED_ITEMS && writer.length < HASHED_BYTES) continue;
    parts.chain(writer.view(), places, 2, count, chain);
    writer.clear();
    count = 0;
    yield;
  }
  parts.chain(writer.view(), places, 2, count, chain);
  return chain;
}

/** H(Integer(number of lists) || chain hash of each list, in order). */
export function listsHash(lists: readonly List[]): Bytes {
  return allSteps(listsHashSteps(lists));
}

/** The same in steps. */
export function* listsHashSteps(lists: readonly List[]): Steps<Bytes> {
  const writer = new ByteWriter(4 + 32 * lists.length).integer(lists.length);
  for (const list of lists) writer.raw(yield* listHashSteps(list));
  return sha256(writer.view());
}

/** Step 1 of the mining process: H(H(header) || lists hash). */
export function footerHash(headerBytes: Bytes, hashOfLists: Bytes): Bytes {
  return sha256(concatBytes(sha256(headerBytes), hashOfLists));
}
