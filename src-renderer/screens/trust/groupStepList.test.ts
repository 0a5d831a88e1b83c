import { expect, it } from 'vitest';
import type { GroupItem } from '#shared/api/poolValues.ts';
import { withStep } from './groupStepList.ts';

const set = (...balances: [string, bigint][]): GroupItem => ({
  kind: 'update',
  balances: balances.map(([address, balance]) => ({ address, balance })),
});
const end: GroupItem = { kind: 'termination', sender: 'a' };

it('puts balances that are set one after the other into one step, the later one of a wallet', () => {
  let steps = withStep([], set(['a', 1n]));
  steps = withStep(steps, set(['b', 2n], ['a', 3n]));
  expect(steps).toEqual([set(['a', 3n], ['b', 2n])]);
  steps = withStep(steps, end);
  // What stands between them happens between them.
  expect(withStep(steps, set(['a', 4n]))).toEqual([set(['a', 3n], ['b', 2n]), end, set(['a', 4n])]);
});
