import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAddress } from '../protocol/addresses.ts';
import { formatCoins } from '../protocol/amounts.ts';
import { isFault } from '../protocol/fault.ts';
import { BALANCES_LIMIT, readBalances, writeBalances } from './balancesCsv.ts';

const PREFIX = 'lcoco';
const of = (byte: number) => encodeAddress(PREFIX, new Uint8Array(32).fill(byte));
const [a, b] = [of(1), of(2)];
const read = (text: string) => readBalances(text, PREFIX);
const codes = (text: string) => read(text).bad.map(({ line, fault }) => [line, fault.code]);

describe('a list of balances', () => {
  it('reads comma, semicolon and tab, quotes, headings, comments and empty lines', () => {
    const text = `\ufeffaddress,balance\r\n\r\n# of today\n${a},1.5\n"${b}";"2,25"\r\n${of(3)}\t0\textra\n`;
    expect(read(text)).toEqual({
      rows: [
        { line: 4, address: a, balance: 150_000_000n },
        { line: 5, address: b, balance: 225_000_000n },
        { line: 6, address: of(3), balance: 0n },
      ],
      bad: [],
      total: 375_000_000n,
    });
  });

  it('says of every bad line what is wrong, and takes the others', () => {
    const typo = `${a.slice(0, -1)}${a.endsWith('q') ? 'p' : 'q'}`;
    const text = [
      a,
      `${typo},1`,
      `${a},1,000`,
      `${a};1.000.000`,
      `${a},-1`,
      `${a},1.123456789`,
      `${a},`,
      `${encodeAddress('coco', new Uint8Array(32))},1`,
      `${b},7`,
      `${b.toUpperCase()},8`,
    ].join('\n');
    expect(codes(text)).toEqual([
      [1, 'balances.columns'],
      [2, 'address.checksum'],
      [3, 'amount.text'],
      [4, 'amount.text'],
      [5, 'amount.text'],
      [6, 'amount.tooPrecise'],
      [7, 'balances.columns'],
      [8, 'address.prefix'],
      [10, 'balances.twice'],
    ]);
    expect(read(text).rows).toEqual([{ line: 9, address: b, balance: 700_000_000n }]);
    expect(read(text).bad.at(-1)?.fault.facts).toMatchObject({ line: 9 });
  });

  it('takes a heading in the first line only', () => {
    expect(codes(`${a},1\naddress,balance`)).toEqual([[2, 'address.text']]);
  });

  it('refuses more lines than it takes', () => {
    expect(() => read('x,1\n'.repeat(BALANCES_LIMIT + 1))).toThrow(
      expect.objectContaining({ code: 'balances.tooMany' }),
    );
  });

  it('reads what it writes', () => {
    const list = fc.uniqueArray(
      fc.record({
        key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
        balance: fc.bigInt({ min: 0n, max: 67_108_864n * 100_000_000n }),
      }),
      { selector: ({ key }) => key.join(), maxLength: 20 },
    );
    fc.assert(
      fc.property(list, (entries) => {
        const rows = entries.map(({ key, balance }) => ({ address: encodeAddress(PREFIX, key), balance }));
        const result = read(writeBalances(rows, formatCoins));
        expect(result.bad).toEqual([]);
        expect(result.rows.map(({ address, balance }) => ({ address, balance }))).toEqual(rows);
        expect(result.total).toBe(rows.reduce((sum, { balance }) => sum + balance, 0n));
      }),
    );
  });

  it('throws nothing but its own fault, whatever the text', () => {
    const texts = fc.oneof(
      fc.string(),
      fc
        .array(fc.oneof(fc.constantFrom(a, b, ',', ';', '\t', '"', '\n', '1.5', '#'), fc.string()))
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const { rows, bad, total } = read(text);
          expect(total).toBe(rows.reduce((sum, { balance }) => sum + balance, 0n));
          expect(rows.length + bad.length).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length);
        } catch (error) {
          expect(isFault(error)).toBe(true);
        }
      }),
    );
  });
});
