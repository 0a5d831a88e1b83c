import { afterEach, describe, expect, it } from 'vitest';
import { toHex } from '#shared/protocol/bytes.ts';
import { handChain, openTwoPools } from '../chain/handChain.fixture.ts';
import { listen, type TestPool, type TestWallet, testWallet } from '../testPool.fixture.ts';

const alice = testWallet('alice');
const bob = testWallet('bob');
const dave = testWallet('dave');

const opened: TestPool[] = [];
afterEach(async () => {
  for (const pool of opened.splice(0)) await pool.remove();
});

/** Numbers below `n` by chance, the same for the same seed. */
function chance(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * n);
  };
}

describe('two pools that take over each other’s chains, and one of which starts again and again', () => {
  it.each([1, 2])('pay what was earned in the chain that stands (%i)', async (seed) => {
    const { ours, other } = await openTwoPools();
    opened.push(ours, other);
    const next = chance(seed);
    /** Who found a block of ours, by its hash. */
    const finders = new Map<string, TestWallet>();
    const mine = async (blocks: number, miner: TestWallet) => {
      for (let n = 0; n < blocks; n++) {
        await ours.mine(1, miner);
        finders.set(toHex(ours.pool.store.ledger.tip.hash), miner);
      }
    };
    const work = ({ pool }: TestPool) => pool.store.ledger.tip.totalWork;
    await mine(8, alice);
    for (let turn = 0; turn < 4; turn++) {
      await mine(next(4), bob);
      // The fork lies behind all payments of this turn, or amid them.
      if (work(ours) > work(other)) await handChain(ours, other);
      if (next(2) === 0) await ours.restart();
      await mine(1 + next(3), alice);
      while (work(other) <= work(ours)) await other.mine(1, dave);
      await handChain(other, ours);
      if (next(2) === 0) await ours.restart();
    }
    // As many as an expired payment needs to be made anew.
    await mine(16, dave);
    const wins = (await ours.pool.operator.payouts(1_000)).filter(({ state }) => state !== 'lost');
    const session = ours.pool.openSession();
    for (const miner of [alice, bob]) {
      let earned = 0n;
      for (const { blockId, amount } of wins) {
        const hash = toHex((await ours.pool.store.blockHash(blockId)) as Uint8Array);
        if (finders.get(hash) === miner) earned += amount;
      }
      expect(await ours.balance(miner)).toBe(earned);
      expect(await session.getMiner({ address: miner.address })).toMatchObject({ owed: 0n, paid: earned });
    }
    expect(wins.some(({ state }) => state === 'mined')).toBe(true);
  });
});

describe('a wallet', () => {
  it('hears that nothing matures for it any more when its blocks are abandoned', async () => {
    const { ours, other } = await openTwoPools();
    opened.push(ours, other);
    const session = ours.pool.openSession();
    await session.watch({ addresses: [alice.address, bob.address] });
    const events = listen(session);
    const told = () =>
      events.flatMap(({ type, value }) => (type === 'wallet' ? [[value.address, value.maturing > 0n]] : []));
    await ours.mine(1, alice);
    expect(told()).toEqual([[alice.address, true]]);
    await other.mine(2, dave);
    await handChain(other, ours);
    expect(told()).toEqual([
      [alice.address, true],
      [alice.address, false],
    ]);
  });
});
