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
  expect(busy).toBeGreaterThan(0.3);
  expect(idle).toBeLessThan(0.15);
  await expect(page.getByText('Not mining')).toBeVisible();
  await expect(page.getByRole('banner').getByText(/mining/)).toHaveCount(0);
});

test('one thread fewer is one thread fewer', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'threads are counted in /proc, which only Linux has');
  const { page, pid } = app;
  await unlock(page);
  await startMining(page);
  await expectShares(page, 'Accepted', 60_000);
  const most = await threadsOf(page);
  test.skip(most < 2, 'there is one core only');
  const before = threadCount(pid);
  await page.getByRole('slider', { name: 'Threads' }).press('ArrowLeft');
  await expect(page.getByRole('slider', { name: 'Threads' })).toHaveAttribute(
    'aria-valuenow',
    String(most - 1),
  );
  await expect(() => expect(threadCount(pid)).toBe(before - 1)).toPass({ timeout: 10_000 });
  await goTo(page, 'Wallet');
  await stopMining(page);
});
