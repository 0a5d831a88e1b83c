import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { passwordBytes, presentKdf, stretchKey } from './keyStretching.ts';
import { faultOf } from './testFault.fixture.ts';
import { Vault } from './vault.ts';

// The real thing, with the parameters of real vaults, in its own thread from the built file.
describe('stretchKey', () => {
  const salt = '00'.repeat(31).concat('01');

  it('is Argon2id with the stated parameters', async () => {
    const key = await stretchKey(passwordBytes('password'), { ...presentKdf, salt });
    // Computed with another implementation, the one of @noble/hashes.
    expect(key.toString('hex')).toBe(
      'eae09a08f4dd36b29ca1faf24f95cc5ed996f58a247331bebef7be3b6efde086df44f2f8b44f9155c2972a5913d940d680fee158a24a4bba0af8b1ef1005af4582b32a3b7d1e4343a850993fe26321866d2f99e0139da53b1e7e7b54d9069822',
    );
  });

  it('is a fault when the thread fails', async () => {
    const impossible = { ...presentKdf, salt, memoryKiB: 1 };
    expect((await faultOf(stretchKey(passwordBytes('x'), impossible))).code).toBe('wallet.keyStretching');
  });
});

describe('a vault with the real key stretching', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coco-vault-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('opens with its password only', async () => {
    const open = () => new Vault({ folder, stretch: stretchKey, random: randomBytes });
    const entropy = Buffer.alloc(16, 3);
    await open().create({ entropy, book: { n: 1 } }, 'a real password');
    const { kdf } = JSON.parse(await readFile(join(folder, 'vault.json'), 'utf8')) as { kdf: object };
    expect(kdf).toMatchObject({ name: 'argon2id', memoryKiB: 131072, iterations: 3, parallelism: 1 });
    expect((await open().open('a real password')).book).toEqual({ n: 1 });
    expect((await faultOf(open().open('a real passwort'))).code).toBe('wallet.passwordWrong');
  });
});
