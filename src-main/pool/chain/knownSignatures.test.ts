import { expect, it } from 'vitest';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { testWallet } from '../testPool.fixture.ts';
import { Mempool } from '../waiting/mempool.ts';
import { EasyChain, transferMessage } from './easyChain.fixture.ts';
import { unknownSignatures } from './knownSignatures.ts';

const operator = testWallet('operator');
const alice = testWallet('alice');
const limits = { transactions: 100, bytes: 1_000_000 };

it('leaves out what waits with the very same signature, and nothing else', async () => {
  const chain = new EasyChain();
  chain.mine(chain.template(new Mempool(chain.begin, limits)));
  const messages = [1n, 2n, 3n].map((amount) => transferMessage(chain, operator, [[alice, amount]]));
  const signed = (message: Bytes, signature = operator.sign(message)) => ({ message, signature });
  const filled = (all: { message: Bytes; signature: Bytes }[]) => {
    const mempool = new Mempool(chain.begin, limits);
    for (const { message, signature } of all) mempool.add(message, signature, chain.now);
    return mempool;
  };
  const [one, two, three] = messages.map((message) => signed(message)) as [
    ReturnType<typeof signed>,
    ReturnType<typeof signed>,
    ReturnType<typeof signed>,
  ];
  const applied = chain.seal(chain.template(filled([one, two, three])));
  expect(applied.signatures.count).toBe(3);
  const left = async (mempool: Mempool) => {
    const unknown = await unknownSignatures(applied, mempool);
    return Array.from({ length: unknown.count }, (_, at) => Buffer.from(unknown.at(at).signature));
  };
  const inBlock = Array.from({ length: 3 }, (_, at) => Buffer.from(applied.signatures.at(at).signature));
  expect(await left(filled([]))).toEqual(inBlock);
  expect(await left(filled([one, two, three]))).toEqual([]);
  const others = await left(filled([one, signed(two.message, new Uint8Array(64))]));
  expect(new Set(others.map(String))).toEqual(
    new Set([two, three].map(({ signature }) => String(Buffer.from(signature)))),
  );
});
