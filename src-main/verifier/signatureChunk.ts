import type { SignatureBatch } from '#shared/ledger/signatureBatch.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { verifySignature } from './verifySignature.ts';

/** Some neighbouring checks of a batch, packed so that they go to a worker thread without being copied again. */
export interface SignatureChunk {
  /** Index in the batch of the first check. */
  readonly first: number;
  readonly count: number;
  /** Length of each message. */
  readonly lengths: Int32Array;
  /** Public key 32, signature 64, message, one check after the other. */
  readonly data: Uint8Array;
}

/** Cuts `count` checks from `first` on out of a batch. In a batch checks lie one after the other. */
export function chunkOf(batch: SignatureBatch, first: number, count: number): SignatureChunk {
  const lengths = new Int32Array(count);
  for (let n = 0; n < count; n++) lengths[n] = batch.heads[(first + n) * 4 + 1] as number;
  const start = (batch.heads[first * 4] as number) - 96;
  const last = (first + count - 1) * 4;
  const end = (batch.heads[last] as number) + (batch.heads[last + 1] as number);
  return { first, count, lengths, data: batch.data.slice(start, end) };
}

/** Index in the batch of the first check that fails, or −1. */
export function firstBad(chunk: SignatureChunk): number {
  let at = 0;
  for (let n = 0; n < chunk.count; n++) {
    const message = at + 96;
    const end = message + (chunk.lengths[n] as number);
    const part = (from: number, to: number): Bytes => chunk.data.subarray(from, to);
    if (!verifySignature(part(at, at + 32), part(message, end), part(at + 32, message))) {
      return chunk.first + n;
    }
    at = end;
  }
  return -1;
}
