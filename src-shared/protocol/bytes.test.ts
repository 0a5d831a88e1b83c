import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ByteReader,
  ByteWriter,
  compareBytes,
  concatBytes,
  decodeUtf8,
  encodeUtf8,
  equalBytes,
  fromHex,
  toHex,
} from './bytes.ts';
import { Fault, type FaultCode, isFault } from './fault.ts';
import { decodeInteger, encodeInteger, readInteger } from './integers.ts';

/** The code of the fault that a call ends in; anything else that it throws, or an answer, fails the test. */
function codeOf(call: () => unknown): FaultCode {
  try {
    call();
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

const bytes = (maxLength = 300) => fc.uint8Array({ maxLength });

describe('hex', () => {
  it('goes both ways, in either case', () => {
    fc.assert(
      fc.property(bytes(), (value) => {
        expect(fromHex(toHex(value))).toEqual(value);
        expect(fromHex(toHex(value).toUpperCase())).toEqual(value);
      }),
    );
  });

  it('refuses what is no hex, and other lengths than asked for', () => {
    for (const text of ['0', 'zz', '0x', ' 0', '0g', '００'])
      expect(codeOf(() => fromHex(text))).toBe('decode.hex');
    expect(codeOf(() => fromHex('0011', 3))).toBe('decode.hex');
    expect(codeOf(() => fromHex(7 as unknown as string))).toBe('decode.hex');
  });
});

describe('byte strings', () => {
  it('are joined, compared and ordered as Node does it', () => {
    fc.assert(
      fc.property(bytes(5), bytes(5), (a, b) => {
        expect(concatBytes(a, b)).toEqual(new Uint8Array(Buffer.concat([a, b])));
        expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0);
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(a, b));
      }),
    );
  });
});

describe('UTF-8', () => {
  it('agrees with the platform on every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
        expect(decodeUtf8(encodeUtf8(text))).toBe(text);
      }),
    );
    const long = 'a✓😀\ufeff'.repeat(5000);
    expect(decodeUtf8(encodeUtf8(long))).toBe(long);
  });

  it('accepts exactly the bytes that a strict platform decoder accepts', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const lead = fc.constantFrom(
      0x7f,
      0x80,
      0xc0,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
      0xff,
    );
    const next = fc.constantFrom(0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0);
    const near = fc.tuple(lead, next, next, next).map((codes) => Uint8Array.from(codes));
    fc.assert(
      fc.property(fc.oneof(near, bytes(6)), (value) => {
        let expected: string | undefined;
        try {
          expected = strict.decode(value);
        } catch {
          expect(codeOf(() => decodeUtf8(value))).toBe('decode.utf8');
          return;
        }
        expect(decodeUtf8(value)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses a lone surrogate, which has no bytes', () => {
    for (const text of ['\ud800', 'a\udfff', '\ud800a'])
      expect(codeOf(() => encodeUtf8(text))).toBe('decode.utf8');
  });
});

describe('Integers', () => {
  const value = fc.oneof(
    fc.integer({ min: 0, max: 2 ** 30 - 1 }),
    fc.constantFrom(0, 63, 64, 16_383, 16_384, 4_194_303, 4_194_304, 2 ** 30 - 1),
  );

  it('go both ways in the shortest form', () => {
    fc.assert(
      fc.property(value, (number) => {
        const encoded = encodeInteger(number);
        expect(encoded.length).toBe(number < 64 ? 1 : number < 16_384 ? 2 : number < 4_194_304 ? 3 : 4);
        expect(decodeInteger(encoded)).toBe(number);
        expect(readInteger(new ByteReader(encoded))).toBe(number);
      }),
    );
  });

  it('are refused outside their range and in any longer form', () => {
    for (const number of [-1, 2 ** 30, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(codeOf(() => encodeInteger(number))).toBe('decode.integer');
    }
    expect(codeOf(() => decodeInteger(fromHex('4000')))).toBe('decode.integer');
    expect(codeOf(() => decodeInteger(fromHex('403f')))).toBe('decode.integer');
    expect(codeOf(() => decodeInteger(fromHex('803fff')))).toBe('decode.integer');
    expect(codeOf(() => decodeInteger(fromHex('c03fffff')))).toBe('decode.integer');
    expect(codeOf(() => decodeInteger(fromHex('c0')))).toBe('decode.truncated');
    expect(codeOf(() => decodeInteger(fromHex('0000')))).toBe('decode.trailing');
  });

  it('have one form only: what is accepted encodes to the same bytes', () => {
    fc.assert(
      fc.property(bytes(5), (value) => {
        try {
          expect(encodeInteger(decodeInteger(value))).toEqual(value);
        } catch (error) {
          if (!isFault(error)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('reader and writer', () => {
  it('read back what was written', () => {
    fc.assert(
      fc.property(bytes(), fc.string(), fc.maxSafeNat(), fc.double(), (array, text, time, float) => {
        const writer = new ByteWriter(1)
          .byteArray(array, 300)
          .text(text, 5000)
          .time(time)
          .float64(float)
          .byte(7);
        const reader = new ByteReader(writer.done());
        expect(reader.byteArray(300)).toEqual(array);
        expect(reader.text(5000)).toBe(text);
        expect(reader.time()).toBe(time);
        expect(reader.float64()).toBe(float);
        expect(reader.rest).toBe(1);
        expect(reader.byte()).toBe(7);
        reader.end();
      }),
    );
  });

  it('give plain arrays, also of a Node buffer', () => {
    const taken = new ByteReader(Buffer.from('0102', 'hex')).take(1);
    expect(Object.getPrototypeOf(taken)).toBe(Uint8Array.prototype);
  });

  it('refuse a claimed length before anything is made for it', () => {
    const claim = encodeInteger(2 ** 30 - 1);
    expect(codeOf(() => new ByteReader(claim).byteArray(2 ** 30))).toBe('decode.truncated');
    expect(codeOf(() => new ByteReader(claim).byteArray(255))).toBe('decode.tooLong');
    expect(codeOf(() => new ByteReader(claim).count(2 ** 30, 2 ** 20))).toBe('decode.truncated');
    expect(codeOf(() => new ByteWriter().byteArray(new Uint8Array(256), 255))).toBe('decode.tooLong');
  });

  it('know no time above 2^53 − 1 or below 0', () => {
    expect(codeOf(() => new ByteReader(fromHex('0020000000000000')).time())).toBe('decode.integer');
    expect(codeOf(() => new ByteReader(fromHex('ffffffffffffffff')).time())).toBe('decode.integer');
    expect(new ByteReader(fromHex('001fffffffffffff')).time()).toBe(Number.MAX_SAFE_INTEGER);
    for (const time of [-1, 0.5, 2 ** 53])
      expect(codeOf(() => new ByteWriter().time(time))).toBe('decode.integer');
  });
});

describe('a fault', () => {
  it('carries its code and facts', () => {
    const fault = new Fault('decode.hex', { at: 3 });
    expect([fault.code, fault.facts, isFault(fault), isFault(new Error('x'))]).toEqual([
      'decode.hex',
      { at: 3 },
      true,
      false,
    ]);
  });
});
