import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PrepareRequest } from '#shared/api/poolApi.ts';
import { settle, TestPool, type TestWallet, testWallet } from './testPool.fixture.ts';

const COIN = 100_000_000n;
const HOUR = 3_600_000;
const alice = testWallet('alice');
const bob = testWallet('bob');

let test: TestPool;
beforeEach(async () => {
  test = await TestPool.open();
});
afterEach(() => test.remove());

async function sign(from: TestWallet, request: PrepareRequest): Promise<void> {
  const session = test.pool.openSession();
  const { message } = await session.prepare(request);
  await session.submit({ message, signature: from.sign(message) });
  session.close();
}

it('goes on when what stands in the template is only valid for a while', async () => {
  await test.mine(9, alice);
  await test.send(alice, [{ wallet: bob, amount: 10n * COIN }]);
  await test.mine(1, alice);
  await sign(alice, { kind: 'trust', sender: alice.address, party: bob.address, hours: 1 });
  await test.mine(1, bob);
  await sign(alice, { kind: 'trust', sender: alice.address, party: bob.address, hours: 0 });
  await test.mine(1, bob);
  const session = test.pool.openSession();
  const { trust } = await session.getWallet({ address: alice.address });
  const ends = trust?.ends ?? 0;
  expect(ends).toBe(test.clock.now() + HOUR);
  test.clock.advance(HOUR - 30_000);
  await settle();
  await test.mine(1, bob);
  await sign(bob, {
    kind: 'update',
    sender: bob.address,
    balances: [{ address: alice.address, balance: 2n * COIN }],
  });
  test.clock.advance(4_000);
  await settle();
  expect(test.clock.now()).toBeLessThan(ends);
  // The trust ends while the block is looked for, and nothing else happens.
  for (let n = 0; n < 6; n++) {
    test.clock.advance(5_000);
    await settle();
  }
  expect(test.clock.now()).toBeGreaterThan(ends);
  await test.mine(1, bob);
  const { balance } = await session.getWallet({ address: alice.address });
  expect(balance).toBeGreaterThan(2n * COIN);
}, 60_000);
