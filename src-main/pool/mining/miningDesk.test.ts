import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { ManualClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import type { BlockImport } from '../chain/blockImport.ts';
import { MemoryRecords } from '../memoryRecords.fixture.ts';
import { PoolSettingsBook } from '../poolSettings.ts';
import { RecordJournal } from '../recordJournal.ts';
import { type Job, JobDesk, type Template } from './jobDesk.ts';
import { JobIds } from './jobIds.ts';
import { MiningDesk, type Worker } from './miningDesk.ts';
import { ShareBook } from './shareBook.ts';

const NOW = 1_760_000_000_000;
const MINERS = 600;
const none = new Uint8Array(16);

function template(id: number): Template {
  return {
    header: {
      ...{ id, coreVersion: '088c6f7d-a2f0-9d64-7ee0-6a90d62865ec', domain: 'localhost' },
      ...{ transactionFees: 0n, contractFees: 0n, reward: 250, rewardId: 0, leadershipId: 0 },
      ...{ executionHash: new Uint8Array(32), previousHash: new Uint8Array(32).fill(id) },
    },
    ...{ lists: [], footerHash: new Uint8Array(randomBytes(32)), target: targetOfDifficulty(5000n) },
    ...{ earliest: NOW, transactions: 0 },
  };
}

let clock: ManualClock;
let desk: JobDesk;
let mining: MiningDesk;
let workers: Worker[];
/** Block ids of the jobs that each connection got. */
let got: number[][];

beforeEach(async () => {
  clock = new ManualClock(NOW);
  desk = new JobDesk(new JobIds(randomBytes(16), randomBytes));
  desk.setTemplate(template(94));
  const records = new MemoryRecords();
  const journal = new RecordJournal(records);
  mining = new MiningDesk({
    ...{ desk, journal, clock, log: silentLog, blockInterval: 600_000, changed: () => {} },
    shares: await ShareBook.open(records, journal, { now: NOW, blockId: 94 }),
    settings: await PoolSettingsBook.open(records, {}),
    imports: { steady: async () => {} } as unknown as BlockImport,
  });
  workers = [];
  got = [];
  for (let n = 0; n < MINERS; n++) {
    const jobs: number[] = [];
    const { worker } = mining.request(
      { miner: `miner ${n % 500}`, shareDifficulty: 1000 },
      { address: '10.0.0.1', send: ({ blockId }) => jobs.push(blockId), accepted: () => {} },
      undefined,
    );
    workers.push(worker);
    got.push(jobs);
  }
});

const without = () => got.filter((jobs) => jobs.length === 0).length;

describe('MiningDesk', () => {
  it('sends a new tip’s jobs in turns, each connection one, the last ones as soon as the others had theirs', async () => {
    desk.setTemplate(template(95));
    const sent = mining.newTip();
    expect(without()).toBe(MINERS - 200);
    expect(mining.isHurried).toBe(true);
    const over = mining.hurryOver();
    clock.advance(0);
    await sent;
    await over;
    expect(mining.isHurried).toBe(false);
    expect(got).toEqual(Array.from({ length: MINERS }, () => [95]));
  });

  it('sends none twice: not to who asked meanwhile, not to who left, not of a template that is old', async () => {
    desk.setTemplate(template(95));
    const sent = mining.newTip();
    const [last, other] = [workers[MINERS - 1] as Worker, workers[MINERS - 2] as Worker];
    await mining.request({ miner: last.miner, shareDifficulty: 1000 }, last, last);
    mining.leave(other);
    desk.setTemplate(template(96));
    const next = mining.newTip();
    clock.advance(0);
    await Promise.all([sent, next]);
    expect(got.at(-1)).toEqual([96]);
    expect(got.at(-2)).toEqual([]);
    expect(got[0]).toEqual([95, 96]);
    expect(got[400]).toEqual([96]);
  });

  it('sends whoever hands in a share meanwhile its job at once, and no second one', async () => {
    desk.setTemplate(template(95));
    const sent = mining.newTip();
    expect(got[599]).toEqual([]);
    const late = {
      jobId: workers[599]?.jobs[0]?.id ?? new Uint8Array(16),
      minedDate: NOW,
      blob: new Uint8Array(8),
    };
    await expect(mining.submit(late, workers[599])).rejects.toMatchObject({ code: 'share.stale' });
    expect(got[599]).toEqual([95]);
    expect(got[598]).toEqual([]);
    clock.advance(0);
    await sent;
    expect(got[599]).toEqual([95]);
  });

  it('sends jobs of a better template without hurry', async () => {
    desk.setTemplate({ ...template(94), transactions: 7 });
    mining.newTemplate();
    expect(without()).toBe(500);
    clock.advance(10);
    expect(without()).toBe(400);
    clock.advance(100);
    expect(without()).toBe(0);
  });

  it('holds no job of an older tip', async () => {
    for (let n = 0; n < 3; n++) {
      desk.setTemplate({ ...template(94), transactions: n + 1 });
      mining.newTemplate();
      clock.advance(100);
    }
    expect(workers[0]?.jobs).toHaveLength(4);
    desk.setTemplate(template(95));
    const sent = mining.newTip();
    clock.advance(0);
    await sent;
    for (const { jobs } of workers) expect(jobs.map((job) => job.template.header.id)).toEqual([95]);
    expect(desk.jobCount).toBe(MINERS);
  });

  it('keeps the last job of who left good, and none of who went over to another miner', () => {
    const [left, changed] = workers as [Worker, Worker];
    const jobs = [left.jobs[0] as Job, changed.jobs[0] as Job];
    mining.leave(left);
    const sinks = { address: '10.0.0.1', send: () => {}, accepted: () => {} };
    const { worker } = mining.request({ miner: 'another', shareDifficulty: 1000 }, sinks, changed);
    expect(desk.find(jobs[0]?.id ?? none)).toBe(jobs[0]);
    expect(() => desk.find(jobs[1]?.id ?? none)).toThrow(expect.objectContaining({ code: 'share.stale' }));
    expect(mining.workers.has(changed)).toBe(false);
    expect(mining.workers.has(worker)).toBe(true);
  });

  it('holds a bounded number of jobs for an address that changes its miner, or leaves, again and again', () => {
    const sinks = { address: '10.0.0.2', send: () => {}, accepted: () => {} };
    let worker: Worker | undefined;
    for (let n = 0; n < 3000; n++) {
      ({ worker } = mining.request({ miner: `m ${n % 2}`, shareDifficulty: 1000 }, sinks, worker));
      if (n % 3 > 0) continue;
      mining.leave(worker);
      worker = undefined;
    }
    expect(desk.jobCount).toBeLessThan(MINERS + 510);
    // Nobody else's job had to go for it.
    for (const { jobs } of workers) expect(desk.find(jobs[0]?.id ?? none)).toBe(jobs[0]);
  });

  it('counts miners, not connections', () => {
    expect(mining.minerCount).toBe(500);
    mining.leave(workers[0] as Worker);
    expect(mining.minerCount).toBe(500);
    expect(mining.workerOf('miner 0')).toBe(workers[500]);
    mining.leave(workers[500] as Worker);
    expect(mining.minerCount).toBe(499);
    expect(mining.workerOf('miner 0')).toBeUndefined();
  });
});
