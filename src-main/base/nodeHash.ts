import { hash } from 'node:crypto';
import sodium from 'sodium-native';
import * as hashing from '#shared/protocol/hashing.ts';

/** Up to here libsodium is faster: it needs no call into OpenSSL's machinery, which has the processor's own SHA-256. */
const SHORT = 256;

/** Puts faster SHA-256s in the place of the portable one. For every entry of the program. */
export function installNodeSha256(): void {
  const write = (bytes: Uint8Array, digest: Uint8Array): void => {
    if (bytes.length <= SHORT) sodium.crypto_hash_sha256(digest, bytes);
    else digest.set(hash('sha256', bytes, 'buffer'));
  };
  hashing.useSha256((bytes) => {
    const digest = new Uint8Array(32);
    write(bytes, digest);
    return digest;
  }, write);
}
