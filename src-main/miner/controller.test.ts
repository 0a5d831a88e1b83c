import { describe, expect, it } from 'vitest';
import type { Job } from '#shared/api/poolValues.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { ManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { createMiner, type MinerControl } from './controller.ts';
import type { MinerSettings, MinerState } from './minerState.ts';
import type { Readings } from './pauseRules.ts';
import { TestPool, testJob } from './testPool.fixture.ts';
import { testThreads } from './testThreads.fixture.ts';

const NOW = 1_800_000_000_000;

function build(settings: Partial<MinerSettings> = {}, next: Job | Error = testJob(NOW)) {
  const clock = new ManualClock(NOW);
  const pool = new TestPool(next);
  const crew = testThreads();
  const readings: { -readonly [K in keyof Readings]: Readings[K] } = { onBattery: null, temperature: null };
  const miner: MinerControl = createMiner({
    pool: pool.session,
    clock,
    log: silentLog,
    settings: { threads: 3, ...settings },
    cores: 4,
    startThread: crew.startThread,
    sensors: async () => ({ ...readings }),
  });
  return { clock, pool, crew, miner, readings };
}

/** Lets answered promises go on. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

async function mining(settings: Partial<MinerSettings> = {}) {
  const built = build(settings);
  await built.miner.start('coco1miner');
  built.crew.threads[0]?.ears.ready('fast');
  await settle();
  return built;
}

describe('Miner control', () => {
  it('does nothing until it is started', () => {
    const { clock, pool, crew, miner } = build();
    clock.advance(60_000);
    expect(miner.state.status).toBe('stopped');
    expect(crew.threads).toEqual([]);
    expect(pool.requests).toEqual([]);
  });

  it('asks for work, lets one thread choose the kernel and then starts the others with it', async () => {
    const { pool, crew, miner } = build();
    await miner.start('coco1miner');
    expect(pool.requests).toEqual([{ address: 'coco1miner', shareDifficulty: null }]);
    expect(crew.threads.map(({ kernel }) => kernel)).toEqual([null]);
    expect(miner.state).toMatchObject({ status: 'starting', kernel: null });
    crew.threads[0]?.ears.ready('fast');
    expect(crew.threads.map(({ kernel }) => kernel)).toEqual([null, 'fast', 'fast']);
    expect(new Set(crew.threads.map(({ start }) => start)).size).toBe(3);
    for (const { job } of crew.threads) expect(job?.step3).toEqual(testJob(NOW).step3);
    expect(miner.state).toMatchObject({ status: 'mining', kernel: 'fast', cores: 4 });
    expect(miner.state.job).toEqual({ blockId: 100, shareDifficulty: 1, blockDifficulty: 64n });
  });

  it('shows the rate that was counted, and none before a second was counted', async () => {
    const { clock, crew, miner } = await mining();
    expect(miner.state).toMatchObject({ hashRate: null, rateSpan: null });
    for (let second = 0; second < 30; second++) {
      for (const thread of crew.threads) thread.tries += 1000;
      clock.advance(1000);
    }
    expect(miner.state.hashRate).toBeCloseTo(3000, 0);
    expect(miner.state.rateSpan).toBe(10_000);
    expect(miner.samples.length).toBe(2);
    for (const { rate } of miner.samples) expect(rate).toBeCloseTo(3000, 0);
  });

  it('hands shares in and counts them by what the pool says', async () => {
    const { pool, crew, miner } = await mining();
    const share = (n: number) => ({ number: 1, minedDate: NOW, blob: new Uint8Array(8).fill(n) });
    const ears = crew.threads[0]?.ears;
    ears?.share(share(1));
    await settle();
    pool.verdict = () => {
      throw new Fault('share.duplicate');
    };
    ears?.share(share(2));
    await settle();
    pool.verdict = () => ({ points: 7, block: { id: 100, hash: new Uint8Array(32) } });
    ears?.share(share(3));
    ears?.leftOut(5);
    await settle();
    expect(pool.shares.map(({ jobId, minedDate }) => [jobId[0], minedDate])).toEqual(Array(3).fill([1, NOW]));
    expect(miner.state.shares).toMatchObject({
      accepted: 2,
      refused: { 'share.duplicate': 1 },
      waiting: 0,
      leftOut: 5,
      faulty: 0,
      points: 8,
      blocksFound: 1,
    });
    expect(miner.state.shares.best).toBeGreaterThanOrEqual(1);
  });

  it('hashes a share again and keeps a wrong one to itself', async () => {
    const { pool, crew, miner } = build({}, testJob(NOW, { shareDifficulty: 2 ** 50 }));
    await miner.start('coco1miner');
    crew.threads[0]?.ears.ready('broken');
    crew.threads[0]?.ears.share({ number: 1, minedDate: NOW, blob: new Uint8Array(8) });
    await settle();
    expect(pool.shares).toEqual([]);
    expect(miner.state.shares.faulty).toBe(1);
  });

  it('gives threads each new job at once, and still knows the job of a late share', async () => {
    const { pool, crew } = await mining();
    pool.send(testJob(NOW, { jobId: new Uint8Array(16).fill(9), step3: new Uint8Array(32).fill(9) }));
    for (const { job } of crew.threads)
      expect(job).toMatchObject({ number: 2, step3: new Uint8Array(32).fill(9) });
    crew.threads[1]?.ears.share({ number: 1, minedDate: NOW, blob: new Uint8Array(8) });
    await settle();
    expect(pool.shares[0]?.jobId[0]).toBe(1);
  });

  const broken: [string, Partial<Job>, string][] = [
    ['job id', { jobId: new Uint8Array(15) }, 'job.malformed'],
    ['step 3', { step3: new Uint8Array(31) }, 'job.malformed'],
    ['block id', { blockId: 93 }, 'job.malformed'],
    ['share difficulty', { shareDifficulty: 0 }, 'job.malformed'],
    ['share difficulty', { shareDifficulty: Number.NaN }, 'job.malformed'],
    ['earliest date', { earliest: -1 }, 'job.malformed'],
    ['target of nothing', { target: 0n }, 'job.target'],
    ['target above all', { target: 1n << 256n }, 'job.target'],
    ['clock of another day', { clock: NOW - 25 * 3_600_000, earliest: 0 }, 'job.clock'],
    ['parent of the far future', { earliest: NOW + 61_000 }, 'job.clock'],
  ];
  it.each(broken)(
    'refuses a job with a bad %s, keeps the last good one for a minute, then rests',
    async (_, change, code) => {
      const { clock, pool, crew, miner } = await mining();
      const bad = testJob(NOW, change);
      pool.send(bad);
      expect(miner.state).toMatchObject({ status: 'mining', reason: { code } });
      expect(crew.threads[0]?.job).toMatchObject({ number: 1 });
      for (let second = 0; second < 61; second++) {
        clock.advance(1000);
        await settle();
      }
      expect(miner.state).toMatchObject({ status: 'paused', reason: { code } });
      expect(crew.threads[0]?.job).toBeNull();
      expect(pool.requests.length).toBeGreaterThan(5);
      pool.send(testJob(clock.now(), { step3: new Uint8Array(32).fill(3) }));
      expect(miner.state).toMatchObject({ status: 'mining', reason: null });
      expect(crew.threads[0]?.job?.step3[0]).toBe(3);
    },
  );

  it('refuses a clock that jumped, and believes it when the pool stays with it for a minute', async () => {
    const { clock, pool, crew, miner } = await mining();
    pool.send(testJob(NOW + 600_000, { step3: new Uint8Array(32).fill(3) }));
    expect(miner.state).toMatchObject({ status: 'mining', reason: { code: 'job.clock' } });
    expect(crew.threads[0]?.job?.number).toBe(1);
    for (let second = 0; second < 70; second++) {
      clock.advance(1000);
      await settle();
    }
    expect(miner.state).toMatchObject({ status: 'mining', reason: null });
    expect(crew.threads[0]?.job?.step3[0]).toBe(3);
  });

  it('says why it can not begin, asks again, and begins when the pool answers', async () => {
    const { clock, pool, crew, miner } = build({}, new Fault('pool.busy', { wait: 1 }));
    await miner.start('coco1miner');
    expect(miner.state).toMatchObject({
      status: 'paused',
      reason: { code: 'pool.busy', facts: { wait: 1 } },
    });
    expect(crew.threads).toEqual([]);
    pool.next = testJob(NOW);
    clock.advance(5000);
    await settle();
    expect(miner.state).toMatchObject({ status: 'starting', reason: null });
    expect(crew.threads.length).toBe(1);
  });

  it('asks for another job when the pool calls its own stale', async () => {
    const { pool, crew, miner } = await mining();
    pool.verdict = () => {
      throw new Fault('share.stale');
    };
    pool.next = testJob(NOW, { step3: new Uint8Array(32).fill(5), jobId: new Uint8Array(16).fill(5) });
    crew.threads[0]?.ears.share({ number: 1, minedDate: NOW, blob: new Uint8Array(8) });
    await settle();
    expect(miner.state.shares.refused).toEqual({ 'share.stale': 1 });
    expect(crew.threads[0]?.job?.step3[0]).toBe(5);
    expect(miner.state).toMatchObject({ status: 'mining', reason: null });
  });

  it('asks for a new job, which tells the time, when the pool finds shares too old, but not all the time', async () => {
    const { clock, pool, crew, miner } = await mining();
    pool.verdict = () => {
      throw new Fault('share.tooOld');
    };
    const share = async (number: number): Promise<void> => {
      crew.threads[0]?.ears.share({ number, minedDate: NOW, blob: new Uint8Array(8) });
      await settle();
    };
    await share(1);
    expect(pool.requests.length).toBe(1);
    clock.advance(5000);
    pool.next = testJob(clock.now(), {
      jobId: new Uint8Array(16).fill(4),
      step3: new Uint8Array(32).fill(4),
    });
    await share(1);
    expect(pool.requests.length).toBe(2);
    expect(crew.threads[0]?.job).toMatchObject({ number: 2 });
    await share(2);
    expect(pool.requests.length).toBe(2);
    expect(miner.state).toMatchObject({ status: 'mining', shares: { refused: { 'share.tooOld': 3 } } });
  });

  it('rests when a stale job can not be replaced', async () => {
    const { pool, crew, miner } = await mining();
    pool.verdict = () => {
      throw new Fault('share.stale');
    };
    pool.next = new Fault('pool.closed');
    crew.threads[0]?.ears.share({ number: 1, minedDate: NOW, blob: new Uint8Array(8) });
    await settle();
    expect(crew.threads[0]?.job).toBeNull();
    expect(miner.state).toMatchObject({ status: 'paused', reason: { code: 'pool.closed' } });
  });

  it('stops all threads, asks for no more jobs and listens no longer', async () => {
    const { clock, pool, crew, miner } = await mining();
    await miner.stop();
    expect(crew.running()).toEqual([]);
    expect(pool).toMatchObject({ stopped: 1, listeners: 0 });
    expect(miner.state).toMatchObject({ status: 'stopped', reason: null, job: null, hashRate: null });
    const asked = pool.requests.length;
    clock.advance(3_600_000);
    await settle();
    expect(pool.requests.length).toBe(asked);
    await miner.start('coco1miner');
    expect(crew.running().map(({ kernel }) => kernel)).toEqual(['fast', 'fast', 'fast']);
  });

  it('changes threads, intensity and share difficulty while it mines', async () => {
    const { pool, crew, miner } = await mining();
    await miner.change({ threads: 1, intensity: 30 });
    expect(crew.running().map(({ intensity }) => intensity)).toEqual([30]);
    await miner.change({ threads: 2 });
    expect(crew.running().map(({ intensity }) => intensity)).toEqual([30, 30]);
    await miner.change({ shareDifficulty: 77 });
    expect(pool.requests.at(-1)).toEqual({ address: 'coco1miner', shareDifficulty: 77 });
    await miner.change({ threads: 0, intensity: 1000, shareDifficulty: 0.5 });
    expect(miner.state.settings).toMatchObject({ threads: 1, intensity: 100, shareDifficulty: 1 });
  });

  it('starts a thread that died again, and gives up when they keep dying', async () => {
    const { clock, crew, miner } = await mining();
    crew.threads[0]?.ears.failed('out of luck');
    expect(crew.threads.length).toBe(4);
    expect(miner.state.status).toBe('mining');
    for (const thread of crew.threads.slice(1, 4)) thread.ears.failed('out of luck');
    await settle();
    clock.advance(1000);
    expect(miner.state).toMatchObject({
      status: 'stopped',
      reason: { code: 'miner.threadFailed', facts: { reason: 'out of luck' } },
    });
  });

  it('counts the tries of threads that are gone', async () => {
    const { crew, miner } = await mining();
    for (const thread of crew.threads) thread.tries = 10;
    await miner.change({ threads: 1 });
    expect(miner.state.tries).toBe(30);
  });

  it('rests for a while, on battery, while somebody is there and when it is hot', async () => {
    const pause = { onBattery: true, whileUsed: 60_000, maxTemperature: 80 };
    const { clock, crew, miner, readings } = await mining({ pause });
    const rests = (code: string): void => {
      expect(miner.state).toMatchObject({ status: 'paused', reason: { code } });
      expect(crew.threads.every(({ job }) => job === null)).toBe(true);
    };
    const works = (): void => {
      expect(miner.state).toMatchObject({ status: 'mining', reason: null });
      expect(crew.threads.every(({ job }) => job !== null)).toBe(true);
    };
    const tick = async (): Promise<void> => {
      clock.advance(5000);
      await settle();
    };
    miner.pauseFor(300_000);
    rests('miner.pausedForAWhile');
    clock.advance(300_000);
    works();
    miner.tell({ onBattery: true });
    rests('miner.onBattery');
    miner.tell({ onBattery: false });
    works();
    miner.tell({ idle: 3 });
    rests('miner.inUse');
    miner.tell({ idle: 60_000 });
    works();
    readings.temperature = 81;
    await tick();
    rests('miner.tooHot');
    readings.temperature = 78;
    await tick();
    rests('miner.tooHot');
    readings.temperature = 75;
    await tick();
    works();
  });

  it('tells of changes at most twice a second', async () => {
    const { clock, pool, miner } = await mining();
    const told: MinerState[] = [];
    clock.advance(1000);
    miner.events.on('miner.changed', (state) => told.push(state));
    for (let n = 0; n < 100; n++) {
      pool.send(testJob(NOW, { step3: new Uint8Array(32).fill(n) }));
      clock.advance(20);
    }
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(told.length).toBeLessThanOrEqual(4);
  });
});
