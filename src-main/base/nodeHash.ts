import { hash } from 'node:crypto';
import sodium from 'sodium-native';
import * as hashing from '#shared/protocol/hashing.ts';
import { nativeAddon } from './nativeAddon.ts';

/** Up to here libsodium is faster: it needs no call into OpenSSL's machinery, which has the processor's own SHA-256. */
const SHORT = 256;

function write(bytes: Uint8Array, digest: Uint8Array): void {
  if (bytes.length <= SHORT) sodium.crypto_hash_sha256(digest, bytes);
  else digest.set(hash('sha256', bytes, 'buffer'));
}

/** Puts faster SHA-256s in the place of the portable one. For every entry of the program. */
export function installNodeSha256(): void {
  const one = (bytes: Uint8Array): Uint8Array => {
    const digest = new Uint8Array(32);
    write(bytes, digest);
    return digest;
  };
  hashing.useSha256(one, write, nativeParts());
}

/** Messages of all lengths that padding treats differently. */
const LENGTHS = 200;

/** The native hashes, where this machine has them and they agree with the libraries; native code is never trusted alone. */
export function nativeParts(addon = nativeAddon()): hashing.Sha256Parts | undefined {
  if (addon?.hashEach === undefined || addon.hashChain === undefined) return undefined;
  const data = new Uint8Array(LENGTHS).map((_, at) => (at * 151) ^ (at >> 3));
  const places = new Int32Array(2 * LENGTHS);
  const digests = new Uint8Array(32 * LENGTHS);
  const expected = new Uint8Array(32 * LENGTHS);
  const pair = new Uint8Array(64);
  const chain = new Uint8Array(32);
  for (let length = 0; length < LENGTHS; length++) {
    places[2 * length + 1] = length;
    const digest = expected.subarray(32 * length, 32 * length + 32);
    write(data.subarray(0, length), digest);
    pair.set(digest, 32);
    write(pair, pair.subarray(0, 32));
  }
  addon.hashEach(data, places, 2, LENGTHS, digests);
  addon.hashChain(data, places, 2, LENGTHS, chain);
  const agree = Buffer.compare(digests, expected) === 0 && Buffer.compare(chain, pair.subarray(0, 32)) === 0;
  return agree ? { each: addon.hashEach, chain: addon.hashChain } : undefined;
}
