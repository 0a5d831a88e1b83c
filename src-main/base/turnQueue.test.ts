import { expect, it } from 'vitest';
import { TurnQueue } from './turnQueue.ts';

it('does all in their order, in turns, and goes on behind one that fails', async () => {
  const done: number[] = [];
  const failed: unknown[] = [];
  let release: () => void = () => {};
  let gate: Promise<void> | undefined = new Promise<void>((resolve) => {
    release = resolve;
  });
  const queue = new TurnQueue<number>(
    () => gate,
    (n) => {
      if (n === 3) throw new Error('three');
      const end = performance.now() + 3;
      while (performance.now() < end);
      done.push(n);
    },
    (error) => failed.push(error),
  );
  for (let n = 0; n < 10; n++) queue.add(n);
  await new Promise(setImmediate);
  expect(done).toEqual([]);
  release();
  gate = undefined;
  await new Promise(setImmediate);
  expect(done.length).toBeGreaterThan(0);
  expect(done.length).toBeLessThan(9);
  queue.add(10);
  await queue.idle();
  expect(done).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9, 10]);
  expect(failed).toMatchObject([{ message: 'three' }]);
});
