import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { SignatureBatch } from '#shared/ledger/signatureBatch.ts';
import { publicKeyOf, sign } from '#shared/protocol/keys.ts';
import { workerFile } from '../base/workerFile.ts';
import { openVerifier } from './verifier.ts';

const privateKey = new Uint8Array(32).fill(9);
const publicKey = publicKeyOf(privateKey);
const messages = Array.from({ length: 8 }, (_, n) => new Uint8Array(100 + 50 * n).fill(n));
const signatures = messages.map((message) => sign(privateKey, message));

function batchOf(count: number, bad: readonly number[]): SignatureBatch {
  const batch = new SignatureBatch();
  for (let n = 0; n < count; n++) {
    const at = n % messages.length;
    const signature = bad.includes(n) ? new Uint8Array(64) : (signatures[at] as Uint8Array);
    batch.add(publicKey, signature, messages[at] as Uint8Array, 1, n);
  }
  return batch;
}

describe('verifier', () => {
  const verifier = openVerifier({ threads: 2 });
  afterAll(() => verifier.close());

  it('finds the first bad one at once in a few', async () => {
    expect(await verifier.verifyAll(batchOf(0, []))).toBe(-1);
    expect(await verifier.verifyAll(batchOf(16, []))).toBe(-1);
    expect(await verifier.verifyAll(batchOf(16, [9, 3]))).toBe(3);
  });

  it.runIf(existsSync(workerFile('verifier')))(
    'finds the first bad one on threads in many, and goes on afterwards',
    async () => {
      expect(await verifier.verifyAll(batchOf(1500, []))).toBe(-1);
      expect(await verifier.verifyAll(batchOf(1500, [1400, 700, 701]))).toBe(700);
      const [all, none] = await Promise.all([
        verifier.verifyAll(batchOf(600, [0, 599])),
        verifier.verifyAll(batchOf(600, [])),
      ]);
      expect([all, none]).toEqual([0, -1]);
      const batch = batchOf(20, [19]);
      expect(await verifier.verifyAll(batch)).toBe(19);
      expect(batch.at(19)).toMatchObject({ list: 1, item: 19 });
    },
  );
});
