import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { Spread } from './spread.ts';

let clock: ManualClock;
let done: number[];
let spread: Spread<number>;
beforeEach(() => {
  clock = new ManualClock(0);
  done = [];
  spread = new Spread(clock, { some: 2, pause: 10 }, (one) => done.push(one));
});

describe('Spread', () => {
  it('does the first ones at once and the others in turns, each once', async () => {
    let ended = false;
    const all = spread.start([1, 2, 3, 4, 5]).then(() => {
      ended = true;
    });
    expect(done).toEqual([1, 2]);
    clock.advance(9);
    expect(done).toEqual([1, 2]);
    clock.advance(1);
    expect(done).toEqual([1, 2, 3, 4]);
    await Promise.resolve();
    expect(ended).toBe(false);
    clock.advance(10);
    await all;
    expect(done).toEqual([1, 2, 3, 4, 5]);
    clock.advance(100);
    expect(done).toHaveLength(5);
  });

  it('begins anew, and whoever waited for the ones before goes on when these are through', async () => {
    const first = spread.start([1, 2, 3]);
    const second = spread.start([7, 8, 9]);
    clock.advance(10);
    await Promise.all([first, second]);
    expect(done).toEqual([1, 2, 7, 8, 9]);
  });

  it('ends when it is stopped, and at once when there is nothing to do', async () => {
    const all = spread.start([1, 2, 3]);
    spread.stop();
    await all;
    clock.advance(100);
    expect(done).toEqual([1, 2]);
    await spread.start([]);
  });

  it('tells whether it is at work, and when it is over', async () => {
    await spread.over();
    void spread.start([1, 2, 3]);
    expect(spread.isRunning).toBe(true);
    let over = false;
    const end = spread.over().then(() => {
      over = true;
    });
    await Promise.resolve();
    expect(over).toBe(false);
    clock.advance(10);
    await end;
    expect(spread.isRunning).toBe(false);
  });
});
