import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { othersGiveWay } from './threadPriority.ts';

/** Nice values by thread (proc(5): the 19th field of `stat`; the second one, the name, may hold spaces). */
function niceValues(): Map<number, number> {
  return new Map(
    readdirSync('/proc/self/task').map((name) => {
      const stat = readFileSync(`/proc/self/task/${name}/stat`, 'utf8');
      return [Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])];
    }),
  );
}

it.runIf(process.platform === 'linux')('lets all threads but this one step back (Linux only)', () => {
  const before = niceValues();
  expect(before.size).toBeGreaterThan(1);
  othersGiveWay();
  const after = niceValues();
  expect(after.get(process.pid)).toBe(before.get(process.pid));
  for (const [thread, nice] of after) {
    if (thread !== process.pid && before.has(thread)) expect(nice).toBe(Math.max(5, before.get(thread) ?? 0));
  }
});
