import { availableParallelism } from 'node:os';
import { expect, test } from '../fixtures.ts';
import { goTo } from '../pages/frame.ts';
import { expectShares, startMining, stopMining, threadsOf } from '../pages/mining.ts';
import { unlock } from '../pages/unlock.ts';
import { busyCores, threadCount } from '../processLoad.ts';

test.use({ startFrom: 'wallet' });

test('stopping really stops: the threads are gone within a second and the processor is free', async ({
  app,
}) => {
  test.skip(process.platform !== 'linux', 'threads are counted in /proc, which only Linux has');
  const { page, pid } = app;
  await unlock(page);
  await startMining(page);
  const threads = await threadsOf(page);
  await expectShares(page, 'Accepted', 60_000);
  const [running, busy] = [threadCount(pid), await busyCores(pid, 1500)];

  await stopMining(page);
  await page.waitForTimeout(1000);
  const [stopped, idle] = [threadCount(pid), await busyCores(pid, 1500)];
  console.log(
    `mining: ${running} threads, ${busy.toFixed(2)} cores; stopped: ${stopped} threads, ${idle.toFixed(2)} cores`,
  );
  expect(running - stopped).toBeGreaterThanOrEqual(threads);
  // The miner's threads stand behind all other work of the machine, so how busy they are is not ours to say.
  expect(busy).toBeGreaterThan(idle);
  expect(idle).toBeLessThan(0.15);
  await expect(page.getByText('Not mining')).toBeVisible();
  await expect(page.getByRole('banner').getByText(/mining/)).toHaveCount(0);
});

test('as many threads run as the slider says', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'threads are counted in /proc, which only Linux has');
  test.skip(availableParallelism() < 2, 'there is one core only');
  const { page, pid } = app;
  await unlock(page);
  await startMining(page);
  await expectShares(page, 'Accepted', 60_000);
  const slider = page.getByRole('slider', { name: 'Threads' });
  const others = threadCount(pid) - (await threadsOf(page));
  for (const key of ['End', 'Home']) {
    await slider.press(key);
    const wanted = key === 'Home' ? 1 : availableParallelism();
    await expect(slider).toHaveAttribute('aria-valuenow', String(wanted));
    await expect(() => expect(threadCount(pid)).toBe(others + wanted)).toPass({ timeout: 10_000 });
  }
  await goTo(page, 'Wallet');
  await stopMining(page);
});
