import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { miningState } from '#shared/api/bridgeStates.ts';
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

function open(cores = 4) {
  const clock = new ManualClock(NOW);
  const crew = testThreads();
  const pool = new TestPool(testJob(NOW));
  /** Cores that other programs use in the next measurements. */
  const others: number[] = [];
  const miner: Miner = openMiner({
    folder,
    clock,
    log: silentLog,
    cores,
    startThread: crew.startThread,
    sensors: async () => ({ onBattery: null, temperature: null }),
    watchOtherLoad: () => () => others.shift() ?? 0,
    // Three threads are as fast as four.
    measure: async ({ threads = 1 } = {}) => 1000 * Math.min(3, threads),
  });
  return { clock, crew, pool, miner, others };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
  // Files are written in between.
  await new Promise((resolve) => setTimeout(resolve, 4));
};

/** Mines for the address coco1miner. */
async function mining() {
  const built = open();
  built.miner.connect(built.pool.session);
  await built.miner.start({ account: 0, address: 'coco1miner' });
  built.crew.threads[0]?.ears.ready('fast');
  await settle();
  return built;
}

/** Lets seconds pass in which at most three threads count. */
async function pass(clock: ManualClock, crew: ReturnType<typeof testThreads>, seconds: number) {
  for (let tenth = 0; tenth < 10 * seconds; tenth++) {
    for (const thread of crew.running().slice(0, 3)) thread.tries += 1000;
    clock.advance(100);
    if (tenth % 5 === 0) await settle();
  }
}

describe('The miner of a data folder', () => {
  it('has a state that the bridge takes, before and after it has a pool and while it mines', async () => {
    const { clock, crew, pool, miner } = open();
    expect(z.encode(miningState, miner.state)).toMatchObject({
      status: 'stopped',
      threads: 4,
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
    // Two rules that are changed at once do not undo each other.
    await Promise.all([
      miner.change({ pause: { onBattery: false } }),
      miner.change({ pause: { maxTemperature: null } }),
    ]);
    expect(miner.state.pause).toEqual({ onBattery: false, whileUsed: 60_000, maxTemperature: null });
  });

  it('starts with its defaults when the file is broken', async () => {
    await writeFile(join(folder, 'mining.json'), '{"threads": -3}');
    expect(open().miner.state).toMatchObject({ threads: 4, intensity: 100 });
  });

  it('tunes the threads and keeps the result', async () => {
    const { miner, pool } = open();
    miner.connect(pool.session);
    const steps: unknown[] = [];
    miner.on(({ tuning }) => {
      if (tuning !== null) steps.push(tuning.threads);
    });
    // Asked twice, it tunes once.
    const [threads, again] = await Promise.all([miner.tune(), miner.tune()]);
    expect([threads, again]).toEqual(Array(2).fill({ threads: 3, busy: false }));
    expect(steps).toEqual([1, 2, 3, 4, 4, 3, 2, 1]);
    expect(await miner.measure()).toBe(3000);
    expect(miner.state).toMatchObject({ threads: 3, recommendedThreads: 3, tunedAt: NOW, tuning: null });
    expect(open().miner.state).toMatchObject({ threads: 3, recommendedThreads: 3, tunedAt: NOW });
    // A folder that was carried to another machine.
    expect(open(8).miner.state).toMatchObject({ threads: 3, recommendedThreads: null, tunedAt: null });
  });

  it('learns nothing about threads while other programs are at work', async () => {
    const { miner, others, pool } = open();
    miner.connect(pool.session);
    // A moment of work is waited for.
    others.push(0, 2, 0.9);
    expect(await miner.tune()).toEqual({ threads: 3, busy: false });
    others.push(0, 2, 0.9, 0.5);
    expect(await miner.tune()).toEqual({ threads: null, busy: true });
    expect(miner.state).toMatchObject({ recommendedThreads: 3, tuning: null });
  });

  it('tunes by itself while it mines, when the first blocks are found, and goes on mining', async () => {
    const { clock, crew, miner, pool } = await mining();
    expect(miner.state).toMatchObject({ threads: 4, tunedAt: null });
    await pass(clock, crew, 119);
    expect(miner.state.tuning).toBeNull();
    await pass(clock, crew, 30);
    // What it has found is written to disk first, which takes as long as it takes.
    await vi.waitFor(() => expect(miner.state.tuning).toBeNull(), { timeout: 10_000 });
    expect(miner.state).toMatchObject({ status: 'mining', recommendedThreads: 3, threads: 3, tuning: null });
    expect(crew.running().length).toBe(3);
    expect(pool.stopped).toBe(0);
    await miner.close();
    expect(crew.running()).toEqual([]);
  });

  it('gives up tuning when it is stopped or when somebody chooses the threads', async () => {
    const { clock, crew, miner } = await mining();
    const tuned = miner.tune();
    await pass(clock, crew, 1);
    expect(miner.state.tuning).toEqual({ step: 1, steps: 8, threads: 1 });
    await miner.change({ threads: 2 });
    await pass(clock, crew, 3);
    expect(await tuned).toEqual({ threads: null, busy: false });
    expect(miner.state).toMatchObject({ threads: 2, recommendedThreads: null, tuning: null });
    expect(crew.running().length).toBe(2);
    const again = miner.tune();
    await settle();
    await miner.stop();
    await pass(clock, crew, 3);
    expect(await again).toEqual({ threads: null, busy: false });
    expect(crew.running()).toEqual([]);
  });

  it('tells what shares brought, which rounds were lost, and keeps what was earned', async () => {
    const { clock, miner, pool } = await mining();
    const told = { owed: 0n, paid: 0n, roundPoints: 40 };
    pool.tell(told);
    clock.advance(60_000);
    pool.tell({ owed: 200n, paid: 0n, roundPoints: 0 });
    expect(miner.state.lostRound).toBeNull();
    pool.tell({ owed: 150n, paid: 50n, roundPoints: 7 });
    pool.tell({ owed: 150n, paid: 50n, roundPoints: 1 });
    expect(miner.state.lostRound).toEqual({ date: NOW + 60_000, points: 7 });
    z.encode(miningState, miner.state);
    const { earned } = await miner.earnings('coco1miner', [NOW, NOW + 3_600_000]);
    const [all, later] = earned;
    expect(all).toMatchObject({ earned: 200n, paid: 50n });
    expect(all?.mined).toBeGreaterThan(50_000);
    expect(later).toEqual({ earned: 0n, paid: 0n, mined: 0 });
    await miner.close();
    const next = open();
    next.miner.connect(next.pool.session);
    next.pool.told = { owed: 0n, paid: 300n };
    expect(await next.miner.earnings('coco1miner', [NOW])).toMatchObject({
      earned: [{ earned: 300n, paid: 300n }],
      owed: 0n,
      paid: 300n,
    });
  });

  it('rests for a while, and keeps what power costs', async () => {
    const { clock, miner } = await mining();
    miner.pauseFor(600_000);
    expect(miner.state).toMatchObject({
      status: 'paused',
      pausedUntil: NOW + 600_000,
      reason: { code: 'miner.pausedForAWhile' },
    });
    clock.advance(600_000);
    expect(miner.state).toMatchObject({ status: 'mining', pausedUntil: null });
    miner.tell({ idle: 5, onBattery: false });
    expect(miner.state.senses).toEqual({ battery: true, idle: true, temperature: false });
    miner.pauseFor(600_000);
    await miner.stop();
    expect(miner.state).toMatchObject({ status: 'stopped', reason: null, pausedUntil: null });
    miner.pauseFor(600_000);
    expect(miner.state.pausedUntil).toBeNull();
    const power = { watts: 90, pricePerKilowattHour: 0.32, coinPrice: null };
    await miner.change({ power });
    expect(miner.state.power).toEqual(power);
    expect(open().miner.state.power).toEqual(power);
    await miner.change({ power: null });
    expect(open().miner.state.power).toBeNull();
  });
});
