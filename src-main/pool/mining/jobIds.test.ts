import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from '#shared/protocol/bytes.ts';
import { JobIds } from './jobIds.ts';

describe('JobIds', () => {
  it('are all different, look like chance, and tell their block to who has the key', () => {
    const ids = new JobIds(randomBytes(16));
    const seen = new Set<string>();
    for (let n = 0; n < 2000; n++) {
      const blockId = 94 + Math.floor(n / 300);
      const id = ids.next(blockId);
      expect(ids.blockOf(id)).toBe(blockId);
      seen.add(toHex(id));
    }
    expect(seen.size).toBe(2000);
    for (const part of [0, 8, 20, 31]) expect(new Set([...seen].map((id) => id[part])).size).toBe(16);
    expect(ids.blockOf(ids.next(2 ** 30 - 1))).toBe(2 ** 30 - 1);
  });

  it('are of nobody else', () => {
    const ids = new JobIds(new Uint8Array(16).fill(1));
    const others = new JobIds(new Uint8Array(16).fill(2));
    expect(ids.blockOf(others.next(94))).toBeUndefined();
    for (let n = 0; n < 1000; n++) expect(ids.blockOf(randomBytes(16))).toBeUndefined();
    expect(ids.blockOf(new Uint8Array(15))).toBeUndefined();
  });
});
