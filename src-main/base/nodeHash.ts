import { hash } from 'node:crypto';
import { useSha256 } from '#shared/protocol/hashing.ts';

/** Puts node:crypto's SHA-256, which uses the processor's own, in the place of the portable one. For every entry. */
export function installNodeSha256(): void {
  useSha256((bytes) => {
    const digest = hash('sha256', bytes, 'buffer');
    // A plain array: a buffer's `slice` would be a view of it.
    return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
  });
}
