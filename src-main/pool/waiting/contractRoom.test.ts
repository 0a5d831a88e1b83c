import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK_ITEM_FUEL } from '#shared/contracts/limits.ts';
import { parseCoins } from '#shared/protocol/amounts.ts';
import { decodeBlock } from '#shared/protocol/block.ts';
import { ContractUser, type TestContract, testContract } from '../contractTest.fixture.ts';
import { TestPool, testWallet } from '../testPool.fixture.ts';

const COIN = parseCoins('1');
const flooder = testWallet('flooder');
const user = testWallet('user');
const miner = testWallet('miner');

/** A call of it uses nearly all the fuel of a run, and costs the same fee as any other call. */
const heavy =
  '# Heavy\n\n```js contract\nfunction called() {\n  for (let n = 0; n < 700000; n++) {}\n}\n```\n';
const light = '# Light\n\n```js contract\nfunction called() {}\n```\n';

let test: TestPool;
let contracts: ContractUser;
let heavyOne: TestContract;
let lightOne: TestContract;

beforeEach(async () => {
  test = await TestPool.open();
  contracts = new ContractUser(test);
  await test.mine(8, test.operatorWallet);
  await test.send(test.operatorWallet, [
    { wallet: flooder, amount: 10n * COIN },
    { wallet: user, amount: 10n * COIN },
  ]);
  await test.mine(1, miner);
  heavyOne = testContract(heavy);
  lightOne = testContract(light);
  await contracts.publish(flooder, heavyOne);
  await contracts.publish(user, lightOne);
  await test.mine(1, miner);
});

afterEach(async () => {
  await test.remove();
});

/** Calls the heavy contract until the pool takes no more; returns how often it did, and why it stopped. */
async function flood(): Promise<{ taken: number; code: string }> {
  for (let taken = 0; ; taken++) {
    try {
      await contracts.call(flooder, heavyOne, String(taken));
    } catch (error) {
      return { taken, code: (error as { code: string }).code };
    }
  }
}

async function callsInTip(): Promise<number> {
  const { store } = test.pool;
  const { tip, network } = store.ledger;
  const block = decodeBlock((await store.blockBytes(tip.id)) ?? new Uint8Array(0), network);
  return block.lists.filter(({ type }) => type === 10).reduce((sum, { items }) => sum + items.length, 0);
}

describe('who fills the room for contracts at the least fee', () => {
  it('makes room for who needs less of it, in the pool and in the block', async () => {
    const { taken, code } = await flood();
    // More than a block takes wait for the next ones, but not without bound.
    expect(code).toBe('mempool.full');
    expect(taken).toBeGreaterThan(30);
    expect(taken).toBeLessThan(120);
    const identities = [];
    for (let n = 0; n < 5; n++) identities.push(await contracts.call(user, lightOne, String(n)));
    // A payment takes no fuel and is not concerned.
    const payment = await test.send(user, [{ wallet: miner, amount: COIN }]);
    await test.mine(1, miner);
    const session = test.pool.openSession();
    for (const identity of [...identities, payment]) {
      expect(await session.getTransaction({ identity })).toMatchObject({ state: 'mined' });
    }
    const [run] = (await session.getRuns({ contract: lightOne.hash, limit: 1 })).runs;
    expect(run).toMatchObject({ handler: 'called', failure: null });
    const { runs } = await session.getRuns({ contract: heavyOne.hash, limit: 200 });
    expect(runs.length).toBeGreaterThan(10);
    expect((await callsInTip()) - 5).toBe(runs.length);
    expect(runs.length).toBeLessThan(taken);
    expect(runs.length * 7_000_000).toBeLessThan(BLOCK_ITEM_FUEL);
    // The rest comes with the next blocks.
    await test.mine(1, miner);
    expect(await callsInTip()).toBeGreaterThan(10);
    session.close();
  }, 60_000);
});
