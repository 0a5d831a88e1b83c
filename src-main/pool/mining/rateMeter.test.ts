import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../base/clock.ts';
import { Pace } from '../pace.ts';
import { RateMeter } from './rateMeter.ts';

describe('RateMeter', () => {
  it('knows nothing before the second share', () => {
    const meter = new RateMeter();
    expect(meter.rate(1000)).toBe(0);
    meter.add(500, 1000);
    expect(meter.rate(2000)).toBe(0);
  });

  it('tells points a second', () => {
    const meter = new RateMeter();
    for (let now = 0; now <= 60_000; now += 5_000) meter.add(5_000, now);
    expect(meter.rate(60_000)).toBeCloseTo(1000, 0);
  });

  it('forgets what is older than five minutes', () => {
    const meter = new RateMeter();
    for (let now = 0; now <= 60_000; now += 1_000) meter.add(1_000_000, now);
    for (let now = 61_000; now <= 460_000; now += 1_000) meter.add(1_000, now);
    expect(meter.rate(460_000)).toBeCloseTo(1000, -2);
    expect(meter.rate(900_000)).toBe(0);
  });
});

describe('Pace', () => {
  it('tells at once, then at most once in a while, and always of the last change', () => {
    const clock = new ManualClock(0);
    const told: number[] = [];
    const pace = new Pace(clock, 1000, () => told.push(clock.now()));
    pace.tell();
    clock.advance(0);
    for (let n = 0; n < 10; n++) {
      pace.tell();
      clock.advance(50);
    }
    clock.advance(5000);
    pace.tell();
    clock.advance(0);
    expect(told).toEqual([0, 1000, 5500]);
    pace.tell();
    pace.stop();
    clock.advance(5000);
    pace.tell();
    clock.advance(5000);
    expect(told).toHaveLength(3);
  });

  it('tells in the same step where that is asked for and the pause is over', () => {
    const clock = new ManualClock(0);
    const told: number[] = [];
    const pace = new Pace(clock, 1000, () => told.push(clock.now()));
    pace.tell();
    pace.tellNow();
    expect(told).toEqual([0]);
    pace.tellNow();
    expect(told).toEqual([0]);
    clock.advance(5000);
    expect(told).toEqual([0, 1000]);
    pace.stop();
    pace.tellNow();
    clock.advance(5000);
    expect(told).toHaveLength(2);
  });
});
