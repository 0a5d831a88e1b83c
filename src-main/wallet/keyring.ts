import { pbkdf2Sync } from 'node:crypto';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { accountKeysOfSeed, newMnemonic, sign } from '#shared/protocol/keys.ts';

interface Account {
  privateKey: Buffer;
  publicKey: Bytes;
}

/**
 * The only holder of the wallet's secret keys, from unlock to lock. Nothing it answers is a secret: public keys and
 * signatures. What it holds are plain Buffers, so that locking can overwrite them (the text of the words
 * lives for one statement; a string cannot be wiped).
 */
export class Keyring {
  #seed: Buffer | undefined;
  readonly #accounts = new Map<number, Account>();

  get isOpen(): boolean {
    return this.#seed !== undefined;
  }

  /** Takes over the entropy of the words and wipes it. Throws `key.entropy`. */
  unlock(entropy: Buffer): void {
    this.lock();
    try {
      // BIP-39's seed by the native PBKDF2: the one in JavaScript holds everything up for 35 ms.
      this.#seed = pbkdf2Sync(newMnemonic(entropy), 'mnemonic', 2048, 64, 'sha512');
    } finally {
      entropy.fill(0);
    }
  }

  /** The public key of account n (SLIP-0010, docs/PROTOCOL.md §3). Throws `wallet.locked`, `key.account`. */
  publicKey(account: number): Bytes {
    return this.#account(account).publicKey;
  }

  /** The Ed25519 signature of account n. Who calls has built `message` itself. Throws `wallet.locked`, `key.account`. */
  sign(account: number, message: Bytes): Bytes {
    return sign(this.#account(account).privateKey, message);
  }

  lock(): void {
    this.#seed?.fill(0);
    this.#seed = undefined;
    for (const { privateKey } of this.#accounts.values()) privateKey.fill(0);
    this.#accounts.clear();
  }

  #account(index: number): Account {
    if (this.#seed === undefined) throw new Fault('wallet.locked');
    const known = this.#accounts.get(index);
    if (known !== undefined) return known;
    const derived = accountKeysOfSeed(this.#seed, index);
    const account = { privateKey: Buffer.from(derived.privateKey), publicKey: derived.publicKey };
    derived.privateKey.fill(0);
    this.#accounts.set(index, account);
    return account;
  }
}
