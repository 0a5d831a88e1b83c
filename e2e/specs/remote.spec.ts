import { rm } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { makeWallet, PASSWORD } from '../pages/firstRun.ts';
import { goTo, tipOf } from '../pages/frame.ts';
import { expectShares, startMining, stopMining } from '../pages/mining.ts';
import { inspect, openPools, runAsPool } from '../pages/pools.ts';
import { ownAddress } from '../pages/receive.ts';
import { approve, fillPayment, toReview } from '../pages/send.ts';
import { unlock } from '../pages/unlock.ts';
import { activity, expectCoins } from '../pages/wallet.ts';
import { openWeb } from '../shells.ts';
import { newFolder } from '../stock.ts';

test.use({ startFrom: 'coins' });

/** Also after a failure no second app may go on. */
const closing: (() => Promise<void>)[] = [];
test.afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Two apps: the second one joins the first one's pool, mines there, is paid, and pays the first one's owner. */
test('a friend joins this pool, mines there, is paid and pays', async ({ app, browser }) => {
  test.setTimeout(420_000);
  await unlock(app.page);
  const address = await ownAddress(app.page);
  const url = await runAsPool(app.page);

  const folder = await newFolder();
  const friend = await openWeb(folder, browser);
  closing.push(async () => {
    await friend.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const { page } = friend;
  await test.step('the first run shows the network before the friend joins it', async () => {
    await page.getByRole('button', { name: 'Join a network' }).click();
    await inspect(page, 'no address at all');
    await expect(page.getByText('This is no address of a pool.')).toBeVisible();
    await inspect(page, url);
    await expect(page.getByText('This is what answered')).toBeVisible();
    await expect(page.getByText('Genesis hash', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Join and use it' }).click();
    await expect(page.getByText(`You are on the network local, through ${url}.`)).toBeVisible();
  });

  await test.step('the new wallet is on the friend’s chain', async () => {
    await makeWallet(page);
    await expect(page.getByRole('banner').getByText(url)).toBeVisible();
    await expect(async () => expect(await tipOf(page)).toBe(await tipOf(app.page))).toPass();
  });

  await test.step('it mines there, and the friend’s pool pays', async () => {
    await startMining(page);
    await expectShares(page, 'Accepted', 120_000);
    await goTo(page, 'Wallet');
    await expectCoins(page, { timeout: 280_000 });
    await expect(activity(page).filter({ hasText: 'Mining payout' }).first()).toBeVisible();
  });

  await test.step('it pays the pool’s owner', async () => {
    await fillPayment(page, address, '0.5');
    await toReview(page);
    await approve(page, PASSWORD);
    await expect(page.getByText(/^In block \d/)).toBeVisible({ timeout: 120_000 });
    await stopMining(page);
    await goTo(app.page, 'Wallet');
    await expect(activity(app.page).filter({ hasText: '+0.50000000' }).first()).toBeVisible();
  });

  await test.step('when the pool goes, the window says so; when it is back, all goes on', async () => {
    await openPools(page);
    const row = page.getByRole('list', { name: 'Pools in order of preference' }).getByText(url);
    await expect(row).toBeVisible();
    await expect(page.getByText(/^connected/)).toBeVisible();
    await goTo(app.page, 'Pool');
    await app.page.getByRole('switch', { name: 'Run as pool' }).click();
    await expect(page.getByRole('banner').getByText('pool not reached, trying again')).toBeVisible();
    await app.page.getByRole('switch', { name: 'Run as pool' }).click();
    await expect(page.getByRole('banner').getByText(url)).toBeVisible({ timeout: 90_000 });
  });

  await test.step('back on its own pool, the wallet has what it has there: nothing', async () => {
    await openPools(page);
    await page.getByRole('button', { name: 'Use The pool in this app' }).click();
    await goTo(page, 'Wallet');
    await expect(page.getByText('Nothing here yet')).toBeVisible();
  });
});
