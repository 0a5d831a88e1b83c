import { bech32m } from '@scure/base';
import type { Bytes } from './bytes.ts';
import { Fault } from './fault.ts';

// 52 characters carry the 32 bytes of a key, 6 the checksum.
const DATA_CHARACTERS = 58;
const MAX_CHARACTERS = 90;

/** The address of a 32-byte key as people see it: bech32m with the network's prefix. Throws `address.length`. */
export function encodeAddress(prefix: string, key: Bytes): string {
  if (key.length !== 32) throw new Fault('address.length', { bytes: key.length, expected: 32 });
  return bech32m.encode(prefix, bech32m.toWords(key), MAX_CHARACTERS);
}

/**
 * The key of an address of the network with this prefix; all capitals are allowed (codes to scan use them).
 * Each fault names the address. Throws `address.text` (no address at all), `address.mixedCase`, `address.prefix`
 * (another network's), `address.length`, `address.checksum` (a typo).
 */
export function decodeAddress(prefix: string, text: string): Bytes {
  const address = String(text).slice(0, MAX_CHARACTERS);
  if (typeof text !== 'string' || text.length > MAX_CHARACTERS) throw new Fault('address.text', { address });
  const lower = text.toLowerCase();
  const separator = lower.lastIndexOf('1');
  if (separator < 1 || !/^[a-z0-9]+$/.test(lower)) throw new Fault('address.text', { address });
  if (text !== lower && text !== text.toUpperCase()) throw new Fault('address.mixedCase', { address });
  const found = lower.slice(0, separator);
  if (found !== prefix) throw new Fault('address.prefix', { address, prefix: found, expected: prefix });
  const data = lower.length - separator - 1;
  if (data !== DATA_CHARACTERS)
    throw new Fault('address.length', { address, characters: data, expected: DATA_CHARACTERS });
  const decoded = bech32m.decodeUnsafe(lower, MAX_CHARACTERS);
  const key = decoded && bech32m.fromWordsUnsafe(decoded.words);
  if (key?.length !== 32) throw new Fault('address.checksum', { address });
  return key;
}
