import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { workerFile } from '../base/workerFile.ts';
import { createMiner, type MinerControl } from './controller.ts';
import { limitOf } from './kernel/kernel.ts';
import { measureMachine } from './measureMachine.ts';
import { TestPool, testJob } from './testPool.fixture.ts';
import { monotonicNow } from './threadMessages.ts';
import { type MinerThread, startWorkerThread } from './threads.ts';

const EASY = 1 << 12;

/** These tests run the worker thread that is shipped. */
beforeAll(async () => {
  if (existsSync(workerFile('miner'))) return;
  throw new Error('dist/main/workers/miner.js is missing: npm run build, or npm test, makes it');
});

const until = async (holds: () => boolean): Promise<void> => {
  for (let wait = 0; wait < 2000 && !holds(); wait++) await pause(5);
  expect(holds()).toBe(true);
};

let miner: MinerControl | undefined;
afterEach(async () => miner?.stop());

describe('Miner with real threads', () => {
  it('finds shares that a pool would take, in the past and each once', async () => {
    const now = Date.now();
    const job = testJob(now, { shareDifficulty: EASY, earliest: now - 50 });
    const pool = new TestPool(job);
    miner = createMiner({
      pool: pool.session,
      clock: systemClock,
      log: silentLog,
      settings: { threads: 2 },
      sensors: async () => ({ onBattery: null, temperature: null }),
    });
    await miner.start('coco1miner');
    await until(() => pool.shares.length >= 50 && (miner?.state.hashRate ?? 0) > 0);
    const { shares, kernel, tries } = miner.state;
    // The controller hashes each share again with the protocol's own functions: none was wrong.
    expect(shares.faulty).toBe(0);
    expect(shares.accepted).toBeGreaterThanOrEqual(50);
    expect(kernel).not.toBe(null);
    expect(tries).toBeGreaterThan(50 * EASY * 0.1);
    for (const share of pool.shares) {
      expect(share.minedDate).toBeGreaterThanOrEqual(job.earliest);
      expect(share.minedDate).toBeLessThanOrEqual(Date.now());
    }
    const pairs = pool.shares.map(
      ({ minedDate, blob }) => `${minedDate} ${Buffer.from(blob).toString('hex')}`,
    );
    expect(new Set(pairs).size).toBe(pairs.length);

    await miner.stop();
    const sum = miner.state.tries;
    const found = pool.shares.length;
    await pause(100);
    expect(miner.state.tries).toBe(sum);
    expect(pool.shares.length).toBe(found);
  });

  it('works with each kind of kernel, goes to a new job between two batches, rests and ends', async () => {
    for (const kernel of ['reference', 'wasm', null]) {
      const numbers: number[] = [];
      const failures: string[] = [];
      let ready = '';
      const thread: MinerThread = startWorkerThread(
        { kernel, start: 0n, intensity: 50 },
        {
          ready: (name) => {
            ready = name;
          },
          share: ({ number }) => numbers.push(number),
          leftOut: () => {},
          failed: (reason) => failures.push(reason),
        },
      );
      const work = (number: number) =>
        thread.work({
          number,
          step3: new Uint8Array(32).fill(number),
          earliest: Date.now() - 100,
          limit: limitOf(targetOfDifficulty(64n)),
          epoch: Date.now() - monotonicNow(),
        });
      work(1);
      await until(() => numbers.includes(1));
      expect(ready).toBe(kernel ?? ready);
      work(2);
      await until(() => numbers.includes(2));
      expect(numbers.slice(numbers.indexOf(2))).not.toContain(1);
      thread.work(null);
      await pause(100);
      const { tries } = thread;
      expect(tries).toBeGreaterThan(0);
      await pause(50);
      expect(thread.tries).toBe(tries);
      await thread.stop();
      expect(failures).toEqual([]);
    }
  });

  it('measures the machine', async () => {
    expect(await measureMachine({ threads: 1, duration: 100 })).toBeGreaterThan(10_000);
  });
});
