import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '#shared/protocol/bytes.ts';
import { MAX_TARGET, targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { foundLocalNetwork } from './localNetwork.ts';
import { openPool } from './pool.ts';
import { settle, solve, TEST_DIFFICULTY, TestPool, testWallet } from './testPool.fixture.ts';

const COIN = 100_000_000n;
const alice = testWallet('alice');
const bob = testWallet('bob');
/** A sole miner's part of a first block: 250 coins less the leadership's hundredth and the pool's. */
const PART = (250n * COIN * 99n * 99n) / 10_000n;

let test: TestPool;
beforeEach(async () => {
  test = await TestPool.open();
});
afterEach(async () => {
  await test.remove();
});

describe('a pool from the first block on', () => {
  it('mines, pays its miners six blocks deep, and mines what they send', async () => {
    await test.mine(1, alice);
    const session = test.pool.openSession();
    const [block] = (await session.getBlocks({ limit: 1 })).blocks;
    expect(block).toMatchObject({ id: 94, reward: 250n * COIN, fees: 0n, domain: 'localhost:1' });
    expect(block?.rewardAddress).toBe(test.operatorWallet.address);
    expect((await session.getWallet({ address: alice.address })).maturing).toBe(PART);
    await test.mine(5, bob);
    expect(await test.balance(alice)).toBe(0n);
    await test.mine(1, bob);
    // The payment was made when the block was six deep, and waits for the next block.
    expect(await session.getWallet({ address: alice.address })).toMatchObject({
      pendingIn: PART,
      maturing: 0n,
    });
    await test.mine(1, bob);
    expect(await test.balance(alice)).toBe(PART);
    const identity = await test.send(alice, [{ wallet: bob, amount: COIN }]);
    await test.mine(1, bob);
    expect(await test.balance(alice)).toBe(PART - COIN - 10_000n);
    expect(await session.getTransaction({ identity })).toMatchObject({
      state: 'mined',
      blockId: 102,
      sender: alice.address,
      receivers: [{ address: bob.address, amount: COIN }],
      amount: COIN,
      fee: 10_000n,
    });
  });

  it('divides a block by the points of its round', async () => {
    test.clock.advance(10_000);
    const session = test.pool.openSession();
    const share = async (wallet: typeof alice, difficulty: number, block = false) => {
      const job = await session.requestJob({ address: wallet.address, shareDifficulty: difficulty });
      expect(job.shareDifficulty).toBe(difficulty);
      const upTo = targetOfDifficulty(BigInt(difficulty));
      return session.submitShare(
        block ? solve(job, test.clock.now(), job.target) : solve(job, test.clock.now(), upTo, job.target),
      );
    };
    await share(alice, 10);
    await share(alice, 10);
    await share(bob, 5);
    const before = await session.getMiner({ address: alice.address });
    expect(before).toMatchObject({ points: 20, roundPoints: 20, accepted: 2 });
    expect((await share(bob, 5, true)).block?.id).toBe(94);
    const income = (250n * COIN * 99n * 99n) / 10_000n;
    const maturing = async (wallet: typeof alice) =>
      (await session.getWallet({ address: wallet.address })).maturing;
    expect(await maturing(alice)).toBe((income * 20n) / 30n);
    expect(await maturing(bob)).toBe((income * 10n) / 30n);
    expect(await session.getMiner({ address: alice.address })).toMatchObject({ points: 20, roundPoints: 0 });
  });
});

describe('PPLNS', () => {
  /** A share of this many points, which may be the block. */
  async function share(of: TestPool, wallet: typeof alice, points: number, block = false): Promise<void> {
    const session = of.pool.openSession();
    const job = await session.requestJob({ address: wallet.address, shareDifficulty: points });
    const upTo = targetOfDifficulty(BigInt(job.shareDifficulty));
    const now = of.clock.now();
    await session.submitShare(block ? solve(job, now, job.target) : solve(job, now, upTo, job.target));
    session.close();
    if (block) await of.pool.idle();
  }

  it('holds from the block after the operator’s choice, is told, and pays for work of before the round', async () => {
    test.clock.advance(10_000);
    await test.pool.operator.change({ scheme: 'pplns' });
    expect(test.pool.operator.state()).toMatchObject({
      nextScheme: 'pplns',
      status: { scheme: 'proportional' },
    });
    await share(test, alice, 8);
    await share(test, bob, 8, true);
    const session = test.pool.openSession();
    expect((await session.getStatus({})).scheme).toBe('pplns');
    const maturing = async (wallet: typeof alice, of = test) =>
      (await of.pool.openSession().getWallet({ address: wallet.address })).maturing;
    // The round was shared by the rounds' rule.
    expect(await maturing(alice)).toBe(PART / 2n);
    test.clock.advance(10_000);
    await share(test, alice, 8);
    await share(test, bob, 8, true);
    expect(await maturing(alice)).toBe(PART / 2n + PART / 2n);
    test.clock.advance(10_000);
    // Alice does nothing in this round: her work of the one before still counts.
    expect((await session.getMiner({ address: alice.address })).part).toBeGreaterThan(0n);
    const crashed = await test.afterCrash();
    try {
      expect((await crashed.pool.openSession().getStatus({})).scheme).toBe('pplns');
      for (const of of [test, crashed]) {
        await share(of, bob, 8, true);
        expect(await maturing(alice, of)).toBe(PART + PART / 3n);
        expect((await of.pool.operator.payouts(1))[0]).toMatchObject({ miners: 2 });
      }
    } finally {
      await crashed.remove();
    }
  });
});

describe('a restart', () => {
  it('keeps chain, balances, history, points, debts, payments and waiting transactions', async () => {
    await test.mine(9, alice);
    let session = test.pool.openSession();
    const identity = await test.send(alice, [{ wallet: bob, amount: 3n * COIN }]);
    // Time for a template with the transaction in it.
    test.clock.advance(4_000);
    await settle();
    const job = await session.requestJob({ address: bob.address, shareDifficulty: 4 });
    const share = solve(job, test.clock.now(), undefined, job.target);
    await session.submitShare(share);
    const look = async () => ({
      status: { ...(await session.getStatus({})), miners: 0, hashRate: 0 },
      alice: await session.getWallet({ address: alice.address }),
      bob: await session.getWallet({ address: bob.address }),
      pool: await session.getWallet({ address: test.operatorWallet.address }),
      history: await session.getHistory({ address: alice.address, limit: 50 }),
      pending: await session.getTransaction({ identity }),
      miners: [
        { ...(await session.getMiner({ address: bob.address })), shareDifficulty: 0 },
        { ...(await session.getMiner({ address: alice.address })), shareDifficulty: 0 },
      ],
      payouts: await test.pool.operator.payouts(50),
    });
    const before = await look();
    expect(before.pending?.state).toBe('pending');
    expect(before.miners[0]?.roundPoints).toBe(4);
    await test.restart();
    session = test.pool.openSession();
    expect(await look()).toEqual(before);
    // A share of before the restart can't be counted twice: its job is not known any more.
    await expect(session.submitShare(share)).rejects.toMatchObject({ code: 'share.stale' });
    await test.mine(1, alice);
    expect((await session.getTransaction({ identity }))?.state).toBe('mined');
    const [round] = await test.pool.operator.payouts(1);
    expect(round?.miners).toBe(2);
    await test.mine(8, alice);
    const { balance, maturing } = await session.getWallet({ address: test.operatorWallet.address });
    const [a, b] = [await test.balance(alice), await test.balance(bob)];
    const { maturing: owing } = await session.getWallet({ address: alice.address });
    expect(maturing).toBe(0n);
    expect(balance + a + b).toBe(18n * 250n * COIN);
    expect(balance).toBeGreaterThan(owing);
  });

  it('keeps the operator’s settings', async () => {
    await test.pool.operator.change({ feePercent: 2.5, payoutThreshold: 5n * COIN });
    await test.restart();
    expect(test.pool.operator.status()).toMatchObject({ feePercent: 2.5, payoutThreshold: 5n * COIN });
    const refused = (change: object, code: string) =>
      expect(test.pool.operator.change(change)).rejects.toMatchObject({ code });
    await refused({ feePercent: 101 }, 'pool.feePercent');
    await refused({ feePercent: -1 }, 'pool.feePercent');
    await refused({ feePercent: 0.005 }, 'pool.feePercent');
    await refused({ payoutThreshold: 0n }, 'pool.payoutThreshold');
    await refused({ minShareDifficulty: 0 }, 'pool.difficultyBounds');
    expect(test.pool.operator.status().feePercent).toBe(2.5);
  });

  it('keeps the order of what waits, also of what came at the same moment', async () => {
    await test.mine(9, alice);
    const sent: string[] = [];
    for (let n = 1; n <= 6; n++)
      sent.push(toHex(await test.send(alice, [{ wallet: bob, amount: BigInt(n) }])));
    const waiting = () => [...test.pool.waiting()].map(({ identity }) => toHex(identity));
    const before = waiting();
    expect(before.filter((identity) => sent.includes(identity))).toEqual(sent);
    await test.restart();
    expect(waiting()).toEqual(before);
    sent.push(toHex(await test.send(alice, [{ wallet: bob, amount: 9n }])));
    await test.restart();
    expect(waiting()).toEqual([...before, sent.at(-1)]);
  });

  it('refuses calls of sessions that are closed', async () => {
    const session = test.pool.openSession();
    session.close();
    await expect(session.getStatus({})).rejects.toMatchObject({ code: 'pool.closed' });
    const other = test.pool.openSession();
    await test.pool.close();
    await expect(other.getWallet({ address: alice.address })).rejects.toMatchObject({ code: 'pool.closed' });
    await expect(test.pool.importBlock(new Uint8Array(10), null)).rejects.toMatchObject({
      code: 'pool.closed',
    });
  });
});

describe('a pool’s folder', () => {
  const options = () => ({
    folder: test.folder,
    signer: test.operatorWallet,
    clock: test.clock,
    log: { debug() {}, info() {}, warn() {}, error() {}, child: () => options().log },
    random: (length: number) => new Uint8Array(length),
    measureHashRate: async () => 1,
    settings: { domain: 'localhost' },
  });

  it('is one pool’s at a time', async () => {
    await expect(openPool(options())).rejects.toMatchObject({ code: 'store.locked' });
  });

  it('belongs to its network', async () => {
    await test.pool.close();
    const other = foundLocalNetwork(100, bob.publicKey, 1);
    await expect(openPool({ ...options(), network: other })).rejects.toMatchObject({
      code: 'store.anotherNetwork',
    });
    const again = await openPool({ ...options(), network: test.pool.network });
    await again.close();
  });

  it('with a damaged network file is not opened, and not replaced', async () => {
    await test.pool.close();
    await writeFile(join(test.folder, 'network.json'), '{"name":');
    await expect(openPool(options())).rejects.toMatchObject({ code: 'network.file' });
  });

  it('gets no domain that could not stand in a block', async () => {
    for (const domain of ['', 'with space', 'x'.repeat(256), 'ä.example']) {
      await expect(openPool({ ...options(), settings: { domain } })).rejects.toMatchObject({
        code: 'pool.domain',
      });
      expect(() => test.pool.setDomain(domain)).toThrow(expect.objectContaining({ code: 'pool.domain' }));
    }
  });
});

describe('foundLocalNetwork', () => {
  it('takes its first target from the measured rate', () => {
    const network = foundLocalNetwork(1_000_000, alice.publicKey, 5);
    expect(network).toMatchObject({ name: 'local', genesisTime: 5, leadershipKey: alice.publicKey });
    expect(network.genesisTarget).toBe(targetOfDifficulty(5_000_000n));
    expect(foundLocalNetwork(0, alice.publicKey, 5).genesisTarget).toBe(MAX_TARGET);
    expect(test.pool.network.genesisTarget).toBe(targetOfDifficulty(BigInt(TEST_DIFFICULTY)));
  });

  it('is the same after a new start', async () => {
    const { network } = test.pool;
    await test.restart();
    expect(test.pool.network).toEqual(network);
    await settle();
  });
});
