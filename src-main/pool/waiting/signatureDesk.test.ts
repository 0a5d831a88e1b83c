import { afterAll, describe, expect, it } from 'vitest';
import { publicKeyOf, sign } from '#shared/protocol/keys.ts';
import { openVerifier } from '../../verifier/verifier.ts';
import { SignatureDesk } from './signatureDesk.ts';

const verifier = openVerifier({ threads: 1 });
afterAll(() => verifier.close());

const privateKey = new Uint8Array(32).fill(7);
const publicKey = publicKeyOf(privateKey);
const messages = Array.from({ length: 12 }, (_, n) => new Uint8Array(40 + n).fill(n));

function verifyAll(desk: SignatureDesk, bad: readonly number[]): Promise<boolean[]> {
  return Promise.all(
    messages.map((message, n) => {
      const signature = sign(privateKey, message);
      if (bad.includes(n)) signature[3] = (signature[3] ?? 0) ^ 1;
      return desk.verify(publicKey, signature, message);
    }),
  );
}

describe('SignatureDesk', () => {
  it('tells each signature’s own verdict, wherever bad ones stand in a batch', async () => {
    const desk = new SignatureDesk(verifier);
    for (const bad of [[], [0], [11], [0, 1, 2], [3, 7, 11], messages.map((_, n) => n)]) {
      expect(await verifyAll(desk, bad)).toEqual(messages.map((_, n) => !bad.includes(n)));
    }
  });

  it('asks the verifier once for those that come together, and for one that comes alone', async () => {
    const sizes: number[] = [];
    const desk = new SignatureDesk({
      verifyAll: async (batch) => {
        sizes.push(batch.count);
        return -1;
      },
      close: async () => {},
    });
    await verifyAll(desk, []);
    await desk.verify(publicKey, new Uint8Array(64), new Uint8Array(1));
    expect(sizes).toEqual([12, 1]);
  });

  it('fails where the verifier fails', async () => {
    const broken = async () => {
      throw new Error('broken');
    };
    const desk = new SignatureDesk({ verifyAll: broken, close: async () => {} });
    await expect(desk.verify(publicKey, new Uint8Array(64), new Uint8Array(1))).rejects.toThrow('broken');
  });
});
