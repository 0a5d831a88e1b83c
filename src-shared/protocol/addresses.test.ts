import { bech32, bech32m } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAddress, encodeAddress } from './addresses.ts';
import { isFault } from './fault.ts';

const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const key = Uint8Array.from({ length: 32 }, (_, at) => at * 7);
const address = encodeAddress('coco', key);

function faultOf(text: string, prefix = 'coco'): { code: string; facts: unknown } {
  try {
    decodeAddress(prefix, text);
  } catch (error) {
    if (isFault(error)) return { code: error.code, facts: error.facts };
    throw error;
  }
  return { code: 'none', facts: {} };
}

describe('addresses', () => {
  it('go both ways, in small letters and in capitals', () => {
    fc.assert(
      fc.property(key32, fc.constantFrom('coco', 'tcoco', 'lcoco'), (value, prefix) => {
        const text = encodeAddress(prefix, value);
        expect(decodeAddress(prefix, text)).toEqual(value);
        expect(decodeAddress(prefix, text.toUpperCase())).toEqual(value);
      }),
    );
  });

  it('are refused with any one character changed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: address.length - 1 }),
        fc.constantFrom(...'qpzry9x8gf2tvdw0s3jn54khce6mua7l1bio '),
        (at, character) => {
          fc.pre(address[at] !== character);
          const changed = address.slice(0, at) + character + address.slice(at + 1);
          expect(faultOf(changed).code).toMatch(/^address\./);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('are refused for what is wrong with them, which is named with the address', () => {
    const last = address.slice(0, -1) + (address.endsWith('q') ? 'p' : 'q');
    expect(faultOf(last)).toEqual({ code: 'address.checksum', facts: { address: last } });
    expect(faultOf(`C${address.slice(1)}`).code).toBe('address.mixedCase');
    expect(faultOf(address, 'lcoco')).toEqual({
      code: 'address.prefix',
      facts: { address, prefix: 'coco', expected: 'lcoco' },
    });
    expect(faultOf(address.slice(0, -2)).code).toBe('address.length');
    expect(faultOf(bech32m.encode('coco', bech32m.toWords(key.subarray(1)))).code).toBe('address.length');
    expect(faultOf(bech32.encode('coco', bech32.toWords(key))).code).toBe('address.checksum');
    for (const text of ['', '1', 'coco', ' '.repeat(9), `${address}${address}`, `${address} `, 'cöco1']) {
      expect(faultOf(text).code).toBe('address.text');
    }
  });

  it('have unused bits of zero', () => {
    const words = bech32m.toWords(key);
    words[51] = (words[51] ?? 0) | 1;
    expect(faultOf(bech32m.encode('coco', words)).code).toBe('address.checksum');
  });

  it('never end in anything but a key or a fault', () => {
    fc.assert(fc.property(fc.string({ maxLength: 120 }), (text) => void faultOf(text)));
    expect(faultOf(7 as unknown as string).code).toBe('address.text');
  });

  it('are made of 32 bytes only', () => {
    expect(() => encodeAddress('coco', key.subarray(1))).toThrow('address.length');
  });
});
