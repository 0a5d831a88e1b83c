import type { SignatureBatch } from '#shared/ledger/signatureBatch.ts';
import { verifySignature } from './verifySignature.ts';

/** A thread takes so many checks at a time: about half a millisecond of work. */
const CLAIM = 16;

/** Places in `control`: the first check that nobody has taken, and the lowest bad one (or the number of checks). */
const NEXT = 0;
const LOWEST = 1;

/**
 * The checks of a batch in memory that all threads share. They take checks from it by themselves, so that they have
 * work also while the thread that asked them is busy with the next block.
 */
export interface SharedBatch {
  readonly count: number;
  readonly control: Int32Array;
  /** As in `SignatureBatch`. */
  readonly heads: Int32Array;
  /** As in `SignatureBatch`. */
  readonly data: Uint8Array;
}

/** Memory for a batch, kept from one to the next. */
export type BatchMemory = Omit<SharedBatch, 'count'>;

export function newBatchMemory(batch: SignatureBatch): BatchMemory {
  const roomy = (bytes: number) => new SharedArrayBuffer(2 ** Math.ceil(Math.log2(Math.max(2 ** 16, bytes))));
  return {
    control: new Int32Array(new SharedArrayBuffer(8)),
    heads: new Int32Array(roomy(batch.count * 16)),
    data: new Uint8Array(roomy(batch.length)),
  };
}

export function hasRoom(memory: BatchMemory, batch: SignatureBatch): boolean {
  return memory.heads.length >= batch.count * 4 && memory.data.length >= batch.length;
}

/** Copies a batch into memory that has room for it and that nobody reads. */
export function shareBatch(batch: SignatureBatch, memory: BatchMemory): SharedBatch {
  memory.heads.set(batch.heads.subarray(0, batch.count * 4));
  memory.data.set(batch.data.subarray(0, batch.length));
  memory.control[NEXT] = 0;
  memory.control[LOWEST] = batch.count;
  return { count: batch.count, ...memory };
}

/** Index of the lowest bad check of a batch that all threads are done with, or −1. */
export function lowestBad({ count, control }: SharedBatch): number {
  const lowest = control[LOWEST] as number;
  return lowest < count ? lowest : -1;
}

/**
 * Index of the first check from `first` on and before `end` that fails, or −1. libsodium does not read shared memory,
 * and refuses what it cannot read: the checks are copied out first.
 */
export function firstBad(
  { heads, data }: Pick<SharedBatch, 'heads' | 'data'>,
  first: number,
  end: number,
): number {
  if (first >= end) return -1;
  const start = (heads[first * 4] as number) - 96;
  const last = (end - 1) * 4;
  const part = data.slice(start, (heads[last] as number) + (heads[last + 1] as number));
  for (let n = first; n < end; n++) {
    const message = (heads[n * 4] as number) - start;
    const length = heads[n * 4 + 1] as number;
    const publicKey = part.subarray(message - 96, message - 64);
    const signature = part.subarray(message - 64, message);
    if (!verifySignature(publicKey, part.subarray(message, message + length), signature)) return n;
  }
  return -1;
}

/** What each thread does: takes checks until none is left, or until a lower one is known to be bad. */
export function verifyShared(batch: SharedBatch): void {
  const { count, control } = batch;
  for (;;) {
    const first = Atomics.add(control, NEXT, CLAIM);
    if (first >= Math.min(count, Atomics.load(control, LOWEST))) return;
    const bad = firstBad(batch, first, Math.min(count, first + CLAIM));
    if (bad >= 0) lower(control, bad);
  }
}

function lower(control: Int32Array, bad: number): void {
  let known = Atomics.load(control, LOWEST);
  while (bad < known) known = Atomics.compareExchange(control, LOWEST, known, bad);
}
