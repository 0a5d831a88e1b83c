import { ed25519 } from '@noble/curves/ed25519.js';
import { entropyToMnemonic, mnemonicToSeedSync, validateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { HDKey } from 'micro-key-producer/slip10.js';
import type { Bytes } from './bytes.ts';
import { Fault } from './fault.ts';

export interface KeyPair {
  privateKey: Bytes;
  publicKey: Bytes;
}

/** "coco" was meant; no coin type is registered for it (docs/PROTOCOL.md §3). */
export const COIN_TYPE = 1668246895;
export const MAX_ACCOUNT = 2 ** 31 - 1;

function key32(key: Bytes): Bytes {
  if (key.length !== 32) throw new Fault('key.length', { bytes: key.length, expected: 32 });
  return key;
}

/** The Ed25519 public key (32 bytes) of a private key (32 bytes, the seed of RFC 8032). Throws `key.length`. */
export function publicKeyOf(privateKey: Bytes): Bytes {
  return ed25519.getPublicKey(key32(privateKey));
}

/** The 64-byte Ed25519 signature (RFC 8032, the same for the same input). Throws `key.length`. */
export function sign(privateKey: Bytes, message: Bytes): Bytes {
  return ed25519.sign(message, key32(privateKey));
}

/**
 * Whether a signature is valid by ZIP-215: the cofactored equation, S < L, non-canonical points allowed. This decides
 * (docs/PROTOCOL.md §3); what is no key or no signature is invalid, never an error.
 */
export function verify(publicKey: Bytes, message: Bytes, signature: Bytes): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: true });
  } catch {
    return false;
  }
}

/**
 * Whether 32 bytes could be somebody's public key: whether a point of the curve is encoded so, non-canonical
 * encodings included, as ZIP-215 takes them. About every second hash could. Under what is none no signature is valid.
 */
export function couldBeKey(bytes: Bytes): boolean {
  if (bytes.length !== 32) return false;
  try {
    ed25519.Point.fromBytes(bytes, true);
    return true;
  } catch {
    return false;
  }
}

/** BIP-39 words (English) of 16, 20, 24, 28 or 32 bytes of entropy. Throws `key.entropy`. */
export function newMnemonic(entropy: Bytes): string {
  if (![16, 20, 24, 28, 32].includes(entropy.length))
    throw new Fault('key.entropy', { bytes: entropy.length });
  return entropyToMnemonic(entropy, wordlist);
}

/** Words as a person types them, brought into the one form: lower case, single spaces. */
export function normalizeMnemonic(words: string): string {
  return words.normalize('NFKD').toLowerCase().trim().split(/\s+/).join(' ');
}

/** Whether these are BIP-39 words with a right checksum. */
export function isMnemonic(words: string): boolean {
  return (
    typeof words === 'string' && words.length <= 1000 && validateMnemonic(normalizeMnemonic(words), wordlist)
  );
}

/** The BIP-39 seed (64 bytes, no passphrase). Slow on purpose. Throws `key.mnemonic`. */
export function seedOfMnemonic(mnemonic: string): Bytes {
  if (!isMnemonic(mnemonic)) throw new Fault('key.mnemonic');
  return mnemonicToSeedSync(normalizeMnemonic(mnemonic));
}

/** The path of an account: SLIP-0010 knows hardened steps only. */
export function accountPath(account: number): string {
  return `m/44'/${COIN_TYPE}'/${account}'`;
}

/** Keys of account 0 … 2^31−1 of a seed by SLIP-0010 ed25519. Throws `key.account`. */
export function accountKeysOfSeed(seed: Bytes, account: number): KeyPair {
  if (!Number.isInteger(account) || account < 0 || account > MAX_ACCOUNT)
    throw new Fault('key.account', { account });
  const { privateKey } = HDKey.fromMasterSeed(seed).derive(accountPath(account));
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}

/** Keys of an account of a mnemonic. Throws `key.mnemonic`, `key.account`. */
export function accountKeys(mnemonic: string, account: number): KeyPair {
  return accountKeysOfSeed(seedOfMnemonic(mnemonic), account);
}
