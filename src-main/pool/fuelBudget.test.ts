import { expect, it } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { FuelBudget } from './fuelBudget.ts';

it('refuses when it is used up, and fills again with time', () => {
  const clock = new ManualClock(0);
  const budget = new FuelBudget(clock);
  for (let n = 0; n < 8; n++) {
    budget.demand();
    budget.spend(40_000_000);
  }
  expect(() => budget.demand()).toThrow('pool.busy');
  clock.advance(1_000);
  expect(() => budget.demand()).not.toThrow();
  clock.advance(3_600_000);
  budget.demand();
  budget.spend(300_000_001);
  expect(() => budget.demand()).toThrow('pool.busy');
});
