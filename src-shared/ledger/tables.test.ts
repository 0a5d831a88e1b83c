import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromHex, toHex } from '../protocol/bytes.ts';
import { IdentitySet } from './identitySet.ts';
import { ROW, setNewRow, viewOf } from './walletRow.ts';
import { WalletTable } from './walletTable.ts';

/** Few different keys, many of them alike but for one byte, so that there is much to tell apart. */
const key = fc
  .tuple(fc.nat({ max: 31 }), fc.nat({ max: 8 }))
  .map(([at, byte]) => new Uint8Array(32).map((_, n) => (n === at ? byte : 0)));
const seed = fc.tuple(fc.integer(), fc.integer());

it('a set of identities is a set, also when the last ones are taken back', () => {
  const step = fc.oneof(
    key.map((add) => ({ add })),
    fc.nat({ max: 5 }).map((back) => ({ back })),
  );
  fc.assert(
    fc.property(seed, fc.array(step, { maxLength: 200 }), (random, steps) => {
      const set = new IdentitySet(random);
      const model: string[] = [];
      for (const one of steps) {
        if ('back' in one) {
          set.truncate(Math.max(0, set.count - one.back));
          model.length = set.count;
        } else {
          expect(set.has(one.add)).toBe(model.includes(toHex(one.add)));
          if (set.has(one.add)) continue;
          set.add(one.add);
          model.push(toHex(one.add));
        }
        expect(toHex(set.bytes())).toBe(model.join(''));
      }
      const copy = IdentitySet.from(random, set.bytes());
      for (const hex of model) expect(copy.has(fromHex(hex))).toBe(true);
    }),
  );
});

it('a wallet table finds the keys of the rows that it holds, and no others', () => {
  const step = fc.record({ id: fc.nat({ max: 40 }), key: fc.option(key) });
  fc.assert(
    fc.property(seed, fc.array(step, { maxLength: 150 }), (random, steps) => {
      const table = new WalletTable(random);
      table.resize(41);
      const model = new Map<number, string>();
      for (const one of steps) {
        const row = new Uint8Array(ROW);
        const hex = one.key === null ? '' : toHex(one.key);
        if (one.key !== null) {
          // A key belongs to one wallet.
          if ([...model].some(([id, other]) => other === hex && id !== one.id)) continue;
          setNewRow(viewOf(row), row, 0, one.key, 1);
        }
        table.setRows(Int32Array.of(one.id), row);
        if (one.key === null) model.delete(one.id);
        else model.set(one.id, hex);
        for (const [id, other] of model) {
          expect(table.find(fromHex(other))).toBe(id);
        }
        expect(table.size).toBe(model.size);
        if (one.key === null) expect(table.has(one.id)).toBe(false);
      }
    }),
  );
});
