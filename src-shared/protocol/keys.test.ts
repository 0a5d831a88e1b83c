import { createPrivateKey, createPublicKey, sign as nodeSign, verify as nodeVerify } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bytes, concatBytes, fromHex, toHex } from './bytes.ts';
import {
  accountKeys,
  accountKeysOfSeed,
  isMnemonic,
  newMnemonic,
  publicKeyOf,
  seedOfMnemonic,
  sign,
  verify,
} from './keys.ts';

const ABOUT = `${'abandon '.repeat(11)}about`;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function littleEndian(value: bigint): Bytes {
  return fromHex(value.toString(16).padStart(64, '0')).reverse();
}

function number(bytes: Bytes): bigint {
  return BigInt(`0x${toHex(Uint8Array.from(bytes).reverse())}`);
}

function nodePublicKey(key: Bytes) {
  const der = concatBytes(fromHex('302a300506032b6570032100'), key);
  return createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
}

describe('Ed25519', () => {
  it('signs as OpenSSL does', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ maxLength: 100 }),
        (secret, message) => {
          const der = concatBytes(fromHex('302e020100300506032b657004220420'), secret);
          const theirs = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
          const signature = sign(secret, message);
          expect(toHex(signature)).toBe(nodeSign(null, message, theirs).toString('hex'));
          expect(verify(publicKeyOf(secret), message, signature)).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('refuses keys that are none', () => {
    expect(() => sign(new Uint8Array(31), new Uint8Array(1))).toThrow('key.length');
    expect(() => publicKeyOf(new Uint8Array(64))).toThrow('key.length');
  });

  it('answers, and never throws, for bytes that are no key and no signature', () => {
    const bytes = fc.uint8Array({ maxLength: 70 });
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(fc.oneof(bytes, key), bytes, fc.oneof(bytes, signature), (a, b, c) => {
        const accepted = verify(a, b, c);
        // Zeros are a point of small order, which some of these bytes may be: only the lengths decide for certain.
        if (a.length !== 32 || c.length !== 64) expect(accepted).toBe(false);
        else expect(accepted).toBeTypeOf('boolean');
      }),
      { numRuns: 100 },
    );
  });
});

// The points of small order, each in every encoding: canonical, with a wrong sign, with a y of p or more.
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  '0000000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
];

describe('ZIP-215', () => {
  const secret = Uint8Array.from({ length: 32 }, (_, at) => at + 1);
  const message = Uint8Array.of(90, 99, 97, 115, 104);

  it('accepts all 196 pairs of small-order points with S = 0, non-canonical ones too', () => {
    for (const key of SMALL_ORDER) {
      for (const point of SMALL_ORDER) {
        const signature = concatBytes(fromHex(point), new Uint8Array(32));
        expect(verify(fromHex(key), message, signature)).toBe(true);
      }
    }
  });

  it('uses the cofactored equation, which OpenSSL does not', () => {
    const { scalar, pointBytes } = ed25519.utils.getExtendedPublicKey(secret);
    const torsion = ed25519.Point.fromHex(SMALL_ORDER[1] ?? '');
    const nonce = 123456789n;
    const commitment = ed25519.Point.BASE.multiply(nonce).add(torsion).toBytes();
    const challenge = number(sha512(concatBytes(commitment, pointBytes, message))) % L;
    const signature = concatBytes(commitment, littleEndian((nonce + challenge * scalar) % L));
    expect(verify(pointBytes, message, signature)).toBe(true);
    expect(nodeVerify(null, message, nodePublicKey(pointBytes), signature)).toBe(false);
  });

  it('refuses S of L or more, and an encoding of no point', () => {
    const signature = sign(secret, message);
    const key = publicKeyOf(secret);
    const large = littleEndian(number(signature.subarray(32)) + L);
    expect(verify(key, message, signature)).toBe(true);
    expect(verify(key, message, concatBytes(signature.subarray(0, 32), large))).toBe(false);
    const none = new Uint8Array(32).fill(2);
    expect(() => ed25519.Point.fromBytes(none, true)).toThrow();
    expect(verify(none, message, signature)).toBe(false);
    expect(verify(key, message, concatBytes(none, signature.subarray(32)))).toBe(false);
  });
});

describe('mnemonics', () => {
  it('are made of entropy, and known again however they are typed', () => {
    fc.assert(
      fc.property(fc.constantFrom(16, 20, 24, 28, 32), fc.integer(), (length, seed) => {
        const words = newMnemonic(Uint8Array.from({ length }, (_, at) => seed >> (at % 16)));
        expect(words.split(' ')).toHaveLength((length * 3) / 4);
        expect(isMnemonic(words)).toBe(true);
        expect(isMnemonic(`  ${words.toUpperCase().replaceAll(' ', '\n ')} `)).toBe(true);
      }),
      { numRuns: 20 },
    );
    expect(() => newMnemonic(new Uint8Array(15))).toThrow('key.entropy');
  });

  it('are refused with a wrong word, number of words or checksum', () => {
    for (const words of [
      '',
      'abandon',
      ABOUT.replace('about', 'abandon'),
      `${ABOUT} about`,
      'x '.repeat(9999),
    ]) {
      expect(isMnemonic(words)).toBe(false);
      expect(() => seedOfMnemonic(words)).toThrow('key.mnemonic');
    }
  });

  it('give each account keys of its own', () => {
    const seed = seedOfMnemonic(ABOUT);
    expect(toHex(accountKeysOfSeed(seed, 0).publicKey)).toBe(toHex(accountKeys(ABOUT, 0).publicKey));
    expect(toHex(accountKeysOfSeed(seed, 1).publicKey)).not.toBe(toHex(accountKeysOfSeed(seed, 0).publicKey));
    expect(accountKeysOfSeed(seed, 2 ** 31 - 1).privateKey).toHaveLength(32);
    for (const account of [-1, 0.5, 2 ** 31, Number.NaN]) {
      expect(() => accountKeysOfSeed(seed, account)).toThrow('key.account');
    }
  });
});
