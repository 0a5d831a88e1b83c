import { createHash } from 'node:crypto';
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';
import { afterEach, describe, expect, it } from 'vitest';
import { concatBytes, toHex } from './bytes.ts';
import { footerHash, listHash, listsHash, sha256, useSha256 } from './hashing.ts';
import { encodeItem } from './listEncoding.ts';
import type { ListOf } from './lists.ts';

const node = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());

afterEach(() => useSha256(nobleSha256));

describe('hashes', () => {
  const list: ListOf<9> = {
    type: 9,
    reference: 93,
    features: 0,
    items: [{ key: new Uint8Array(32).fill(1) }, { key: new Uint8Array(32).fill(2) }],
  };

  it('chain the head and the items of a list, then the lists, then the header', () => {
    let chain = node(Uint8Array.of(9, 0x40, 93, 0, 2));
    for (const item of list.items) chain = node(concatBytes(chain, node(encodeItem(9, 0, item))));
    expect(toHex(listHash(list))).toBe(toHex(chain));
    const all = node(concatBytes(Uint8Array.of(2), chain, chain));
    expect(toHex(listsHash([list, list]))).toBe(toHex(all));
    const header = Uint8Array.of(1, 2, 3);
    expect(toHex(footerHash(header, all))).toBe(toHex(node(concatBytes(node(header), all))));
  });

  it("cover a list's head and the number of its items", () => {
    const hashes = [
      list,
      { ...list, reference: 94 },
      { ...list, features: 1 },
      { ...list, items: list.items.slice(1) },
      { ...list, items: [...list.items].reverse() },
    ].map((value) => toHex(listHash(value)));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('are the same with the host’s SHA-256', () => {
    const portable = toHex(listsHash([list]));
    let calls = 0;
    useSha256((bytes) => {
      calls += 1;
      return node(bytes);
    });
    expect(toHex(listsHash([list]))).toBe(portable);
    expect(calls).toBeGreaterThan(5);
  });

  it('do not let anything else take the place of SHA-256', () => {
    expect(() => useSha256((bytes) => bytes)).toThrow('not SHA-256');
    expect(() => useSha256((bytes) => createHash('sha256').update(bytes).digest())).toThrow('plain array');
    expect(toHex(sha256(new Uint8Array()))).toMatch(/^e3b0c442/);
  });
});
