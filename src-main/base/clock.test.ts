import { describe, expect, it } from 'vitest';
import { ManualClock, systemClock } from './clock.ts';

describe('ManualClock', () => {
  it('runs what is due in order of time, also what a task itself asks for', () => {
    const clock = new ManualClock(1000);
    const seen: string[] = [];
    clock.after(20, () => seen.push(`b${clock.now()}`));
    clock.after(10, () => {
      seen.push(`a${clock.now()}`);
      clock.after(5, () => seen.push(`c${clock.now()}`));
    });
    clock.after(100, () => seen.push('late'));
    clock.advance(50);
    expect(seen).toEqual(['a1010', 'c1015', 'b1020']);
    expect(clock.now()).toBe(1050);
  });

  it('does not run what was taken back', () => {
    const clock = new ManualClock(0);
    let ran = false;
    const takeBack = clock.after(1, () => {
      ran = true;
    });
    takeBack();
    clock.advance(10);
    expect(ran).toBe(false);
  });
});

describe('systemClock', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('runs what may not wait in the next turn, unless it was taken back', async () => {
    const seen: string[] = [];
    systemClock.after(0, () => seen.push('ran'));
    systemClock.after(0, () => seen.push('never'))();
    expect(seen).toEqual([]);
    await turn();
    expect(seen).toEqual(['ran']);
  });

  it('needs nothing else to happen for that', () => {
    // An immediate that has no hold on the event loop waits until a timer or a socket wakes it, for seconds if need be.
    const held = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Immediate').length;
    const before = held();
    const takeBack = systemClock.after(0, () => {});
    expect(held()).toBe(before + 1);
    takeBack();
  });

  it('runs the rest when its time has come', async () => {
    const begun = performance.now();
    await new Promise<void>((resolve) => systemClock.after(20, resolve));
    expect(performance.now() - begun).toBeGreaterThanOrEqual(19);
  });
});
