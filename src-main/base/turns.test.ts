import { expect, it } from 'vitest';
import { inTurns, nextTurn, stepsInTurns } from './turns.ts';

function busy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it('lets one long work go on at a time, the one that others wait for first', async () => {
  const order: string[] = [];
  const turns: string[][] = [[]];
  let counting = true;
  const count = () => {
    turns.push([]);
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  const note = (name: string) => {
    order.push(name);
    turns.at(-1)?.push(name);
    busy(5);
  };
  await nextTurn('later');
  await Promise.all([
    inTurns('later', Array(6).keys(), () => note('a')),
    inTurns('later', Array(6).keys(), () => note('b')),
    inTurns('soon', Array(6).keys(), () => note('c')),
  ]);
  counting = false;
  expect(order.length).toBe(18);
  expect(order.lastIndexOf('c')).toBeLessThan(order.lastIndexOf('a'));
  expect(order.lastIndexOf('c')).toBeLessThan(order.lastIndexOf('b'));
  // All begin at once; after that each round is one work's.
  for (const names of turns.slice(2)) expect(new Set(names).size).toBeLessThan(2);
});

it('comes to what nobody waits for though there is always more to be done soon', async () => {
  let isDone = false;
  let turns = 0;
  const flood = async () => {
    while (!isDone && turns < 1000) {
      turns += 1;
      await nextTurn('soon');
    }
  };
  const all = Promise.all([flood(), flood()]);
  await inTurns('later', Array(4).keys(), () => busy(5));
  isDone = true;
  await all;
  expect(turns).toBeLessThan(30);
});

it('gives what the last step gives, and throws what a step throws', async () => {
  const steps = function* (bad: boolean) {
    for (let n = 0; n < 5; n++) {
      busy(3);
      yield;
    }
    if (bad) throw new Error('bad');
    return 7;
  };
  await expect(stepsInTurns(steps(false))).resolves.toBe(7);
  await expect(stepsInTurns(steps(true))).rejects.toThrow('bad');
});
