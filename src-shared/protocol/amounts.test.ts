import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeFloatAmount,
  decodeMicro,
  encodeFloatAmount,
  encodeMicro,
  formatCoins,
  MAX_FLOAT_AMOUNT,
  MAX_SUPPLY,
  parseCoins,
} from './amounts.ts';
import { type Bytes, ByteWriter, fromHex } from './bytes.ts';
import { isFault } from './fault.ts';

function codeOf(call: () => unknown): string {
  try {
    return `no fault: ${call()}`;
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
}

function float(coins: number): Bytes {
  return new ByteWriter(8).float64(coins).done();
}

/** The exact value of a float times 2^1074, a whole number. */
function scaled(coins: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, coins);
  const bits = view.getBigUint64(0);
  const exponent = bits >> 52n;
  const fraction = bits & ((1n << 52n) - 1n);
  return exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
}

const SCALE = 1n << 1074n;

function neighbour(coins: number, step: bigint): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, coins);
  view.setBigUint64(0, view.getBigUint64(0) + step);
  return view.getFloat64(0);
}

/** In exact arithmetic: how far a float is from u / 10^8 (in units of 2^-1074 / 10^8). */
function distance(coins: number, units: bigint): bigint {
  const difference = scaled(coins) * 100_000_000n - units * SCALE;
  return difference < 0n ? -difference : difference;
}

const units = fc.oneof(
  fc.bigInt({ min: 0n, max: MAX_FLOAT_AMOUNT }),
  fc.bigInt({ min: 0n, max: 10n ** 9n }),
  fc.bigInt({ min: MAX_FLOAT_AMOUNT - 1000n, max: MAX_FLOAT_AMOUNT }),
);

describe('float amounts', () => {
  it('go both ways for every number of units', () => {
    fc.assert(
      fc.property(units, (amount) => {
        expect(decodeFloatAmount(encodeFloatAmount(amount))).toBe(amount);
      }),
      { numRuns: 2000 },
    );
  });

  it('are the nearest float, by exact arithmetic', () => {
    fc.assert(
      fc.property(
        units.filter((amount) => amount > 0n),
        (amount) => {
          const coins = new DataView(encodeFloatAmount(amount).buffer).getFloat64(0);
          expect(distance(coins, amount) <= distance(neighbour(coins, 1n), amount)).toBe(true);
          expect(distance(coins, amount) <= distance(neighbour(coins, -1n), amount)).toBe(true);
        },
      ),
    );
  });

  it('are refused one float beside every amount', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: MAX_FLOAT_AMOUNT / 4n }),
        fc.constantFrom(1n, -1n),
        (amount, step) => {
          const coins = new DataView(encodeFloatAmount(amount).buffer).getFloat64(0);
          expect(codeOf(() => decodeFloatAmount(float(neighbour(coins, step))))).toBe('decode.amount');
        },
      ),
    );
  });

  it('have one form only, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (value) => {
        try {
          expect(encodeFloatAmount(decodeFloatAmount(value))).toEqual(value);
        } catch (error) {
          if (!isFault(error)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('know 0.29 coins, and refuse what is no amount', () => {
    expect(decodeFloatAmount(float(0.29))).toBe(29_000_000n);
    for (const coins of [-0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 26 + 2 ** -26, 1e-9, 5e-324]) {
      expect(codeOf(() => decodeFloatAmount(float(coins)))).toBe('decode.amount');
    }
    expect(codeOf(() => decodeFloatAmount(new Uint8Array(7)))).toBe('decode.truncated');
    expect(codeOf(() => decodeFloatAmount(new Uint8Array(9)))).toBe('decode.trailing');
    expect(codeOf(() => encodeFloatAmount(MAX_FLOAT_AMOUNT + 1n))).toBe('amount.tooLarge');
    expect(codeOf(() => encodeFloatAmount(-1n))).toBe('decode.amount');
  });
});

describe('micro amounts', () => {
  it('go both ways below 2^30 units and are refused from there on', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 30n - 1n }), (amount) => {
        expect(decodeMicro(encodeMicro(amount))).toBe(amount);
      }),
    );
    expect(codeOf(() => encodeMicro(2n ** 30n))).toBe('amount.tooLarge');
    expect(codeOf(() => encodeMicro(-1n))).toBe('decode.amount');
    expect(codeOf(() => decodeMicro(fromHex('4001')))).toBe('decode.integer');
  });
});

describe('coin text', () => {
  it('goes both ways', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_SUPPLY }), (amount) => {
        const text = formatCoins(amount);
        expect(text).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(parseCoins(text)).toBe(amount);
      }),
    );
  });

  it('is the shortest one', () => {
    expect([150_000_000n, 0n, 1n, -1n, 100n * 10n ** 8n].map(formatCoins)).toEqual([
      '1.5',
      '0',
      '0.00000001',
      '-0.00000001',
      '100',
    ]);
    expect(parseCoins('01.50')).toBe(150_000_000n);
  });

  it('is refused where it is no amount', () => {
    for (const text of [
      '',
      '.',
      '1.',
      '.5',
      '-1',
      '+1',
      '1e3',
      '1,5',
      ' 1',
      '0x1',
      '１',
      '1.2.3',
      '9'.repeat(50),
    ]) {
      expect(codeOf(() => parseCoins(text))).toBe('amount.text');
    }
    expect(codeOf(() => parseCoins(1 as unknown as string))).toBe('amount.text');
    expect(codeOf(() => parseCoins('0.000000001'))).toBe('amount.tooPrecise');
    expect(codeOf(() => parseCoins('100000000.00000001'))).toBe('amount.tooLarge');
  });

  it('never ends in anything but units or a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String)), (text) => {
        try {
          expect(parseCoins(text)).toBeTypeOf('bigint');
        } catch (error) {
          if (!isFault(error)) throw error;
        }
      }),
    );
  });
});
