import { describe, expect, it } from 'vitest';
import type { Clock } from '../base/clock.ts';
import { AutoLock } from './autoLock.ts';

/** A clock of a machine that slept: time has passed, no timer has run. */
function sleeper() {
  let now = 0;
  const clock: Clock = { now: () => now, after: () => () => {} };
  return { clock, sleep: (ms: number) => (now += ms) };
}

describe('AutoLock after a sleep', () => {
  it('locks at the first touch instead of going on', () => {
    const { clock, sleep } = sleeper();
    let locked = 0;
    const autoLock = new AutoLock(clock, 5, () => locked++);
    autoLock.start();
    sleep(5 * 60_000 - 1);
    autoLock.touch();
    expect(locked).toBe(0);
    sleep(5 * 60_000);
    autoLock.touch();
    expect(locked).toBe(1);
    autoLock.touch();
    expect(locked).toBe(1);
  });

  it('locks before something is signed', () => {
    const { clock, sleep } = sleeper();
    let locked = 0;
    const autoLock = new AutoLock(clock, 5, () => locked++);
    expect(autoLock.lockIfDue()).toBe(false);
    autoLock.start();
    expect(autoLock.lockIfDue()).toBe(false);
    sleep(3_600_000);
    expect(autoLock.lockIfDue()).toBe(true);
    expect(locked).toBe(1);
  });
});
