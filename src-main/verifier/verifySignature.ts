import sodium from 'sodium-native';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { verify } from '#shared/protocol/keys.ts';

function buffer(bytes: Bytes): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Whether a signature is valid by ZIP-215 (docs/PROTOCOL.md §3). libsodium accepts a subset of ZIP-215 and is some
 * twenty-five times as fast, so what it accepts is valid; what it refuses is decided by the ZIP-215 verifier.
 */
export function verifySignature(publicKey: Bytes, message: Bytes, signature: Bytes): boolean {
  return (
    sodium.crypto_sign_verify_detached(buffer(signature), buffer(message), buffer(publicKey)) ||
    verify(publicKey, message, signature)
  );
}
