import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestPool, testWallet } from './testPool.fixture.ts';

const COIN = 100_000_000n;

let test: TestPool;
beforeEach(async () => {
  test = await TestPool.open();
});
afterEach(async () => {
  await test.remove();
});

describe('a pool from the first block on', () => {
  const alice = testWallet('alice');
  const bob = testWallet('bob');

  it('mines, pays its miners six blocks deep, and mines what they send', async () => {
    await test.mine(1, alice);
    const session = test.pool.openSession();
    const { reward } = (await session.getBlocks({ limit: 1 })).blocks[0] ?? { reward: 0n };
    expect(reward).toBe(250n * COIN);
    expect((await session.getWallet({ address: alice.address })).maturing).toBeGreaterThan(0n);
    await test.mine(5, bob);
    expect(await test.balance(alice)).toBe(0n);
    await test.mine(1, bob);
    // The payment was made when the block was six deep, and waits for the next block.
    expect((await session.getWallet({ address: alice.address })).pendingIn).toBeGreaterThan(0n);
    await test.mine(1, bob);
    const part = (250n * COIN * 99n * 99n) / 10_000n;
    expect(await test.balance(alice)).toBe(part);
    await test.send(alice, [{ wallet: bob, amount: COIN }]);
    await test.mine(1, bob);
    expect(await test.balance(alice)).toBe(part - COIN - 10_000n);
  });
});
