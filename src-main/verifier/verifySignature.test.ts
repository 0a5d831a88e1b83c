import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import sodium from 'sodium-native';
import { describe, expect, it } from 'vitest';
import { encodeUtf8, fromHex } from '#shared/protocol/bytes.ts';
import { publicKeyOf, sign, verify } from '#shared/protocol/keys.ts';
import { verifySignature } from './verifySignature.ts';

/** All encodings of the eight points of small order, those with a y beyond the field or a wrong sign included. */
const SMALL_ORDER = [
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  '00'.repeat(32),
  `${'00'.repeat(31)}80`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  `01${'00'.repeat(30)}80`,
  `ec${'ff'.repeat(31)}`,
  `ee${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(31)}`,
  `ed${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(31)}`,
].map((hex) => fromHex(hex, 32));

const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 0xffn));
}

function numberOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

const fast = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
  sodium.crypto_sign_verify_detached(Buffer.from(signature), Buffer.from(message), Buffer.from(key));

const privateKey = new Uint8Array(32).fill(7);
const publicKey = publicKeyOf(privateKey);
const message = encodeUtf8('Zcash');

describe('verifySignature is ZIP-215', () => {
  it('accepts all 196 pairs of small-order A and R with S = 0, which the fast verifier refuses', () => {
    let refusedByFast = 0;
    for (const a of SMALL_ORDER) {
      for (const r of SMALL_ORDER) {
        const signature = Uint8Array.of(...r, ...new Uint8Array(32));
        if (!fast(a, message, signature)) refusedByFast += 1;
        expect(verifySignature(a, message, signature)).toBe(true);
      }
    }
    expect(refusedByFast).toBe(196);
  });

  it('accepts by the cofactored equation what the plain one refuses', () => {
    // A has a part of small order: S·B = R + k·A' + k·T, and k·T vanishes only when it is multiplied by eight.
    const torsion = ed25519.Point.fromBytes(SMALL_ORDER[4] as Uint8Array, true);
    const { scalar } = ed25519.utils.getExtendedPublicKey(privateKey);
    const mixed = ed25519.Point.BASE.multiply(scalar).add(torsion);
    const nonce = 123456789n;
    const r = ed25519.Point.BASE.multiply(nonce);
    let refusedByFast = 0;
    for (let n = 0; n < 8; n++) {
      const text = encodeUtf8(`message ${n}`);
      const k = challenge(r.toBytes(), mixed.toBytes(), text);
      const s = (nonce + k * scalar) % L;
      const signature = Uint8Array.of(...r.toBytes(), ...littleEndian(s));
      if (!fast(mixed.toBytes(), text, signature)) refusedByFast += 1;
      expect(verifySignature(mixed.toBytes(), text, signature)).toBe(true);
    }
    expect(refusedByFast).toBeGreaterThan(0);
  });

  it('refuses S of L and above, and everything that is no signature', () => {
    const signature = sign(privateKey, message);
    expect(verifySignature(publicKey, message, signature)).toBe(true);
    const s = numberOf(signature.subarray(32));
    const high = Uint8Array.of(...signature.subarray(0, 32), ...littleEndian(s + L));
    expect(verifySignature(publicKey, message, high)).toBe(false);
    const zero = new Uint8Array(32);
    expect(verifySignature(publicKey, message, Uint8Array.of(...zero, ...littleEndian(L)))).toBe(false);
    // y = 2 is on no point of the curve.
    expect(verifySignature(littleEndian(2n), message, signature)).toBe(false);
  });

  it('accepts with the fast verifier nothing that ZIP-215 refuses', () => {
    const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const point = fc.oneof(fc.constantFrom(...SMALL_ORDER), fc.constant(publicKey), bytes32);
    fc.assert(
      fc.property(point, point, bytes32, fc.nat({ max: 600 }), fc.boolean(), (a, r, s, flip, genuine) => {
        const signature = genuine ? sign(privateKey, message) : Uint8Array.of(...r, ...s);
        if (genuine && flip < 512) {
          const at = flip >> 3;
          signature[at] = (signature[at] as number) ^ (1 << (flip & 7));
        }
        const key = genuine ? publicKey : a;
        const accepted = fast(key, message, signature);
        if (accepted) expect(verify(key, message, signature)).toBe(true);
        expect(verifySignature(key, message, signature)).toBe(verify(key, message, signature));
      }),
      { numRuns: 200 },
    );
  });
});

/** k = SHA-512(R || A || message) mod L (RFC 8032, 5.1.7). */
function challenge(r: Uint8Array, a: Uint8Array, text: Uint8Array): bigint {
  const digest = createHash('sha512').update(r).update(a).update(text).digest();
  return numberOf(digest) % L;
}
