import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { publicKeyOf, sign } from '#shared/protocol/keys.ts';
import { writeFileAtomically } from '../base/atomicFile.ts';
import type { RandomBytes } from './vaultFile.ts';

export interface PoolSigner {
  readonly publicKey: Bytes;
  sign(message: Bytes): Bytes;
}

/**
 * The key with which the embedded pool earns block rewards and pays its miners; made on first use.
 *
 * It is hot, readable by the pool without any password, because a pool pays its miners by itself, also at night and
 * on a server where nobody is. It is not one of the wallet's keys for the same reason: what lies open on the
 * disk must not reach a person's coins, and a wallet that is locked stays locked while the pool goes on paying.
 * So the file is for its owner only (0600), and what it holds are rewards on their way to the miners.
 *
 * @throws Fault `wallet.vaultDamaged` when the file is there but holds no key: it is never replaced by itself,
 * its coins would be lost.
 */
export async function openPoolSigner(folder: string, random: RandomBytes): Promise<PoolSigner> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'pool.key');
  const privateKey = (await readKey(path)) ?? (await makeKey(path, random));
  const publicKey = publicKeyOf(privateKey);
  return { publicKey, sign: (message) => sign(privateKey, message) };
}

async function readKey(path: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (!/^[0-9a-f]{64}\n?$/.test(text)) throw new Fault('wallet.vaultDamaged', { part: 'pool.key' });
  return Buffer.from(text.trim(), 'hex');
}

async function makeKey(path: string, random: RandomBytes): Promise<Buffer> {
  const key = Buffer.from(random(32));
  await writeFileAtomically(path, `${key.toString('hex')}\n`);
  return key;
}
