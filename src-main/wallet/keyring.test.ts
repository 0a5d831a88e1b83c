import { describe, expect, it } from 'vitest';
import { verify } from '#shared/protocol/keys.ts';
import vectors from '#shared/protocol/vectors/wallets.json' with { type: 'json' };
import { Keyring } from './keyring.ts';
import { faultOf } from './testFault.fixture.ts';
import { entropyOfWords } from './words.ts';

const entropyOf = (words: string) => Buffer.from(entropyOfWords(words));

describe('Keyring', () => {
  it.each(vectors.cases)('has the keys of the vectors: account $account of $mnemonic', (one) => {
    const keyring = new Keyring();
    keyring.unlock(entropyOf(one.mnemonic));
    expect(Buffer.from(keyring.publicKey(one.account)).toString('hex')).toBe(one.publicKey);
    const message = Uint8Array.of(1, 2, 3);
    const signature = keyring.sign(one.account, message);
    expect(verify(keyring.publicKey(one.account), message, signature)).toBe(true);
  });

  it('takes over the entropy and leaves nothing of it', () => {
    const entropy = entropyOf(vectors.cases[0]?.mnemonic ?? '');
    entropy[0] = 1;
    new Keyring().unlock(entropy);
    expect(entropy.every((byte) => byte === 0)).toBe(true);
  });

  it('knows nothing once it is locked', async () => {
    const keyring = new Keyring();
    keyring.unlock(Buffer.alloc(32, 1));
    keyring.publicKey(0);
    keyring.lock();
    expect(keyring.isOpen).toBe(false);
    expect((await faultOf(() => keyring.publicKey(0))).code).toBe('wallet.locked');
    expect((await faultOf(() => keyring.sign(0, new Uint8Array()))).code).toBe('wallet.locked');
  });

  it('has the keys of the last words only', () => {
    const keyring = new Keyring();
    keyring.unlock(Buffer.alloc(16, 1));
    const before = keyring.publicKey(0);
    keyring.unlock(Buffer.alloc(16, 2));
    expect(keyring.publicKey(0)).not.toEqual(before);
  });
});
