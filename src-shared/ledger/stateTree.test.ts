import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Bytes, concatBytes } from '../protocol/bytes.ts';
import { sha256 } from '../protocol/hashing.ts';
import { StateTree } from './stateTree.ts';
import { ROW } from './walletRow.ts';

/** The definition, word by word. */
function rootOf(rows: Uint8Array, count: number): Bytes {
  const leaves = Math.max(1, Math.ceil(count / 16));
  let level: Bytes[] = Array.from({ length: leaves }, (_, leaf) =>
    sha256(rows.slice(leaf * 16 * ROW, (leaf + 1) * 16 * ROW)),
  );
  while (level.length > 1) {
    const above: Bytes[] = [];
    for (let node = 0; node * 16 < level.length; node++) {
      const children = Array.from({ length: 16 }, (_, n) => level[node * 16 + n] ?? new Uint8Array(32));
      above.push(sha256(concatBytes(...children)));
    }
    level = above;
  }
  return level[0] as Bytes;
}

it('is what its definition says, however the wallets changed, appeared and disappeared', () => {
  const step = fc.record({
    count: fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 600 }), fc.integer({ min: 4090, max: 4200 })),
    changed: fc.array(fc.nat({ max: 600 }), { maxLength: 20 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const rows = new Uint8Array(8192 * ROW);
      const source = {
        count: 0,
        rows: (first: number, n: number) => rows.subarray(first * ROW, (first + n) * ROW),
      };
      const tree = new StateTree(source);
      let salt = 0;
      for (const { count, changed } of steps) {
        const touched = new Set<number>();
        for (let id = Math.min(count, source.count); id < Math.max(count, source.count); id++) {
          rows.fill(id < count ? 1 + (salt % 250) : 0, id * ROW, (id + 1) * ROW);
          touched.add(id);
        }
        for (const id of changed) {
          if (id >= count) continue;
          rows[id * ROW + (salt++ % ROW)] = salt & 0xff;
          touched.add(id);
        }
        source.count = count;
        tree.update(touched);
        expect(tree.root()).toEqual(rootOf(rows, count));
      }
      const fresh = new StateTree(source);
      const scalars = { supply: 1n, lostCoins: 2n, sweeps: 3 };
      expect(fresh.stateHash(scalars)).toEqual(tree.stateHash(scalars));
      for (const other of [{ supply: 9n }, { lostCoins: 9n }, { sweeps: 9 }]) {
        expect(tree.stateHash({ ...scalars, ...other })).not.toEqual(tree.stateHash(scalars));
      }
    }),
    { numRuns: 60 },
  );
});
