import { afterEach, expect, it } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { START, settle, type TestPool, testWallet } from '../pool/testPool.fixture.ts';
import { PeerPool, until } from './peerPool.fixture.ts';

const COIN = 100_000_000n;
const alice = testWallet('alice');
const bob = testWallet('bob');

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const part = (((250n * COIN * 99n) / 100n) * 99n) / 100n;

/** All that a wallet ever got, without what stands beside the rewards of blocks: parts of fees. */
async function got(test: TestPool, address: string): Promise<bigint> {
  const { entries } = await test.pool.openSession().getHistory({ address, limit: 200 });
  const sum = entries
    .filter(({ change, state }) => change > 0n && state === 'mined')
    .reduce((total, { change }) => total + change, 0n);
  return sum / part;
}

it('an old copy of a pool’s folder that is put back pays no debt again that the chain shows as paid', async () => {
  const clock = new ManualClock(START);
  const friend = await PeerPool.open('friend', clock);
  closing.push(() => friend.remove());
  const first = await PeerPool.open('pool', clock);
  await friend.connect();
  await first.connect(friend.url);
  await until(clock, 'they are connected', () => friend.peers?.list().length === 1);
  // Four blocks are paid, six more are on their way when the copy is made.
  await first.test.mine(10, alice);
  const restore = await first.test.copied();
  // What the copy does not know: those are paid, and nine more blocks are won, the first of which are paid.
  await first.test.mine(9, bob);
  await until(clock, 'the friend has all of it', () => friend.state === first.state);
  expect(await got(first.test, alice.address)).toBe(10n);
  const bobs = await got(first.test, bob.address);
  await first.remove();

  const restored = await PeerPool.over(await restore());
  closing.push(() => restored.remove());
  await restored.connect(friend.url);
  await until(clock, 'it has caught up', () => restored.state === friend.state);
  // Blocks of the friend: the pool has nothing new to pay, and would pay its old debts if it took them for such.
  for (let n = 0; n < 9; n++) {
    await friend.test.mine(1, bob);
    await until(clock, 'both have it', () => restored.state === friend.state);
    await restored.test.pool.idle();
    await settle();
  }
  expect(await got(restored.test, alice.address)).toBe(10n);
  const accountOf = async (address: string) => restored.test.pool.openSession().getMiner({ address });
  const { owed, paid } = await accountOf(alice.address);
  expect([owed, paid / part]).toEqual([0n, 10n]);
  expect(bobs).toBeGreaterThan(0n);
  // The pool pays for what is mined there from now on as ever.
  await restored.test.mine(8, alice);
  await restored.test.pool.idle();
  expect(await got(restored.test, alice.address)).toBeGreaterThan(10n);
});
