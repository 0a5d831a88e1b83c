import { hash } from 'node:crypto';
import sodium from 'sodium-native';
import * as hashing from '#shared/protocol/hashing.ts';

/** Up to here libsodium is faster: it needs no call into OpenSSL's machinery, which has the processor's own SHA-256. */
const SHORT = 256;

/** Puts faster SHA-256s in the place of the portable one. For every entry of the program. */
export function installNodeSha256(): void {
  hashing.useSha256((bytes) => {
    if (bytes.length <= SHORT) {
      const digest = new Uint8Array(32);
      sodium.crypto_hash_sha256(digest, bytes);
      return digest;
    }
    const digest = hash('sha256', bytes, 'buffer');
    // A plain array: a buffer's `slice` would be a view of it.
    return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
  });
}
