import { expect, test } from '../fixtures.ts';
import { goTo, tipOf } from '../pages/frame.ts';
import { shareCount, startMining } from '../pages/mining.ts';
import { ownAddress } from '../pages/receive.ts';
import { choose } from '../pages/settings.ts';
import { expectLocked, unlock } from '../pages/unlock.ts';
import { activity, balanceOf } from '../pages/wallet.ts';

test.use({ startFrom: 'coins' });

test('a restart keeps chain, balance, activity and settings, and does not mine by itself', async ({
  app,
}) => {
  let { page } = app;
  await unlock(page);
  await goTo(page, 'Settings');
  await choose(page, 'Theme', 'Dark');
  await startMining(page);
  await expect(async () => expect(await shareCount(page, 'Accepted')).toBeGreaterThan(0)).toPass();
  const address = await ownAddress(page);

  page = await app.restart();
  await expectLocked(page);
  await unlock(page);
  expect(await ownAddress(page)).toBe(address);
  await expect(page.getByRole('banner').getByText(/mining/)).toHaveCount(0);
  await goTo(page, 'Mining');
  await expect(page.getByText('Not mining')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');

  await goTo(page, 'Wallet');
  const [tip, balance, entries] = [await tipOf(page), await balanceOf(page), await activity(page).count()];
  expect(tip).toBeGreaterThan(100);
  expect(balance).toBeGreaterThan(0n);
  expect(entries).toBeGreaterThan(0);

  page = await app.restart();
  await unlock(page);
  await expect(activity(page)).toHaveCount(entries);
  expect(await tipOf(page)).toBe(tip);
  expect(await balanceOf(page)).toBe(balance);
});
