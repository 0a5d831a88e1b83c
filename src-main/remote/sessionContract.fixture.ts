import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PoolEvent, PoolSession } from '#shared/api/poolApi.ts';
import { until } from '../server/serverTest.fixture.ts';
import type { SmallPool } from '../server/smallPool.fixture.ts';

export interface SessionUnderTest {
  readonly session: PoolSession;
  readonly pool: SmallPool;
  close(): Promise<void>;
}

/** What every session with a pool does, wherever the pool is. */
export function describePoolSession(name: string, open: () => Promise<SessionUnderTest>): void {
  describe(`a pool session, ${name}`, () => {
    let test: SessionUnderTest;
    const events: PoolEvent[] = [];
    beforeEach(async () => {
      events.length = 0;
      test = await open();
      test.session.subscribe((event) => events.push(event));
    });
    afterEach(() => test.close());

    it('gives decoded values', async () => {
      test.pool.pay('lcoco1mine', 150_000_001n);
      expect((await test.session.getWallet({ address: 'lcoco1mine' })).balance).toBe(150_000_001n);
      const status = await test.session.getStatus({});
      expect(status.target).toBe(2n ** 240n);
      expect(status.tip.hash).toEqual(new Uint8Array(32).fill(100));
      expect((await test.session.getNetwork({})).addressPrefix).toBe('lcoco');
      expect(await test.session.getTransaction({ identity: new Uint8Array(32) })).toBeNull();
    });

    it('refuses with codes and facts', async () => {
      await expect(test.session.getWallet({ address: 'btc1friend' })).rejects.toMatchObject({
        code: 'address.prefix',
        facts: { expected: 'lcoco' },
      });
      const receivers = [{ address: 'lcoco1friend', amount: 5n }];
      await expect(
        test.session.prepare({ kind: 'transfer', sender: 'lcoco1poor', receivers }),
      ).rejects.toMatchObject({ code: 'transaction.balanceTooLow', facts: { have: '0' } });
    });

    it('prepares and takes transactions, small and large', async () => {
      test.pool.pay('lcoco1rich', 10n ** 12n);
      for (const count of [1, 10_000]) {
        const receivers = Array.from({ length: count }, (_, at) => ({
          address: `lcoco1friend${at}`,
          amount: 2n,
        }));
        const prepared = await test.session.prepare({ kind: 'transfer', sender: 'lcoco1rich', receivers });
        expect(prepared.amount).toBe(BigInt(2 * count));
        expect(prepared.message).toHaveLength(40 * count);
        expect(prepared.warnings).toEqual([{ code: 'prepare.newWallet', facts: { n: 1 } }]);
        const taken = await test.session.submit({ message: prepared.message, signature: new Uint8Array(64) });
        expect(taken.identity).toEqual(new Uint8Array(32).fill((40 * count) % 256));
      }
    });

    it('hands out blocks as bytes, and null for what is not there', async () => {
      expect(await test.session.getBlockBytes({ id: 99 })).toEqual({ bytes: new Uint8Array(1000).fill(99) });
      expect(await test.session.getBlockBytes({ id: 5000 })).toBeNull();
    });

    it('mines, and hears of each new job until it wants no more', async () => {
      const job = await test.session.requestJob({ address: 'lcoco1miner', shareDifficulty: 3 });
      expect(job).toMatchObject({ shareDifficulty: 3, blockId: 101, target: 2n ** 240n });
      const share = {
        jobId: job.jobId,
        minedDate: test.pool.now(),
        blob: Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 255),
      };
      expect(await test.session.submitShare(share)).toEqual({ points: 7, block: null });
      await expect(test.session.submitShare(share)).rejects.toMatchObject({ code: 'share.duplicate' });
      test.pool.findBlock();
      await until(() => events.length === 2);
      expect(events[0]).toMatchObject({ type: 'block', value: { id: 101, reward: 25_000_000_000n } });
      expect(events[1]).toMatchObject({ type: 'job', value: { blockId: 102, shareDifficulty: 3 } });
      await test.session.stopJobs({});
      test.pool.findBlock();
      await until(() => events.length === 3);
      expect(events[2]).toMatchObject({ type: 'block', value: { id: 102 } });
      expect(await test.session.getMiner({ address: 'lcoco1miner' })).toMatchObject({
        refused: { 'share.stale': 2 },
      });
    });

    it('hears of the wallets that it watches, of the last set only', async () => {
      await test.session.watch({ addresses: ['lcoco1first'] });
      await test.session.watch({ addresses: ['lcoco1second', 'lcoco1third'] });
      test.pool.pay('lcoco1first', 1n);
      test.pool.pay('lcoco1second', 2n);
      test.pool.pay('lcoco1third', 3n);
      await until(() => events.length === 2);
      expect(events).toMatchObject([
        { type: 'wallet', value: { address: 'lcoco1second', balance: 2n } },
        { type: 'wallet', value: { address: 'lcoco1third', balance: 3n } },
      ]);
    });

    it('hears nothing after it unsubscribed or closed', async () => {
      const heard: PoolEvent[] = [];
      const stop = test.session.subscribe((event) => heard.push(event));
      await test.session.watch({ addresses: ['lcoco1mine'] });
      stop();
      test.pool.pay('lcoco1mine', 1n);
      await until(() => events.length === 1);
      test.session.close();
      test.pool.pay('lcoco1mine', 1n);
      await until(() => test.pool.sessions.size <= 2);
      expect(heard).toEqual([]);
      expect(events).toHaveLength(1);
    });
  });
}
