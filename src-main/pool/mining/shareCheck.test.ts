import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Header } from '#shared/protocol/block.ts';
import { targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import type { FaultCode } from '#shared/protocol/fault.ts';
import { solve } from '../testPool.fixture.ts';
import { type Job, JobDesk, type Template } from './jobDesk.ts';
import { JobIds } from './jobIds.ts';
import { checkShare } from './shareCheck.ts';

const NOW = 1_760_000_000_000;
const random = (length: number) => new Uint8Array(randomBytes(length));

function template(id = 94): Template {
  const header: Header = {
    id,
    coreVersion: '088c6f7d-a2f0-9d64-7ee0-6a90d62865ec',
    domain: 'localhost',
    transactionFees: 0n,
    contractFees: 0n,
    reward: 250,
    rewardId: 0,
    leadershipId: 0,
    executionHash: new Uint8Array(32),
    previousHash: new Uint8Array(32).fill(id),
  };
  return {
    header,
    lists: [],
    footerHash: random(32),
    target: targetOfDifficulty(50n),
    earliest: NOW - 30_000,
    transactions: 0,
  };
}

function deskWith(now: Template): JobDesk {
  const desk = new JobDesk(new JobIds(random(16), random));
  desk.setTemplate(now);
  return desk;
}

const share = (job: Job, minedDate = NOW) => solve(asJob(job), minedDate);
const refusal = (code: FaultCode) => expect.objectContaining({ code });

describe('a share', () => {
  it('earns its difficulty in points, and is a block only below the block target', () => {
    const job = deskWith(template()).issue('m', 4);
    const easy = solve(asJob(job), NOW, job.shareTarget, job.template.target);
    expect(checkShare(job, NOW, easy.blob, NOW)).toMatchObject({ points: 4, isBlock: false });
    const hard = solve(asJob(job), NOW, job.template.target);
    expect(checkShare(job, NOW, hard.blob, NOW)).toMatchObject({ points: 4, isBlock: true });
  });

  it('is refused when it comes twice', () => {
    const job = deskWith(template()).issue('m', 2);
    const { blob } = share(job);
    checkShare(job, NOW, blob, NOW);
    expect(() => checkShare(job, NOW, blob, NOW)).toThrow(refusal('share.duplicate'));
  });

  it('is refused when its hash is not below the share target', () => {
    const job = deskWith(template()).issue('m', 1000);
    const { blob } = solve(asJob(job), NOW, targetOfDifficulty(1n), job.shareTarget);
    expect(() => checkShare(job, NOW, blob, NOW)).toThrow(refusal('share.lowDifficulty'));
    // It may be handed in again: nothing was remembered of it.
    expect(job.seen).toBeUndefined();
  });

  it('is refused from the future, over a minute old, or not later than the parent block', () => {
    const job = deskWith(template()).issue('m', 1);
    const blob = random(8);
    expect(() => checkShare(job, NOW + 1, blob, NOW)).toThrow(refusal('share.future'));
    expect(() => checkShare(job, NOW, blob, NOW + 60_001)).toThrow(refusal('share.tooOld'));
    expect(() => checkShare(job, NOW - 30_001, blob, NOW)).toThrow(refusal('share.tooOld'));
    expect(checkShare(job, NOW, blob, NOW + 60_000).points).toBe(1);
  });

  it('is refused when its job was used up', () => {
    const job = deskWith(template()).issue('m', 1);
    job.seen = new Set(Array.from({ length: 20_000 }, (_, n) => String(n)));
    expect(() => checkShare(job, NOW, random(8), NOW)).toThrow(refusal('share.tooMany'));
  });
});

describe('JobDesk', () => {
  it('knows jobs of older templates on the same tip, and tells stale ones from invented ones', () => {
    const first = template(94);
    const desk = deskWith(first);
    const job = desk.issue('m', 1);
    desk.setTemplate({ ...first, footerHash: random(32) });
    expect(desk.find(job.id)).toBe(job);
    desk.setTemplate(template(95));
    expect(() => desk.find(job.id)).toThrow(refusal('share.stale'));
    expect(() => desk.find(random(16))).toThrow(refusal('share.unknownJob'));
    desk.setTemplate(template(96));
    expect(() => desk.find(job.id)).toThrow(refusal('share.stale'));
  });

  it('gives every job an id and work of its own', () => {
    const desk = deskWith(template());
    const jobs = Array.from({ length: 100 }, () => desk.issue('m', 1));
    expect(new Set(jobs.map(({ id }) => Buffer.from(id).toString('hex'))).size).toBe(100);
    expect(new Set(jobs.map(({ step3 }) => Buffer.from(step3).toString('hex'))).size).toBe(100);
  });

  it('remembers a bounded number of jobs without a connection, of each address the newest', () => {
    const desk = deskWith(template());
    const connected = desk.issue('m', 1);
    const other = desk.issue('m', 1);
    desk.leave(other, '10.0.0.2');
    const jobs = Array.from({ length: 700 }, () => desk.issue('m', 1));
    for (const job of jobs) desk.leave(job, '10.0.0.1');
    expect(desk.jobCount).toBe(502);
    expect(desk.find(connected.id)).toBe(connected);
    expect(desk.find(other.id)).toBe(other);
    expect(desk.find((jobs[699] as Job).id)).toBe(jobs[699]);
    expect(() => desk.find((jobs[0] as Job).id)).toThrow(refusal('share.stale'));
  });

  it('remembers a bounded number of them in all', () => {
    const desk = deskWith(template());
    for (let n = 0; n < 51_000; n++) desk.leave(desk.issue('m', 1), `10.0.${Math.floor(n / 400)}.1`);
    expect(desk.jobCount).toBe(50_000);
  });

  it('has no work before there is a template', () => {
    expect(() => new JobDesk(new JobIds(random(16), random)).issue('m', 1)).toThrow(refusal('pool.closed'));
  });
});

function asJob(job: Job): Parameters<typeof solve>[0] {
  return {
    jobId: job.id,
    step3: job.step3,
    target: job.template.target,
    shareDifficulty: job.shareDifficulty,
    blockId: job.template.header.id,
    clock: NOW,
    earliest: job.template.earliest,
  };
}
