import { expect, test } from '../fixtures.ts';
import { PASSWORD } from '../pages/firstRun.ts';
import { chooseAccount, goTo } from '../pages/frame.ts';
import { startMining } from '../pages/mining.ts';
import { newAccount, ownAddress } from '../pages/receive.ts';
import { approve, fillPayment, reviewButton, toReview } from '../pages/send.ts';
import { openOperator, openTrust, signAndMine } from '../pages/trust.ts';
import { unlock } from '../pages/unlock.ts';
import { balanceOf } from '../pages/wallet.ts';

test.use({ startFrom: 'coins' });

const review = 'Review';

test('an account is entrusted, served by its party, and let go again', async ({ app }) => {
  test.setTimeout(600_000);
  const { page } = app;
  await unlock(page);
  const anna = await test.step('a party with an account that the chain knows', async () => {
    const first = await ownAddress(page);
    await newAccount(page, 'Exchange');
    await chooseAccount(page, 'Exchange');
    return first;
  });
  const party = await ownAddress(page);
  await chooseAccount(page, 'Account 1');
  await startMining(page);
  await fillPayment(page, party, '5');
  await toReview(page);
  await approve(page, PASSWORD);
  await expect(page.getByText(/of 6 confirmations/)).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Paid/ })).toBeVisible({ timeout: 120_000 });

  await test.step('refused: itself, and without understanding', async () => {
    await openTrust(page);
    await page.getByLabel('Address of the party').fill(anna);
    await page.getByLabel('Hours until you get the account back').fill('48');
    await expect(
      page.getByText('This party can move everything in this account.', { exact: true }),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: review })).toBeDisabled();
    await page.getByLabel(/^I understand/).check();
    await page.getByRole('button', { name: review }).click();
    await expect(page.getByText('This is the account itself. Name another one.')).toBeVisible();
  });

  await test.step('entrusted, with the password', async () => {
    await page.getByLabel('Address of the party').fill(party);
    await page.getByLabel('Hours until you get the account back').fill('48');
    await page.getByLabel(/^I understand/).check();
    await page.getByRole('button', { name: review }).click();
    await expect(page.getByRole('heading', { name: 'Entrust this account?' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Approve and entrust' })).toBeDisabled();
    await signAndMine(page, 'Approve and entrust', 'Entrusted');
    await expect(page.getByRole('heading', { name: 'Account 1 is entrusted' })).toBeVisible();
    await expect(page.getByText('2 days', { exact: true })).toBeVisible();
    await goTo(page, 'Wallet');
    await expect(page.getByText('Exchange moves the coins of this account.')).toBeVisible();
    await goTo(page, 'Send');
    await page.getByRole('button', { name: 'Send another' }).click();
    await expect(page.getByText(/only the trusted party can move them/)).toBeVisible();
  });

  await test.step('the party sets balances from a list, without its bad lines', async () => {
    await chooseAccount(page, 'Exchange');
    await openOperator(page);
    await page
      .getByLabel('Or paste the list')
      .fill(`address,balance\n${anna},12.5\n${anna},1\nlcoco1nonsense,4\n${party}`);
    await expect(page.getByText('3 lines cannot be read')).toBeVisible();
    await expect(page.getByText('This address stands in line 2 already.')).toBeVisible();
    await expect(page.getByText('1 wallet, 12.5 coins in all')).toBeVisible();
    await page.getByRole('button', { name: 'Go on without these lines' }).click();
    await expect(page.getByRole('heading', { name: 'Set these balances?' })).toBeVisible();
    await expect(page.getByText(/^Your account gets /)).toBeVisible();
    await signAndMine(page, 'Approve and send', 'Balances set');
  });

  await test.step('the party sends a group: a payment of the account, its balance, and its end', async () => {
    await page.getByLabel('From', { exact: true }).fill(anna);
    await page.getByLabel('To', { exact: true }).fill(party);
    await page.getByLabel('Amount', { exact: true }).fill('1.5');
    await page.getByRole('button', { name: 'Add the step' }).click();
    await page.getByText('Set a balance', { exact: true }).click();
    await page.getByLabel('Wallet', { exact: true }).fill(anna);
    await page.getByLabel('New balance', { exact: true }).fill('11.5');
    await page.getByRole('button', { name: 'Add the step' }).click();
    await page.getByText('Let a wallet go', { exact: true }).click();
    await page.getByLabel('Wallet', { exact: true }).fill(anna);
    await page.getByRole('button', { name: 'Add the step' }).click();
    await page.getByRole('button', { name: review }).click();
    await expect(page.getByRole('heading', { name: 'Send this group?' })).toBeVisible();
    await expect(page.getByText('Account 1 pays Exchange')).toBeVisible();
    await expect(page.getByText('1 balance is set')).toBeVisible();
    await expect(page.getByText('Account 1 is let go')).toBeVisible();
    await signAndMine(page, 'Approve and send', 'Group sent');
  });

  await test.step('the owner sees the time left, and can keep the trust after all', async () => {
    await chooseAccount(page, 'Account 1');
    await goTo(page, 'Wallet');
    expect(await balanceOf(page)).toBeGreaterThanOrEqual(11_50000000n);
    await openTrust(page);
    await expect(page.getByText('You get the account back')).toBeVisible();
    await expect(page.getByText(/^1 day,? 23 hours$/)).toBeVisible();
    await page.getByRole('button', { name: 'Keep the trust after all' }).click();
    await expect(page.getByRole('heading', { name: 'Keep the trust?' })).toBeVisible();
    await signAndMine(page, 'Approve and entrust', 'Entrusted');
    await expect(page.getByText('The trust goes on until you end it.')).toBeVisible();
  });

  await test.step('the owner ends it, free of charge', async () => {
    await page.getByRole('button', { name: 'End the trust' }).click();
    await expect(page.getByRole('heading', { name: 'End the trust?' })).toBeVisible();
    await expect(page.getByText('free', { exact: true })).toBeVisible();
    await signAndMine(page, 'End the trust', 'Termination sent');
    await expect(page.getByText('You get the account back')).toBeVisible();
  });
  expect(await reviewButton(page).count()).toBe(0);
});
