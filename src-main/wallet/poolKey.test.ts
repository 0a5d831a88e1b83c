import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verify } from '#shared/protocol/keys.ts';
import { openPoolSigner } from './poolKey.ts';
import { faultOf } from './testFault.fixture.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-pool-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('openPoolSigner', () => {
  it('makes a key once, readable for its owner only, and signs with it', async () => {
    const signer = await openPoolSigner(join(folder, 'new'), randomBytes);
    const message = Uint8Array.of(1, 2, 3);
    expect(verify(signer.publicKey, message, signer.sign(message))).toBe(true);
    expect((await stat(join(folder, 'new', 'pool.key'))).mode & 0o777).toBe(0o600);
    expect((await openPoolSigner(join(folder, 'new'), randomBytes)).publicKey).toEqual(signer.publicKey);
    expect(Object.keys(signer).sort()).toEqual(['publicKey', 'sign']);
  });

  it('never replaces a key that it cannot read', async () => {
    for (const content of ['', 'zz', '00'.repeat(31), `${'00'.repeat(32)}0`]) {
      await writeFile(join(folder, 'pool.key'), content);
      expect((await faultOf(openPoolSigner(folder, randomBytes))).code).toBe('wallet.vaultDamaged');
      expect(await readFile(join(folder, 'pool.key'), 'utf8')).toBe(content);
    }
  });
});
