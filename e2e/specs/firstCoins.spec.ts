import { parseCoins } from '../../src-shared/protocol/amounts.ts';
import { balanceChanges, watchBalance } from '../balanceWatch.ts';
import { expect, test } from '../fixtures.ts';
import { makeWallet, PASSWORD } from '../pages/firstRun.ts';
import { chooseAccount, goTo } from '../pages/frame.ts';
import { expectShares, startMining, stopMining } from '../pages/mining.ts';
import { newAccount, ownAddress } from '../pages/receive.ts';
import { approve, fillPayment, toReview } from '../pages/send.ts';
import { setAutoLock } from '../pages/settings.ts';
import { expectLocked, unlock } from '../pages/unlock.ts';
import { activity, balanceOf, expectCoins, maturing } from '../pages/wallet.ts';
import { keep } from '../stock.ts';

/** The main way through the app, from nothing to a payment in a block. What takes time is printed, not judged. */
test('a new wallet mines its first coins and pays some of them to another account', async ({ app }) => {
  test.setTimeout(420_000);
  const { page } = app;
  const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1);

  await test.step('make a wallet', async () => {
    await expect(page.getByRole('heading', { name: 'Welcome to Coco' })).toBeVisible();
    await makeWallet(page);
    expect(await balanceOf(page)).toBe(0n);
    await expect(page.getByText('Nothing here yet')).toBeVisible();
  });

  const began = performance.now();
  await test.step('mine until a share is accepted and a block is found', async () => {
    await startMining(page);
    await expectShares(page, 'Accepted', 120_000);
    console.log(`first share accepted after ${seconds(began)} s`);
    await expectShares(page, 'Blocks found', 120_000);
    console.log(`first block found after ${seconds(began)} s`);
  });

  await test.step('the reward matures', async () => {
    await goTo(page, 'Wallet');
    await expect(maturing(page)).toBeVisible();
    expect(await balanceOf(page)).toBe(0n);
  });

  await test.step('left alone, the wallet locks by itself, and mining goes on', async () => {
    await setAutoLock(page, '1 minute');
    await goTo(page, 'Wallet');
    await expectLocked(page, 90_000);
    await unlock(page);
    await expect(page.getByRole('banner').getByText(/^mining/)).toBeVisible();
    await setAutoLock(page, '15 minutes');
  });

  await test.step('the reward is paid out', async () => {
    await goTo(page, 'Wallet');
    await watchBalance(page);
    await expectCoins(page, { timeout: 240_000 });
    console.log(`first coins on the balance after ${seconds(began)} s`);
    await expect(activity(page).filter({ hasText: 'Mining payout' }).first()).toBeVisible();
  });

  const savings = await test.step('make a second account', async () => {
    await newAccount(page, 'Savings');
    await chooseAccount(page, 'Savings');
    return ownAddress(page);
  });

  await test.step('pay to it', async () => {
    await chooseAccount(page, 'Account 1');
    await fillPayment(page, savings, '1.5');
    await expect(page.getByText('Your own account')).toBeVisible();
    await toReview(page);
    const shown = (await page.getByRole('main').innerText()).replace(/\s/g, '');
    expect(shown).toContain(savings);
    expect(shown).toContain('Amount1.50000000');
    expect(shown).toContain('Fee0.00010000');
    expect(shown).toContain('Total1.50010000');
    await approve(page, PASSWORD);
  });

  await test.step('follow the payment into a block', async () => {
    const sent = performance.now();
    await expect(page.getByText('Accepted by the pool')).toBeVisible();
    await expect(page.getByText(/^In block \d/)).toBeVisible({ timeout: 120_000 });
    console.log(`payment in a block after ${seconds(sent)} s`);
  });

  await test.step('both accounts tell of it', async () => {
    await goTo(page, 'Wallet');
    await expect(activity(page).filter({ hasText: 'Sent to Savings' })).toContainText('−1.50010000');
    await watchBalance(page);
    await chooseAccount(page, 'Savings');
    expect(await balanceOf(page)).toBe(parseCoins('1.5'));
    await expect(activity(page)).toHaveCount(1);
    await expect(activity(page)).toContainText('Received from Account 1');
    await expect(activity(page)).toContainText('+1.50000000');
  });

  await test.step('from a block to the balance on the screen', async () => {
    await chooseAccount(page, 'Account 1');
    await watchBalance(page);
    const before = await balanceOf(page);
    await expect(async () => expect(await balanceOf(page)).not.toBe(before)).toPass({ timeout: 60_000 });
    for (const { sinceEvent, sinceMined } of await balanceChanges(page)) {
      console.log(
        `balance changed ${sinceEvent} ms after the block's event, ${sinceMined} ms after it was mined`,
      );
    }
  });

  await stopMining(page);
  await app.stop();
  await keep('coins', app.dataFolder);
});
