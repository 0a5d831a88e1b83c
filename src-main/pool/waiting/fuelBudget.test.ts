import { expect, it } from 'vitest';
import { ManualClock } from '../../base/clock.ts';
import { type Allowance, FuelBudget } from './fuelBudget.ts';

const use = (allowance: Allowance, fuel: number) => {
  allowance.demand();
  allowance.spend(fuel);
};

it('refuses one address when its part is used up, and no other one', () => {
  const clock = new ManualClock(0);
  const budget = new FuelBudget(clock);
  const greedy = budget.of('192.0.2.1');
  for (let n = 0; n < 3; n++) use(greedy, 40_000_000);
  expect(() => greedy.demand()).toThrow(
    expect.objectContaining({ code: 'pool.rehearsals', facts: { retryAfter: 1334 } }),
  );
  // Another connection from there is the same asker; an IPv6 /64 is one, too.
  expect(() => budget.of('::ffff:192.0.2.1').demand()).toThrow('pool.rehearsals');
  expect(() => budget.of('192.0.2.2').demand()).not.toThrow();
  use(budget.of('2001:db8::1'), 101_000_000);
  expect(() => budget.of('2001:db8::2').demand()).toThrow('pool.rehearsals');
  clock.advance(1_334);
  expect(() => greedy.demand()).not.toThrow();
});

it('refuses everybody but the person at this machine when all is used up, and fills again with time', () => {
  const clock = new ManualClock(0);
  const budget = new FuelBudget(clock);
  for (let n = 1; n <= 4; n++) use(budget.of(`192.0.2.${n}`), 80_000_000);
  expect(() => budget.of('192.0.2.9').demand()).toThrow('pool.busy');
  expect(() => budget.of('peers').demand()).toThrow('pool.busy');
  const here = budget.of('');
  expect(() => use(here, 40_000_000)).not.toThrow();
  clock.advance(1_000);
  expect(() => budget.of('192.0.2.9').demand()).not.toThrow();
  clock.advance(3_600_000);
  use(budget.of('peers'), 300_000_001);
  expect(() => budget.of('peers').demand()).toThrow('pool.busy');
});

it('stays small, whoever asks', () => {
  const clock = new ManualClock(0);
  const budget = new FuelBudget(clock);
  const greedy = budget.of('192.0.2.1');
  use(greedy, 100_000_001);
  for (let n = 0; n < 30_000; n++) {
    budget.of(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`).demand();
  }
  // Those who had spent nothing were forgotten first.
  expect(() => greedy.demand()).toThrow('pool.rehearsals');
});
