import type { GroupItem } from '#shared/api/poolValues.ts';

/**
 * The steps with one more behind them. Balances that are set right after each other become one step, which costs less;
 * of a wallet that stands there already the later balance counts.
 */
export function withStep(steps: readonly GroupItem[], item: GroupItem): readonly GroupItem[] {
  const last = steps.at(-1);
  if (item.kind !== 'update' || last?.kind !== 'update') return [...steps, item];
  const balances = new Map(last.balances.map((row) => [row.address, row]));
  for (const row of item.balances) balances.set(row.address, row);
  return [...steps.slice(0, -1), { kind: 'update', balances: [...balances.values()] }];
}
