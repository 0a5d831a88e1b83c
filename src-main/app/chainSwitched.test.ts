import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bridgeEvents } from '#shared/api/bridge.ts';
import type { ManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { handChain, openTwoPools } from '../pool/chain/handChain.fixture.ts';
import { listen, settle, sharedNetwork, type TestPool, testWallet } from '../pool/testPool.fixture.ts';
import { openWallet } from '../wallet/openWallet.ts';
import { quickStretch } from '../wallet/testStretch.fixture.ts';
import type { WalletEvent } from '../wallet/walletMeans.ts';

const COIN = 100_000_000n;
const bob = testWallet('bob');
const carol = testWallet('carol');
const words = `${'abandon '.repeat(11)}about`;

let clock: ManualClock;
let ours: TestPool;
let other: TestPool;
let folder: string;
beforeEach(async () => {
  ({ clock, ours, other } = await openTwoPools());
  folder = await mkdtemp(join(tmpdir(), 'coco-switched-'));
});
afterEach(async () => {
  await ours.remove();
  await other.remove();
  await rm(folder, { recursive: true, force: true });
});

it('tells a wallet which rewards and payments a heavier chain took from it, after its new balance', async () => {
  await ours.mine(9, bob);
  await handChain(ours, other);
  const wallet = await openWallet({
    folder,
    clock,
    random: randomBytes,
    log: silentLog,
    session: ours.pool.openSession(),
    network: sharedNetwork,
    autoLockMinutes: 0,
    stretch: quickStretch,
  });
  const restoring = wallet.restore(words, 'a long password');
  await settle();
  clock.advance(2_000);
  await restoring;
  const address = wallet.addressOf(0);
  const mine = { ...carol, address };
  // Two payments: the one names a block of the old chain only, the other one that both chains have.
  const kept = await ours.send(bob, [{ wallet: { ...mine, address }, amount: 2n * COIN }]);
  await ours.mine(1, carol);
  const lost = await ours.send(bob, [{ wallet: { ...mine, address }, amount: 3n * COIN }]);
  await ours.mine(1, carol);
  expect(wallet.state.accounts[0]?.balance).toBe(5n * COIN);
  const operator = ours.pool.openSession();
  await operator.watch({ addresses: [ours.operatorWallet.address] });
  const told = listen(operator);
  const events: WalletEvent[] = [];
  wallet.on((event) => events.push(event));

  await other.mine(4, carol);
  await handChain(other, ours);

  const switched = events.find(({ type }) => type === 'switched');
  expect(switched).toMatchObject({ value: { fork: 102, abandoned: 2, more: false } });
  if (switched?.type !== 'switched') throw new Error('It was not told.');
  bridgeEvents.switched.parse(bridgeEvents.switched.encode(switched.value));
  // What waits again is not gone.
  expect(switched.value.gone).toMatchObject([
    { account: 0, entry: { identity: lost, state: 'expired', blockId: null, change: 3n * COIN } },
  ]);
  expect(wallet.state.accounts[0]).toMatchObject({ balance: 0n, pendingIn: 2n * COIN });
  const before = events.slice(0, events.indexOf(switched));
  expect(before.filter(({ type }) => type === 'wallets').at(-1)).toMatchObject({
    value: { accounts: [{ balance: 0n }] },
  });
  const { entries } = await wallet.listActivity({ account: 0, limit: 10 });
  expect(entries.map(({ identity, state }) => [identity, state])).toEqual([[kept, 'pending']]);
  // The pool's own wallet lost the rewards of both blocks, and hears of its balance first.
  const rewards = told.find(({ type }) => type === 'switched');
  if (rewards?.type !== 'switched') throw new Error('It was not told.');
  expect(rewards.value.gone.filter(({ entry }) => entry.kind === 'reward')).toHaveLength(2);
  expect(rewards.value.gone.every(({ address: whose }) => whose === ours.operatorWallet.address)).toBe(true);
  expect(told.findIndex(({ type }) => type === 'wallet')).toBeLessThan(told.indexOf(rewards));
  wallet.close();
});

it('tells nobody anything where a chain only grows', async () => {
  await ours.mine(2, bob);
  const session = other.pool.openSession();
  await session.watch({ addresses: [bob.address] });
  const told = listen(session);
  await handChain(ours, other);
  expect(told.map(({ type }) => type)).not.toContain('switched');
});
