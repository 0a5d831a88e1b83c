import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { miningState } from '#shared/api/bridge.ts';
import { ManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { type Miner, openMiner } from './openMiner.ts';
import { TestPool, testJob } from './testPool.fixture.ts';
import { testThreads } from './testThreads.fixture.ts';

const NOW = 1_800_000_000_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-miner-'));
});
afterEach(async () => rm(folder, { recursive: true }));

function open() {
  const clock = new ManualClock(NOW);
  const crew = testThreads();
  const pool = new TestPool(testJob(NOW));
  const miner: Miner = openMiner({
    folder,
    clock,
    log: silentLog,
    cores: 4,
    startThread: crew.startThread,
    sensors: async () => ({ onBattery: null, temperature: null }),
    // Three threads are as fast as four.
    measure: async ({ threads = 1 } = {}) => 1000 * Math.min(3, threads),
  });
  return { clock, crew, pool, miner };
}

describe('The miner of a data folder', () => {
  it('has a state that the bridge takes, before and after it has a pool and while it mines', async () => {
    const { clock, crew, pool, miner } = open();
    expect(z.encode(miningState, miner.state)).toMatchObject({
      status: 'stopped',
      threads: 3,
      recommendedThreads: null,
    });
    await expect(miner.start({ account: 0, address: 'coco1miner' })).rejects.toMatchObject({
      code: 'pool.closed',
    });
    miner.connect(pool.session);
    z.encode(miningState, miner.state);
    await miner.start({ account: 2, address: 'coco1miner' });
    crew.threads[0]?.ears.ready('fast');
    const told: unknown[] = [];
    miner.on((state) => told.push(state));
    clock.advance(1000);
    expect(told.length).toBeGreaterThan(0);
    expect(z.encode(miningState, miner.state)).toMatchObject({
      status: 'mining',
      account: 2,
      kernel: 'fast',
      startedAt: NOW,
      shareDifficulty: 1,
      blockDifficulty: '64',
      round: { address: 'coco1miner', points: 3 },
    });
    await miner.stop();
    expect(miner.state).toMatchObject({ status: 'stopped', account: null, round: null });
  });

  it('keeps what a person chose', async () => {
    const { miner, pool } = open();
    miner.connect(pool.session);
    const pause = { onBattery: true, whileUsed: 60_000, maxTemperature: 85 };
    await miner.change({ threads: 2, intensity: 40, shareDifficulty: undefined, pause });
    expect(miner.state).toMatchObject({ threads: 2, intensity: 40, chosenShareDifficulty: null });
    expect(open().miner.state).toMatchObject({ threads: 2, intensity: 40 });
    expect(JSON.parse(await readFile(join(folder, 'mining.json'), 'utf8'))).toMatchObject({ pause });
  });

  it('starts with its defaults when the file is broken', async () => {
    await writeFile(join(folder, 'mining.json'), '{"threads": -3}');
    expect(open().miner.state).toMatchObject({ threads: 3, intensity: 100 });
  });

  it('tunes the threads and keeps the result, but not while it mines', async () => {
    const { crew, miner, pool } = open();
    miner.connect(pool.session);
    const threads = await miner.tune();
    expect(threads).toBe(3);
    expect(await miner.measure()).toBe(3000);
    expect(open().miner.state).toMatchObject({ threads: 3, recommendedThreads: 3 });
    await miner.start({ account: 0, address: 'coco1miner' });
    await expect(miner.tune()).rejects.toMatchObject({ code: 'miner.busy' });
    await miner.close();
    expect(crew.running()).toEqual([]);
  });
});
