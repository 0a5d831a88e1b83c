import { expect, it } from 'vitest';
import { Turnstile } from './turnstile.ts';

it('lets all go on in their order, and others have their turn in between', async () => {
  const turnstile = new Turnstile();
  const passed: number[] = [];
  let rounds = 0;
  let counting = true;
  const count = () => {
    rounds += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  const pass = async (n: number) => {
    await turnstile.pass();
    passed.push(n);
    const end = performance.now() + 1;
    while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: 40 }, (_, n) => pass(n)));
  expect(passed).toEqual(Array.from({ length: 40 }, (_, n) => n));
  expect(rounds).toBeGreaterThan(4);
  const before = rounds;
  await pass(40);
  counting = false;
  expect(rounds).toBe(before);
});
