import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PoolMethod, poolCalls, poolEvents } from '#shared/api/poolApi.ts';
import { targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { parseNetworkFile } from '#shared/protocol/network.ts';
import { listen, settle, solve, TestPool, testWallet } from './testPool.fixture.ts';

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

describe('a session', () => {
  it('answers in the form of the contract, with what crosses a socket', async () => {
    await test.mine(8, alice);
    await test.send(alice, [{ wallet: bob, amount: COIN }]);
    const session = test.pool.openSession();
    const events = listen(session);
    await session.watch({ addresses: [alice.address, bob.address] });
    await test.mine(1, alice, session);
    const [block] = (await session.getBlocks({ limit: 1 })).blocks;
    const { entries } = await session.getHistory({ address: alice.address, limit: 5 });
    const answers: { [M in PoolMethod]?: unknown } = {
      getNetwork: await session.getNetwork({}),
      getStatus: await session.getStatus({}),
      getWallet: await session.getWallet({ address: alice.address }),
      getHistory: { entries, more: false },
      getTransaction: await session.getTransaction({ identity: entries[0]?.identity ?? new Uint8Array(32) }),
      getBlocks: await session.getBlocks({ limit: 3 }),
      getBlock: await session.getBlock({ id: 102 }),
      getBlockBytes: await session.getBlockBytes({ id: 102 }),
      getProofs: await session.getProofs({ from: 93, count: 5 }),
      prepare: await session.prepare({
        kind: 'transfer',
        sender: alice.address,
        receivers: [{ address: carol.address, amount: 1n }],
      }),
      requestJob: await session.requestJob({ address: alice.address, shareDifficulty: null }),
      getMiner: await session.getMiner({ address: alice.address }),
    };
    for (const [method, answer] of Object.entries(answers)) {
      expect(answer, method).not.toBeNull();
      const schema = poolCalls[method as PoolMethod].result;
      const wire = JSON.parse(JSON.stringify(schema.encode(answer as never)));
      expect(schema.decode(wire as never), method).toEqual(answer);
    }
    test.clock.advance(1_000);
    await settle();
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['job', 'block', 'wallet', 'transaction', 'miner']),
    );
    for (const { type, value } of events) {
      const schema = poolEvents[type];
      expect(schema.decode(JSON.parse(JSON.stringify(schema.encode(value as never))) as never)).toEqual(
        value,
      );
    }
    expect(parseNetworkFile(await session.getNetwork({}))).toEqual(test.pool.network);
    expect(block?.hash).toEqual((await session.getStatus({})).tip.hash);
    expect(await session.getBlock({ hash: block?.hash ?? new Uint8Array(32) })).toEqual(answers.getBlock);
    expect(await session.getBlock({ id: 500 })).toBeNull();
    expect(await session.getBlockBytes({ id: 500 })).toBeNull();
    expect((await session.getProofs({ from: 101, count: 500 })).proofs).toHaveLength(2);
    expect((await session.getProofs({ from: 500, count: 1 })).proofs).toEqual([]);
    expect(await session.getTransaction({ identity: new Uint8Array(32) })).toBeNull();
  });

  it('hears of its wallets only, and of the block before it', async () => {
    await test.mine(8, alice);
    const session = test.pool.openSession();
    await session.watch({ addresses: [bob.address] });
    const events = listen(session);
    await test.send(alice, [{ wallet: bob, amount: COIN }]);
    await test.send(alice, [{ wallet: carol, amount: COIN }]);
    expect(events).toMatchObject([
      { type: 'transaction', value: { address: bob.address, entry: { state: 'pending', change: COIN } } },
      { type: 'wallet', value: { address: bob.address, balance: 0n, pendingIn: COIN } },
    ]);
    events.length = 0;
    await test.mine(1, alice);
    expect(events.map(({ type }) => type)).toEqual(['block', 'transaction', 'wallet']);
    expect(events[1]).toMatchObject({ value: { entry: { state: 'mined', blockId: 102 } } });
    expect(events[2]).toMatchObject({ value: { balance: COIN, pendingIn: 0n } });
    await session.watch({ addresses: [] });
    events.length = 0;
    await test.send(alice, [{ wallet: bob, amount: COIN }]);
    expect(events).toEqual([]);
  });

  it('says at once how a wallet stands that it begins to watch', async () => {
    const session = test.pool.openSession();
    const events = listen(session);
    await session.watch({ addresses: [alice.address] });
    expect(events).toMatchObject([
      { type: 'wallet', value: { address: alice.address, id: null, balance: 0n } },
    ]);
    await expect(session.watch({ addresses: ['lcoco1nothing'] })).rejects.toMatchObject({
      code: 'address.length',
    });
  });

  it('shows a history page by page, rewards among it, without a gap and without repetition', async () => {
    await test.mine(12, alice);
    const session = test.pool.openSession();
    const all = await session.getHistory({ address: test.operatorWallet.address, limit: 200 });
    expect(all.more).toBe(false);
    expect(all.entries.filter(({ kind }) => kind === 'reward')).toHaveLength(12);
    const paged = [];
    for (let before: number | undefined, more = true; more; ) {
      const page = await session.getHistory({
        address: test.operatorWallet.address,
        limit: 3,
        ...(before === undefined ? {} : { before }),
      });
      paged.push(...page.entries);
      before = page.entries.at(-1)?.blockId ?? undefined;
      more = page.more;
    }
    expect(paged).toEqual(all.entries);
    // What a wallet gained and lost by all of it is what it has.
    const mined = all.entries.filter(({ state }) => state === 'mined');
    const sum = mined.reduce((total, { change }) => total + change, 0n);
    expect(sum).toBe(await test.balance(test.operatorWallet));
  });
});

describe('work for a session', () => {
  it('is the same job while nothing has changed, and a new one on every block', async () => {
    const session = test.pool.openSession();
    const first = await session.requestJob({ address: alice.address, shareDifficulty: 2 });
    expect(await session.requestJob({ address: alice.address, shareDifficulty: 2 })).toEqual(first);
    const harder = await session.requestJob({ address: alice.address, shareDifficulty: 8 });
    expect(harder.jobId).not.toEqual(first.jobId);
    const events = listen(session);
    await test.mine(1, bob);
    const jobs = events.filter(({ type }) => type === 'job');
    expect(jobs).toHaveLength(1);
    expect(jobs[0]).toMatchObject({ value: { blockId: 95, shareDifficulty: 8 } });
    await session.stopJobs({});
    events.length = 0;
    await test.mine(1, bob);
    expect(events.filter(({ type }) => type === 'job')).toEqual([]);
  });

  it('comes anew with what waits, after a few seconds', async () => {
    await test.mine(8, alice);
    const session = test.pool.openSession();
    const before = await session.requestJob({ address: bob.address, shareDifficulty: null });
    const events = listen(session);
    await test.send(alice, [{ wallet: bob, amount: 1n }]);
    await test.send(alice, [{ wallet: bob, amount: 2n }]);
    await settle();
    expect(events.filter(({ type }) => type === 'job')).toEqual([]);
    test.clock.advance(3_000);
    await settle();
    const [job] = events.filter(({ type }) => type === 'job');
    expect(job).toMatchObject({ value: { blockId: before.blockId } });
    expect(job?.value).not.toMatchObject({ step3: before.step3 });
  });

  it('keeps the chosen share difficulty within the bounds, and says what it set', async () => {
    await test.pool.operator.change({ minShareDifficulty: 5 });
    const session = test.pool.openSession();
    const { shareDifficulty: bounds } = await session.getStatus({});
    expect(bounds.min).toBe(5);
    const job = (shareDifficulty: number) => session.requestJob({ address: alice.address, shareDifficulty });
    expect((await job(1)).shareDifficulty).toBe(5);
    expect((await job(2 ** 40)).shareDifficulty).toBe(bounds.max);
    await expect(session.requestJob({ address: 'lcoco1', shareDifficulty: null })).rejects.toMatchObject({
      code: 'address.length',
    });
  });

  it('cannot be used to push out the work of others', async () => {
    const session = test.pool.openSession();
    const job = (shareDifficulty: number) => session.requestJob({ address: alice.address, shareDifficulty });
    test.clock.advance(10_000);
    const first = await job(1);
    for (let n = 0; n < 8; n++) await job(2 + (n % 2));
    const blob = new Uint8Array(8);
    await expect(
      session.submitShare({ jobId: first.jobId, minedDate: test.clock.now(), blob }),
    ).rejects.toMatchObject({ code: 'share.stale' });
  });

  it('counts refused shares by their reason', async () => {
    const session = test.pool.openSession();
    test.clock.advance(10_000);
    const job = await session.requestJob({ address: alice.address, shareDifficulty: 4 });
    const good = solve(job, test.clock.now(), undefined, job.target);
    expect(await session.submitShare(good)).toEqual({ points: 4, block: null });
    const refused = (share: Partial<typeof good>, code: string) =>
      expect(session.submitShare({ ...good, ...share })).rejects.toMatchObject({ code });
    await refused({}, 'share.duplicate');
    await refused({ minedDate: test.clock.now() + 1 }, 'share.future');
    await refused({ minedDate: 5 }, 'share.tooOld');
    await refused({ jobId: new Uint8Array(16) }, 'share.unknownJob');
    const weak = solve(job, test.clock.now(), targetOfDifficulty(1n), targetOfDifficulty(4n));
    await refused(weak, 'share.lowDifficulty');
    expect((await session.getMiner({ address: alice.address })).refused).toEqual({
      'share.duplicate': 1,
      'share.future': 1,
      'share.tooOld': 1,
      'share.unknownJob': 1,
      'share.lowDifficulty': 1,
    });
    const { miners, round } = test.pool.operator.state();
    expect(miners).toMatchObject([{ address: alice.address, points: 4, accepted: 1, refused: 5 }]);
    expect(round).toMatchObject({ blockId: 94, points: 4, expectedPoints: '40' });
  });

  it('is one worker, however many jobs it asks for at once and for whom', async () => {
    const session = test.pool.openSession();
    const asked = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        session.requestJob({ address: n % 2 === 0 ? alice.address : bob.address, shareDifficulty: 1 }),
      ),
    );
    expect(asked).toHaveLength(50);
    const events = listen(session);
    expect(test.pool.operator.state().status.miners).toBe(1);
    test.clock.advance(10_000);
    await test.mine(1, testWallet('somebody else'));
    expect(events.filter(({ type }) => type === 'job')).toHaveLength(1);
    expect(test.pool.operator.state().status.miners).toBe(2);
    session.close();
    expect(test.pool.operator.state().status.miners).toBe(1);
  });

  it('tells its miner how it stands, at most once a second', async () => {
    const session = test.pool.openSession();
    test.clock.advance(10_000);
    const job = await session.requestJob({ address: alice.address, shareDifficulty: 1 });
    const events = listen(session);
    await session.submitShare(solve(job, test.clock.now(), undefined, job.target));
    // Before its answer: they leave in one piece.
    expect(events).toMatchObject([{ type: 'miner', value: { accepted: 1 } }]);
    for (let n = 0; n < 4; n++)
      await session.submitShare(solve(job, test.clock.now(), undefined, job.target));
    test.clock.advance(0);
    await settle();
    test.clock.advance(1_000);
    await settle();
    const told = events.filter(({ type }) => type === 'miner');
    expect(told).toHaveLength(2);
    expect(told.at(-1)).toMatchObject({ value: { address: alice.address, roundPoints: 5, accepted: 5 } });
  });
});

describe('the operator', () => {
  it('hears of changes, and sees sessions and miners', async () => {
    let told = 0;
    test.pool.events.on('operator.changed', () => {
      told += 1;
    });
    const session = test.pool.openSession();
    await session.requestJob({ address: alice.address, shareDifficulty: 1 });
    test.clock.advance(1_000);
    expect(told).toBe(1);
    test.pool.setPeers(3);
    expect(test.pool.operator.state()).toMatchObject({
      sessions: 1,
      address: test.operatorWallet.address,
      balance: 0n,
      status: { miners: 1, peers: 3, scheme: 'proportional', domain: 'localhost:1' },
    });
    session.close();
    expect(test.pool.operator.state()).toMatchObject({ sessions: 0, status: { miners: 0 } });
  });

  it('names a new domain in the next blocks', async () => {
    test.pool.setDomain('pool.example:9094');
    await test.mine(1, alice);
    const session = test.pool.openSession();
    expect((await session.getBlocks({ limit: 1 })).blocks[0]?.domain).toBe('pool.example:9094');
  });
});
