import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PoolEvent } from '#shared/api/poolApi.ts';
import { listen, settle, TestPool, testWallet } from '../testPool.fixture.ts';

const COIN = 100_000_000n;
const alice = testWallet('alice');
const bob = testWallet('bob');
const carol = testWallet('carol');

let test: TestPool;
beforeEach(async () => {
  test = await TestPool.open();
});
afterEach(async () => {
  await test.remove();
});

type Told = Extract<PoolEvent, { type: 'transaction' }>['value'];

const toldMined = (events: readonly PoolEvent[]): Told[] =>
  events.flatMap((event) =>
    event.type === 'transaction' && event.value.entry.state === 'mined' ? [event.value] : [],
  );

describe('what is told of a block', () => {
  it('comes to each once, before what follows from it, and not to who comes later', async () => {
    const sessions = Array.from({ length: 300 }, () => test.pool.openSession());
    const heard = sessions.map((session) => listen(session));
    const miner = sessions.at(-1) as (typeof sessions)[number];
    await miner.requestJob({ address: bob.address, shareDifficulty: 1 });
    await test.mine(1, alice);
    const [summary] = (await miner.getBlocks({ limit: 1 })).blocks;
    await sessions[0]?.watch({ addresses: [summary?.rewardAddress ?? ''] });
    for (const events of heard) events.length = 0;
    const before = (await miner.getStatus({})).tip.id;
    await test.mine(2, alice);
    const late = listen(test.pool.openSession());
    await settle();
    const blocks = [before + 1, before + 2];
    for (const events of heard) {
      expect(events.flatMap(({ type, value }) => (type === 'block' ? [value.id] : []))).toEqual(blocks);
    }
    expect(late.filter(({ type }) => type === 'block')).toEqual([]);
    const order = heard.at(-1)?.flatMap(({ type, value }) => {
      if (type === 'block') return [`block ${value.id}`];
      return type === 'job' ? [`job on ${value.blockId - 1}`] : [];
    });
    expect(order?.indexOf(`job on ${before + 2}`)).toBe((order?.indexOf(`block ${before + 2}`) ?? 0) + 1);
    const ofPool = heard[0]?.flatMap(({ type, value }) => {
      return type === 'block' ? [`block ${value.id}`] : type === 'transaction' ? ['reward'] : [];
    });
    expect(ofPool).toEqual(blocks.flatMap((id) => [`block ${id}`, 'reward']));
  });

  it('of payments that waited here is what is read from the chain later', async () => {
    await test.mine(8, alice);
    const session = test.pool.openSession();
    await session.watch({ addresses: [alice.address, bob.address, carol.address] });
    await test.send(alice, [{ wallet: bob, amount: 3n * COIN }], 12_345n);
    await test.send(alice, [
      { wallet: bob, amount: COIN },
      { wallet: carol, amount: 2n * COIN },
      { wallet: alice, amount: 7n },
    ]);
    await test.send(bob, [{ wallet: carol, amount: COIN }]);
    const events = listen(session);
    await test.mine(1, alice, session);
    await settle();
    const mined = toldMined(events);
    for (const wallet of [alice, bob, carol]) {
      const { entries } = await session.getHistory({ address: wallet.address, limit: 50 });
      const tip = entries.find(({ blockId }) => blockId !== null)?.blockId;
      const read = entries.filter(({ blockId }) => blockId === tip);
      const told = mined.filter(({ address }) => address === wallet.address).map(({ entry }) => entry);
      expect(read.length, wallet.address).toBeGreaterThanOrEqual(2);
      const byIdentity = (a: Told['entry'], b: Told['entry']) => Buffer.compare(a.identity, b.identity);
      expect(told.sort(byIdentity)).toEqual(read.sort(byIdentity));
    }
  });

  it('comes wallet by wallet: its payments, and then how it stands', async () => {
    await test.mine(8, alice);
    const session = test.pool.openSession();
    await session.watch({ addresses: [bob.address, carol.address] });
    for (const amount of [1n, 2n, 3n]) {
      await test.send(alice, [
        { wallet: bob, amount },
        { wallet: carol, amount },
      ]);
    }
    const events = listen(session);
    await test.mine(1, alice, session);
    await settle();
    const about = events.flatMap((event): { address: string; told: bigint | 'state' }[] => {
      if (event.type === 'transaction' && event.value.entry.state === 'mined') {
        return [{ address: event.value.address, told: event.value.entry.change }];
      }
      return event.type === 'wallet' ? [{ address: event.value.address, told: 'state' }] : [];
    });
    for (const wallet of [bob, carol]) {
      const first = about.findIndex(({ address }) => address === wallet.address);
      const four = about.slice(first, first + 4);
      expect(new Set(four.map(({ address }) => address))).toEqual(new Set([wallet.address]));
      expect(
        four
          .map(({ told }) => told)
          .slice(0, 3)
          .sort(),
      ).toEqual([1n, 2n, 3n]);
      expect(four[3]?.told).toBe('state');
    }
  });
});
