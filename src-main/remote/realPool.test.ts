import { afterEach, describe, expect, it } from 'vitest';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { decodeBlock } from '#shared/protocol/block.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { genesisHash } from '#shared/protocol/network.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { listen, solve, TestPool, testWallet } from '../pool/testPool.fixture.ts';
import { openPoolServer } from '../server/poolServer.ts';
import { until } from '../server/serverTest.fixture.ts';
import { openRemotePool, type RemotePool } from './remotePool.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The real pool, once asked in this process and once over a real socket. */
async function open(): Promise<{ test: TestPool; near: PoolSession; far: RemotePool }> {
  const test = await TestPool.open();
  closing.push(() => test.remove());
  const server = await openPoolServer({
    openSession: (info) => test.pool.openSession(info),
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    clock: systemClock,
  });
  closing.push(() => server.close());
  const far = openRemotePool({
    url: `127.0.0.1:${server.port}`,
    genesis: toHex(genesisHash(test.pool.network)),
    log: silentLog,
    clock: systemClock,
    random: Math.random,
  });
  closing.push(() => far.close());
  return { test, near: test.pool.openSession(), far };
}

describe('the real pool over a socket', () => {
  it('is mined on, and says the same as in this process', async () => {
    const { test, near, far } = await open();
    const miner = testWallet('far miner');
    const events = listen(far);
    await far.watch({ addresses: [miner.address] });
    test.clock.advance(10_000);
    const job = await far.requestJob({ address: miner.address, shareDifficulty: 2 });
    const share = solve(job, test.clock.now(), targetOfDifficulty(2n), job.target);
    expect(await far.submitShare(share)).toEqual({ points: 2, block: null });
    await expect(far.submitShare(share)).rejects.toMatchObject({ code: 'share.duplicate' });
    await expect(far.submitShare({ ...share, jobId: new Uint8Array(16) })).rejects.toMatchObject({
      code: 'share.unknownJob',
      facts: { job: '00'.repeat(16) },
    });
    const verdict = await far.submitShare(solve(job, test.clock.now(), job.target));
    expect(verdict.block).toMatchObject({ id: 94 });
    await until(() => events.some(({ type }) => type === 'block'));
    await until(() => events.some((event) => event.type === 'job' && event.value.blockId === 95));
    await test.mine(8, miner);
    await until(() => events.some((event) => event.type === 'wallet' && event.value.balance > 0n));

    const { address } = miner;
    for (const ask of [
      (session: PoolSession) => session.getNetwork({}),
      (session: PoolSession) => session.getWallet({ address }),
      (session: PoolSession) => session.getHistory({ address, limit: 50 }),
      (session: PoolSession) => session.getBlocks({ limit: 20 }),
      (session: PoolSession) => session.getBlock({ id: 94 }),
      (session: PoolSession) => session.getStatus({}),
    ]) {
      expect(await ask(far)).toEqual(await ask(near));
    }
    const bytes = (await far.getBlockBytes({ id: 94 }))?.bytes;
    expect(bytes).toEqual((await near.getBlockBytes({ id: 94 }))?.bytes);
    const limits = { maxBlockBytes: test.pool.network.maxBlockBytes };
    expect(decodeBlock(bytes ?? new Uint8Array(), limits).header.id).toBe(94);
  });

  it('sends coins: prepared, signed here, submitted, heard of', async () => {
    const { test, far } = await open();
    const [miner, friend] = [testWallet('far miner'), testWallet('friend')];
    await test.mine(10, miner);
    await far.watch({ addresses: [friend.address] });
    const events = listen(far);
    const receivers = [{ address: friend.address, amount: 150_000_000n }];
    const prepared = await far.prepare({ kind: 'transfer', sender: miner.address, receivers });
    const { identity } = await far.submit({
      message: prepared.message,
      signature: miner.sign(prepared.message),
    });
    await until(() => events.some(({ type }) => type === 'transaction'));
    expect(await far.getTransaction({ identity })).toMatchObject({ state: 'pending', amount: 150_000_000n });
    const back = {
      kind: 'transfer' as const,
      sender: friend.address,
      receivers: [{ address: miner.address, amount: 200_000_000n }],
    };
    await expect(far.prepare(back)).rejects.toMatchObject({
      code: expect.stringMatching(/^(transaction|wallet)\./),
    });
    await test.mine(1, miner);
    await until(() =>
      events.some((event) => event.type === 'wallet' && event.value.balance === 150_000_000n),
    );
    expect(await far.getTransaction({ identity })).toMatchObject({ state: 'mined' });
  });
});
