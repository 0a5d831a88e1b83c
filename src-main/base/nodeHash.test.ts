import { createHash } from 'node:crypto';
import { sha256 as portable } from '@noble/hashes/sha2.js';
import { expect, it } from 'vitest';
import { sha256, sha256To, useSha256 } from '#shared/protocol/hashing.ts';
import { installNodeSha256 } from './nodeHash.ts';

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
