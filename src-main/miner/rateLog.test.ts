import { describe, expect, it } from 'vitest';
import { RateLog } from './rateLog.ts';

describe('RateLog', () => {
  it('says nothing before a second was counted', () => {
    const log = new RateLog();
    log.count(0, 0);
    expect(log.rate).toBeNull();
    log.count(999, 5000);
    expect(log.rate).toBeNull();
    log.count(1000, 5000);
    expect(log.rate).toBe(5000);
  });

  it('says over how long it counted', () => {
    const log = new RateLog();
    log.count(0, 0);
    expect(log.span).toBeNull();
    for (const [second, span] of [
      [2, 2000],
      [9, 9000],
      [10, 10_000],
    ] as const) {
      log.count(second * 1000, second);
      expect(log.span).toBe(span);
    }
    for (let second = 11; second <= 30; second++) log.count(second * 1000, second);
    expect(log.span).toBe(10_000);
    log.interrupt();
    expect(log.span).toBeNull();
  });

  it('forgets what is older than ten seconds', () => {
    const log = new RateLog();
    for (let second = 0; second <= 20; second++)
      log.count(second * 1000, second < 10 ? 0 : (second - 10) * 700);
    expect(log.rate).toBe(700);
  });

  it('keeps one sample each ten seconds, an hour of them', () => {
    const log = new RateLog();
    for (let second = 0; second <= 5000; second++) log.count(second * 1000, second * 10);
    expect(log.samples.length).toBe(360);
    expect(log.samples.at(-1)).toEqual({ date: 5_000_000, rate: 10 });
    expect(log.samples[0]?.date).toBe(5_000_000 - 359 * 10_000);
  });

  it('does not count over an interruption, but keeps the samples', () => {
    const log = new RateLog();
    for (let second = 0; second <= 10; second++) log.count(second * 1000, second * 10);
    log.interrupt();
    expect(log.rate).toBeNull();
    for (let second = 100; second <= 105; second++) log.count(second * 1000, second);
    expect(log.rate).toBe(1);
    expect(log.samples).toEqual([{ date: 10_000, rate: 10 }]);
  });
});
