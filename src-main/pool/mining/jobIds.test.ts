import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '#shared/protocol/bytes.ts';
import { MemoryRecords } from '../memoryRecords.fixture.ts';
import { JobIds, readJobKey } from './jobIds.ts';

describe('JobIds', () => {
  it('are all different, look like chance, and tell their block to who has the key', () => {
    const ids = new JobIds(randomBytes(16), randomBytes);
    const seen = new Set<string>();
    for (let n = 0; n < 2000; n++) {
      const blockId = 94 + Math.floor(n / 300);
      const id = ids.make(blockId, 1);
      expect(ids.blockOf(id)).toBe(blockId);
      seen.add(toHex(id));
    }
    expect(seen.size).toBe(2000);
    for (const part of [0, 8, 20, 31]) expect(new Set([...seen].map((id) => id[part])).size).toBe(16);
    expect(ids.blockOf(ids.make(2 ** 30 - 1, 1))).toBe(2 ** 30 - 1);
  });

  it('are known again after a new start, and none comes twice', async () => {
    const records = new MemoryRecords();
    const before = new JobIds(await readJobKey(records, randomBytes), randomBytes);
    const seen = new Set(Array.from({ length: 1000 }, () => toHex(before.make(94, 1))));
    const after = new JobIds(await readJobKey(records, randomBytes), randomBytes);
    for (const id of seen) expect(after.blockOf(fromHex(id))).toBe(94);
    for (let n = 0; n < 1000; n++) seen.add(toHex(after.make(94, 1)));
    expect(seen.size).toBe(2000);
  });

  it('are of nobody else', () => {
    const ids = new JobIds(new Uint8Array(16).fill(1), randomBytes);
    const others = new JobIds(new Uint8Array(16).fill(2), randomBytes);
    expect(ids.blockOf(others.make(94, 1))).toBeUndefined();
    for (let n = 0; n < 1000; n++) expect(ids.blockOf(randomBytes(16))).toBeUndefined();
    expect(ids.blockOf(new Uint8Array(15))).toBeUndefined();
  });
});
