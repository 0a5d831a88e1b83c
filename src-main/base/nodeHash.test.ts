import { createHash } from 'node:crypto';
import { sha256 as portable } from '@noble/hashes/sha2.js';
import { expect, it } from 'vitest';
import { sha256, sha256Parts, sha256To, useSha256 } from '#shared/protocol/hashing.ts';
import type { NativeAddon } from './nativeAddon.ts';
import { nativeAddon } from './nativeAddon.ts';
import { installNodeSha256, nativeParts } from './nodeHash.ts';

it('is SHA-256 at every length, also into a part of what is hashed', () => {
  installNodeSha256();
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 255, 256, 257, 1000, 100_000]) {
    const bytes = new Uint8Array(length).map((_, at) => at * 7 + length);
    const expected = new Uint8Array(createHash('sha256').update(bytes).digest());
    expect(sha256(bytes)).toEqual(expected);
    const digest = new Uint8Array(40);
    sha256To(bytes, digest.subarray(4, 36));
    expect(digest.slice(4, 36)).toEqual(expected);
    expect([digest[3], digest[36]]).toEqual([0, 0]);
  }
  for (const length of [64, 512]) {
    const bytes = new Uint8Array(length).fill(9);
    const expected = portable(bytes);
    sha256To(bytes, bytes.subarray(0, 32));
    expect(bytes.slice(0, 32)).toEqual(expected);
  }
});

it('refuses what is no SHA-256', () => {
  expect(() => useSha256((bytes) => bytes)).toThrow();
  expect(() => useSha256(portable, () => {})).toThrow();
});

const lengths = [0, 1, 55, 56, 63, 64, 65, 119, 120, 144, 1000, 100_000];

function parts() {
  const data = new Uint8Array(120_000).map((_, at) => at * 13);
  const places = new Int32Array(lengths.flatMap((length, n) => [n * 11, length, -1]));
  const digests = lengths.map((length, n) => portable(data.subarray(n * 11, n * 11 + length)));
  return { data, places, digests };
}

it('hashes parts each for itself and in a chain', () => {
  installNodeSha256();
  const { data, places, digests } = parts();
  const each = new Uint8Array(32 * lengths.length);
  sha256Parts().each(data, places, 3, lengths.length, each);
  expect(each).toEqual(Uint8Array.from(digests.flatMap((digest) => [...digest])));
  let expected = new Uint8Array(32).fill(7);
  for (const digest of digests) expected = portable(Uint8Array.of(...expected, ...digest));
  const chain = new Uint8Array(32).fill(7);
  sha256Parts().chain(data, places, 3, lengths.length, chain);
  expect(chain).toEqual(expected);
});

const addon = nativeAddon();

it.runIf(addon?.hashEach !== undefined)(
  'does not let native code read or write outside of its arrays',
  () => {
    const { hashEach, hashChain } = addon as Required<NativeAddon>;
    const data = new Uint8Array(100);
    const digests = new Uint8Array(64);
    for (const place of [
      [-1, 10],
      [0, -1],
      [0, 101],
      [100, 1],
      [2 ** 31 - 1, 2 ** 31 - 1],
    ]) {
      expect(() => hashEach(data, Int32Array.from(place), 2, 1, digests)).toThrow('hashEach');
      expect(() => hashChain(data, Int32Array.from(place), 2, 1, digests)).toThrow('hashChain');
    }
    expect(() => hashEach(data, new Int32Array(6), 2, 4, digests)).toThrow('hashEach');
    expect(() => hashEach(data, new Int32Array(6), 2, 3, digests)).toThrow('hashEach');
    expect(() => hashEach(data, new Int32Array(6), 1, 1, digests)).toThrow('hashEach');
    expect(() => hashChain(data, new Int32Array(6), 2, 1, digests.subarray(33))).toThrow('hashChain');
  },
);

it('does without native code that is wrong', () => {
  const wrong = { hashEach: () => {}, hashChain: () => {} } as unknown as NativeAddon;
  expect(nativeParts(wrong)).toBeUndefined();
  expect(nativeParts({} as NativeAddon)).toBeUndefined();
});
