import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFault } from '#shared/protocol/fault.ts';
import { partsOf } from './mining/parts.ts';
import { settle, solve, TestPool, testWallet } from './testPool.fixture.ts';

const COIN = 100_000_000n;
const INCOME = (250n * COIN * 99n) / 100n;
const alice = testWallet('alice');
const bob = testWallet('bob');

let test: TestPool;
const opened: TestPool[] = [];
beforeEach(async () => {
  test = await TestPool.open();
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.remove();
  await test.remove();
});

async function afterCrash(of = test): Promise<TestPool> {
  const next = await of.afterCrash();
  opened.push(next);
  return next;
}

describe('a pool whose process died', () => {
  it('has every share that it acknowledged', async () => {
    const session = test.pool.openSession();
    test.clock.advance(10_000);
    const job = await session.requestJob({ address: alice.address, shareDifficulty: 3 });
    for (let n = 1; n <= 5; n++) {
      await session.submitShare(solve(job, test.clock.now(), undefined, job.target));
      const next = await afterCrash();
      const miner = await next.pool.openSession().getMiner({ address: alice.address });
      expect(miner).toMatchObject({ points: 3 * n, roundPoints: 3 * n, accepted: n });
    }
  });

  it('has every block that it acknowledged, with its parts, and the round has ended', async () => {
    await test.mine(1, alice);
    const next = await afterCrash();
    const session = next.pool.openSession();
    expect((await session.getStatus({})).tip.id).toBe(94);
    expect(await session.getMiner({ address: alice.address })).toMatchObject({
      roundPoints: 0,
      owed: (INCOME * 99n) / 100n,
    });
    expect(await next.pool.operator.payouts(5)).toMatchObject([
      { blockId: 94, state: 'maturing', amount: (INCOME * 99n) / 100n, miners: 1 },
    ]);
  });

  it('has every transaction that it acknowledged', async () => {
    await test.mine(8, alice);
    const identity = await test.send(alice, [{ wallet: bob, amount: COIN }]);
    const next = await afterCrash();
    await next.mine(1, alice);
    const session = next.pool.openSession();
    expect((await session.getTransaction({ identity }))?.state).toBe('mined');
    expect(await next.balance(bob)).toBe(COIN);
  });

  it('pays once what it was about to pay, whenever it died', async () => {
    await test.mine(1, alice);
    for (let n = 0; n < 8; n++) {
      await test.mine(1, bob);
      const next = await afterCrash();
      await next.mine(9 - n, bob);
      const { entries } = await next.pool.openSession().getHistory({ address: alice.address, limit: 50 });
      const paid = entries.filter(({ state }) => state === 'mined');
      expect(paid.map(({ change }) => change)).toEqual([(INCOME * 99n) / 100n]);
    }
  });
});

describe('shares that come at once', () => {
  it('are all in the round in which they were acknowledged, also when a block ends it just then', async () => {
    const wallets = Array.from({ length: 4 }, (_, n) => testWallet(`miner ${n}`));
    const sessions = wallets.map((wallet) => ({ wallet, session: test.pool.openSession() }));
    /** Acknowledged points by block and miner. */
    const acknowledged = new Map<number, Map<string, number>>();
    let refused = 0;
    // Chance decides which shares come after a block of their own turn: until some did, at most 60 turns.
    for (let turn = 0; turn < 12 || (refused === 0 && turn < 60); turn++) {
      test.clock.advance(5_000);
      const jobs = await Promise.all(
        sessions.map(async ({ wallet, session }, n) => ({
          wallet,
          session,
          job: await session.requestJob({ address: wallet.address, shareDifficulty: 1 + n }),
        })),
      );
      await Promise.all(
        jobs.flatMap(({ wallet, session, job }) =>
          Array.from({ length: 15 }, async (_, n) => {
            // Not all at the same moment: a block of one of them is written while others come.
            await new Promise((resolve) => setTimeout(resolve, n));
            const minedDate = test.clock.now();
            try {
              const share = { jobId: job.jobId, minedDate, blob: new Uint8Array(randomBytes(8)) };
              const { points } = await session.submitShare(share);
              const round = acknowledged.get(job.blockId) ?? new Map<string, number>();
              acknowledged.set(job.blockId, round);
              round.set(wallet.address, (round.get(wallet.address) ?? 0) + points);
            } catch (error) {
              if (!isFault(error)) throw error;
              if (error.code === 'share.stale') refused += 1;
            }
          }),
        ),
      );
      await settle();
    }
    const { id } = (await sessions[0]?.session.getStatus({}))?.tip ?? { id: 0 };
    expect(id).toBeGreaterThan(94);
    expect(refused).toBeGreaterThan(0);
    const payouts = await test.pool.operator.payouts(100);
    for (let block = 94; block <= id; block++) {
      const round = [...(acknowledged.get(block) ?? [])].map(([miner, points]) => ({ miner, points }));
      const due = partsOf(INCOME, 1, round).reduce((sum, { amount }) => sum + amount, 0n);
      const row = payouts.find(({ blockId }) => blockId === block);
      expect(row?.miners).toBe(round.length);
      // Rewards only: in this test nobody pays fees but the pool itself.
      expect(row?.amount ?? 0n).toBeGreaterThanOrEqual(due);
      expect((row?.amount ?? 0n) - due).toBeLessThan(100_000n);
    }
    const session = test.pool.openSession();
    for (const { address } of wallets) {
      const all = [...acknowledged.values()].reduce((sum, round) => sum + (round.get(address) ?? 0), 0);
      expect((await session.getMiner({ address })).points).toBe(all);
    }
  });
});
