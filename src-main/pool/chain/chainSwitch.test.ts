import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, type TestPool, testWallet } from '../testPool.fixture.ts';
import { handChain as hand, openTwoPools, replayedState, stateOf } from './handChain.fixture.ts';

const COIN = 100_000_000n;
const alice = testWallet('alice');
const bob = testWallet('bob');

let ours: TestPool;
let other: TestPool;
beforeEach(async () => {
  ({ ours, other } = await openTwoPools());
});
afterEach(async () => {
  await ours.remove();
  await other.remove();
});

describe('a heavier chain', () => {
  it('takes the place of the lighter one, to the same state', async () => {
    await ours.mine(3, alice);
    await other.mine(5, bob);
    await hand(other, ours);
    expect(stateOf(ours)).toBe(stateOf(other));
    expect(ours.pool.store.ledger.tip).toEqual(other.pool.store.ledger.tip);
    expect(await replayedState(ours)).toBe(stateOf(ours));
    expect(await ours.balance(alice)).toBe(0n);
    await ours.mine(1, alice);
    expect(ours.pool.store.ledger.tip.id).toBe(other.pool.store.ledger.tip.id + 1);
  });

  it('that only goes on from the tip is taken as it is', async () => {
    await ours.mine(4, alice);
    const session = other.pool.openSession();
    const events = listen(session);
    await hand(ours, other);
    expect(stateOf(other)).toBe(stateOf(ours));
    expect(events.filter(({ type }) => type === 'block')).toHaveLength(4);
    expect(await other.balance(alice)).toBe(await ours.balance(alice));
  });

  it('mines the abandoned transactions again', async () => {
    await ours.mine(9, alice);
    await hand(ours, other);
    const identity = await ours.send(alice, [{ wallet: bob, amount: 7n * COIN }]);
    await ours.mine(1, alice);
    expect((await ours.pool.openSession().getTransaction({ identity }))?.state).toBe('mined');
    const session = ours.pool.openSession();
    await session.watch({ addresses: [bob.address] });
    const events = listen(session);
    await other.mine(3, testWallet('carol'));
    await hand(other, ours);
    expect(stateOf(ours)).toBe(stateOf(other));
    expect((await session.getTransaction({ identity }))?.state).toBe('pending');
    expect(events.filter(({ type }) => type === 'block')).toHaveLength(3);
    expect(events.find(({ type }) => type === 'transaction')).toMatchObject({
      value: { entry: { identity, state: 'pending' } },
    });
    expect(await ours.balance(bob)).toBe(0n);
    await ours.restart();
    await ours.mine(1, testWallet('carol'));
    expect((await ours.pool.openSession().getTransaction({ identity }))?.state).toBe('mined');
    expect(await ours.balance(bob)).toBe(7n * COIN);
    expect(await replayedState(ours)).toBe(stateOf(ours));
  });

  it.each([1, 3])(
    'pays each miner once, whichever chain had the payment (fork %i blocks back)',
    async (back) => {
      await ours.mine(4, alice);
      await ours.mine(7 - back, bob);
      await hand(ours, other);
      await ours.mine(back, bob);
      await other.mine(back + 2, testWallet('carol'));
      await hand(other, ours);
      expect(stateOf(ours)).toBe(stateOf(other));
      // As many as an expired payment needs to be made anew.
      await ours.mine(16, testWallet('dave'));
      const part = (((250n * COIN * 99n) / 100n) * 99n) / 100n;
      const { entries } = await ours.pool.openSession().getHistory({ address: alice.address, limit: 50 });
      const mined = entries.filter((entry) => entry.state === 'mined');
      expect(mined.reduce((sum, { change }) => sum + change, 0n)).toBe(4n * part);
      expect(await ours.balance(alice)).toBe(4n * part);
      const miner = await ours.pool.openSession().getMiner({ address: alice.address });
      expect(miner).toMatchObject({ owed: 0n, paid: 4n * part });
      expect(await replayedState(ours)).toBe(stateOf(ours));
    },
  );

  it('takes the rewards of abandoned blocks from the pool, and tells so', async () => {
    await ours.mine(2, alice);
    await other.mine(4, bob);
    expect(await ours.pool.operator.payouts(5)).toMatchObject([{ state: 'maturing' }, { state: 'maturing' }]);
    await hand(other, ours);
    expect(await ours.pool.operator.payouts(5)).toMatchObject([{ state: 'lost' }, { state: 'lost' }]);
    expect((await ours.pool.openSession().getMiner({ address: alice.address })).owed).toBe(0n);
    expect(await ours.balance(ours.operatorWallet)).toBe(0n);
  });

  it('is given up where one of its blocks is refused: the old one stands as it stood', async () => {
    await ours.mine(8, alice);
    const identity = await ours.send(alice, [{ wallet: bob, amount: COIN }]).catch(() => undefined);
    await ours.mine(1, alice);
    await other.mine(12, bob);
    const before = stateOf(ours);
    const { tip } = ours.pool.store.ledger;
    // The last byte of the footer hash, which the work covers.
    const broken = (bytes: Uint8Array, id: number) => {
      if (id !== 100) return bytes;
      const copy = bytes.slice();
      copy[copy.length - 97] = (copy[copy.length - 97] ?? 0) ^ 1;
      return copy;
    };
    await expect(hand(other, ours, broken)).rejects.toMatchObject({ name: 'Fault' });
    expect(stateOf(ours)).toBe(before);
    expect(ours.pool.store.ledger.tip).toEqual(tip);
    expect(await replayedState(ours)).toBe(stateOf(ours));
    if (identity !== undefined) {
      expect((await ours.pool.openSession().getTransaction({ identity }))?.state).toBe('mined');
    }
    await ours.mine(1, alice);
    await ours.restart();
    expect(ours.pool.store.ledger.tip.id).toBe(tip.id + 1);
  });

  it('is not switched to when it has no more work', async () => {
    await ours.mine(3, alice);
    await other.mine(2, bob);
    await expect(hand(other, ours)).rejects.toMatchObject({ code: 'chain.notHeavier' });
  });
});
