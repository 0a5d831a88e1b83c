import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen, type TestPool, testWallet } from '../testPool.fixture.ts';
import { handChain, openTwoPools, replayedState, stateOf } from './handChain.fixture.ts';

const COIN = 100_000_000n;
const DEPTH = 4;
const alice = testWallet('alice');
const bob = testWallet('bob');
const carol = testWallet('carol');

let ours: TestPool;
let other: TestPool;
beforeEach(async () => {
  ({ ours, other } = await openTwoPools({ undoDepth: DEPTH }));
});
afterEach(async () => {
  await ours.remove();
  await other.remove();
});

/** Lets no chain be built beside this one before it is told so. */
function holdBuild(pool: TestPool): { held: Promise<void>; goOn: () => void } {
  const { store } = pool.pool;
  const read = store.blockBytes.bind(store);
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const held = new Promise<void>((resolve) => {
    Object.assign(store, {
      blockBytes: async (id: number) => {
        if (id === 94) {
          resolve();
          await gate;
        }
        return read(id);
      },
    });
  });
  return { held, goOn };
}

describe('a heavier chain that forks deeper than blocks can be taken back', () => {
  it('takes the place of the lighter one, which goes on until then and stays beside it', async () => {
    await ours.mine(2, alice);
    await handChain(ours, other);
    await ours.mine(9, alice);
    const identity = await ours.send(alice, [{ wallet: bob, amount: COIN }]);
    await ours.mine(1, alice);
    await other.mine(14, carol);
    const session = ours.pool.openSession();
    await session.watch({ addresses: [alice.address] });
    const events = listen(session);
    const { held, goOn } = holdBuild(ours);
    const handing = handChain(other, ours);
    await held;
    expect(ours.pool.operator.state().rebuild).toEqual({ done: 0, total: 16 });
    await ours.mine(1, alice);
    expect(ours.pool.store.ledger.tip.id).toBe(106);
    goOn();
    await handing;
    expect(stateOf(ours)).toBe(stateOf(other));
    expect(ours.pool.store.ledger.tip).toEqual(other.pool.store.ledger.tip);
    expect(ours.pool.operator.state().rebuild).toBeNull();
    expect(await replayedState(ours)).toBe(stateOf(ours));
    // All that hangs on the tip follows.
    expect(await ours.balance(alice)).toBe(0n);
    expect(events.filter(({ type }) => type === 'block').length).toBeGreaterThan(10);
    expect(events.filter(({ type }) => type === 'wallet').at(-1)).toMatchObject({ value: { balance: 0n } });
    const settled = await session.getTransaction({ identity });
    expect(settled?.state).not.toBe('mined');
    const lost = (await ours.pool.operator.payouts(20)).filter(({ blockId }) => blockId > 95);
    expect(lost.length).toBe(11);
    expect(lost.every((one) => one.state === 'lost')).toBe(true);
    expect(existsSync(`${ours.folder}.former`)).toBe(true);
    expect(existsSync(`${ours.folder}.rebuilt`)).toBe(false);
    // It is mined on, switched back from, and opened again.
    await ours.mine(1, alice);
    const { tip } = ours.pool.store.ledger;
    await ours.restart();
    expect(ours.pool.store.ledger.tip).toEqual(tip);
    await handChain(ours, other);
    expect(stateOf(ours)).toBe(stateOf(other));
  });

  it('keeps what the pool owes and has paid', async () => {
    await ours.mine(12, alice);
    await ours.pool.operator.change({ feePercent: 3 });
    await other.mine(15, carol);
    const points = (pool: TestPool) => pool.pool.openSession().getMiner({ address: alice.address });
    expect((await points(ours)).paid).toBeGreaterThan(0n);
    await handChain(other, ours);
    // All of its blocks are gone, and with them what they brought.
    expect(await points(ours)).toMatchObject({ owed: 0n, paid: 0n });
    expect(ours.pool.operator.status().feePercent).toBe(3);
    await ours.restart();
    expect(ours.pool.operator.status().feePercent).toBe(3);
    await ours.mine(8, alice);
    expect((await points(ours)).paid).toBeGreaterThan(0n);
    expect(await ours.balance(alice)).toBeGreaterThan(0n);
    expect(await replayedState(ours)).toBe(stateOf(ours));
  });

  it('is given up where one of its blocks is refused: ours was never left', async () => {
    await ours.mine(8, alice);
    await other.mine(12, bob);
    const before = stateOf(ours);
    const broken = (bytes: Uint8Array, id: number) => {
      if (id !== 103) return bytes;
      const copy = bytes.slice();
      copy[copy.length - 97] = (copy[copy.length - 97] ?? 0) ^ 1;
      return copy;
    };
    await expect(handChain(other, ours, broken)).rejects.toMatchObject({ name: 'Fault' });
    expect(stateOf(ours)).toBe(before);
    expect(existsSync(`${ours.folder}.rebuilt`)).toBe(false);
    await ours.mine(1, alice);
    expect(await replayedState(ours)).toBe(stateOf(ours));
    await handChain(other, ours);
    expect(stateOf(ours)).toBe(stateOf(other));
  });

  it('is left alone where ours has become heavier meanwhile', async () => {
    await ours.mine(1, alice);
    await handChain(ours, other);
    await ours.mine(6, alice);
    await other.mine(7, bob);
    const { held, goOn } = holdBuild(ours);
    const refused = expect(handChain(other, ours)).rejects.toMatchObject({ code: 'chain.notHeavier' });
    await held;
    await ours.mine(2, alice);
    goOn();
    await refused;
    expect(ours.pool.store.ledger.tip.id).toBe(102);
    await other.mine(4, bob);
    await handChain(other, ours);
    expect(stateOf(ours)).toBe(stateOf(other));
  });

  it('does not keep the pool from closing', async () => {
    await ours.mine(1, alice);
    await handChain(ours, other);
    await ours.mine(6, alice);
    await other.mine(12, bob);
    const before = stateOf(ours);
    const { held, goOn } = holdBuild(ours);
    const ended = expect(handChain(other, ours)).rejects.toMatchObject({ code: 'pool.closed' });
    await held;
    const closing = ours.pool.close();
    goOn();
    await Promise.all([closing, ended]);
    await ours.start();
    expect(stateOf(ours)).toBe(before);
    await handChain(other, ours);
    expect(stateOf(ours)).toBe(stateOf(other));
  });
});
