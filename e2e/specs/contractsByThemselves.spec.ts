import { expect, test } from '../fixtures.ts';
import { musicBox } from '../musicBox.ts';
import {
  beginWith,
  chooseFile,
  dropFile,
  editor,
  openLink,
  openSelling,
  openUsing,
  review,
  signContract,
} from '../pages/contracts.ts';
import { PASSWORD } from '../pages/firstRun.ts';
import { chooseAccount, goTo } from '../pages/frame.ts';
import { startMining } from '../pages/mining.ts';
import { newAccount, ownAddress } from '../pages/receive.ts';
import { addressField, amountField, approve, fillPayment, toReview } from '../pages/send.ts';
import { openTrust, signAndMine } from '../pages/trust.ts';
import { unlock } from '../pages/unlock.ts';

test.use({ startFrom: 'coins' });

test('a contract charges by itself, finds too few coins, hears a message, and is left', async ({ app }) => {
  test.setTimeout(900_000);
  const { page } = app;
  await unlock(page);
  const addresses = new Map<string, string>();
  await test.step('a seller, a listener with 4.5 coins, and an account with none', async () => {
    for (const name of ['Seller', 'Listener', 'Empty']) {
      await newAccount(page, name);
      await chooseAccount(page, name);
      addresses.set(name, await ownAddress(page));
    }
    await chooseAccount(page, 'Account 1');
    await startMining(page);
    await fillPayment(page, addresses.get('Seller') ?? '', '1');
    await page.getByRole('button', { name: 'Add recipient' }).click();
    await addressField(page)
      .nth(1)
      .fill(addresses.get('Listener') ?? '');
    await amountField(page).nth(1).fill('4.5');
    await amountField(page).nth(1).blur();
    await toReview(page);
    await approve(page, PASSWORD);
    await expect(page.getByRole('heading', { name: /^Paid/ })).toBeVisible({ timeout: 120_000 });
  });

  const link = await test.step('published; the pool serves its file, and the link leads there', async () => {
    await goTo(page, 'Pool');
    await page.getByRole('switch', { name: 'Run as pool' }).press('Space');
    await expect(page.getByRole('heading', { name: 'Others can connect to your pool' })).toBeVisible();
    await chooseAccount(page, 'Seller');
    await beginWith(page, 'Subscription');
    await editor(page).fill(musicBox);
    await expect(page.getByText('This can be published')).toBeVisible();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await signContract(page, 'Approve and publish', 'Published');
    await page.getByRole('button', { name: 'Share it' }).click();
    await expect(page.getByText('Your pool keeps the file for others')).toBeVisible();
    await expect(page.getByTestId('contract-link')).toContainText('%2Fcontracts%2F');
    return await page.getByTestId('contract-link').innerText();
  });

  await test.step('the operator may keep no files, and then nobody is led there', async () => {
    const keeps = page.getByRole('switch', { name: 'Keep contract files of my users' });
    const toTheContract = async () => {
      await openSelling(page);
      await page.getByRole('list', { name: 'Contracts you published' }).getByRole('link').click();
    };
    await goTo(page, 'Pool');
    await keeps.press('Space');
    await expect(keeps).not.toBeChecked();
    await toTheContract();
    await expect(page.getByText('nobody knows yet where its file is')).toBeVisible();
    await goTo(page, 'Pool');
    await keeps.press('Space');
    await expect(keeps).toBeChecked();
    await toTheContract();
    await expect(page.getByText('Your pool keeps the file for others')).toBeVisible();
  });

  await test.step('without coins: what it costs is told, and what is missing', async () => {
    await chooseAccount(page, 'Empty');
    await openLink(page, link);
    await expect(review(page).getByText('This is the contract on the chain')).toBeVisible();
    await expect(
      review(page).getByText('You have 0 coins to spend; to begin, 1.0002 are needed.'),
    ).toBeVisible();
    await expect(review(page).getByRole('button', { name: 'Apply' })).toBeDisabled();
  });

  await test.step('a file is chosen, or dropped', async () => {
    await chooseAccount(page, 'Listener');
    await openUsing(page);
    await chooseFile(page, {
      name: 'large.md',
      mimeType: 'text/markdown',
      buffer: Buffer.alloc(262_145, 65),
    });
    await expect(page.getByText('This file is too large for a contract')).toBeVisible();
    await chooseFile(page, {
      name: 'x.png',
      mimeType: 'image/png',
      buffer: Buffer.from('89504e470d0aff', 'hex'),
    });
    await expect(page.getByText('This file is no text.')).toBeVisible();
    await chooseFile(page, { name: 'box.md', mimeType: 'text/markdown', buffer: Buffer.from(musicBox) });
    await expect(review(page).getByText('This is the contract on the chain')).toBeVisible();
    await openUsing(page);
    await dropFile(page, musicBox);
    await expect(page.getByText('Read from a file')).toBeVisible();
    await expect(review(page).getByText('This is the contract on the chain')).toBeVisible();
    await expect(review(page).getByText(/it would find too few in/)).toBeVisible();
  });

  const did = page.getByRole('list', { name: 'What it did' }).getByRole('listitem');
  await test.step('applied to; some blocks later it charges by itself', async () => {
    await page.getByRole('button', { name: 'Apply' }).click();
    await signContract(page, 'Approve and apply', 'Applied');
    await page.getByRole('button', { name: 'See the contract' }).click();
    await expect(did.filter({ hasText: 'Ran by itself' }).filter({ hasText: '−2.00000000' })).toHaveCount(1, {
      timeout: 120_000,
    });
  });

  await test.step('too few coins when due: the user is told', async () => {
    const refused = did.filter({ hasText: 'One payment was refused: too few coins' });
    await expect(refused.first()).toBeVisible({ timeout: 120_000 });
    await expect(refused.first()).toHaveText(/no coins moved/);
    const next = page.getByRole('region', { name: 'Next' });
    await expect(next.getByText('It asks for coins')).toBeVisible();
    await expect(next.getByText('You have too few coins for that at the moment.')).toBeVisible();
    // What it took before stands: 4.5 − 1 − 2 and some fees.
    await expect(did.filter({ hasText: '−2.00000000' })).toHaveCount(1);
  });

  await test.step('a message that it does not understand is refused, one that it does is sent', async () => {
    await page.getByLabel('Message').fill('louder');
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await expect(page.getByText('The contract would refuse this, so nothing was sent.')).toBeVisible();
    await expect(page.getByText('It said: Only the word pause is understood.')).toBeVisible();
    await page.getByLabel('Message').fill('pause');
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Send this to the contract?' })).toBeVisible();
    await signContract(page, 'Approve and send', 'Sent to the contract');
    await page.getByRole('button', { name: 'See the contract' }).click();
    await expect(page.getByRole('region', { name: 'Next' })).toHaveText(/in (59 min|1 hr|60 min)/);
    await openUsing(page);
    await expect(page.getByRole('list', { name: 'Contracts you applied to' })).toHaveText(/problems? lately/);
  });

  await test.step('the activity leads to the contract, the explorer finds the charge', async () => {
    await goTo(page, 'Wallet');
    await page.getByRole('button', { name: /^Charged by a contract.*−2\.0001/ }).click();
    const details = page.getByRole('dialog', { name: 'Details of this transaction' });
    await details.getByRole('link', { name: 'Show it in the explorer' }).click();
    await expect(page.getByRole('heading', { name: 'Transfer by a contract' })).toBeVisible();
    const identity = /transaction\/([0-9a-f]{64})/.exec(page.url())?.[1] ?? '';
    await goTo(page, 'Explorer');
    await page.getByRole('textbox', { name: 'Block number, hash, transaction id or address' }).fill(identity);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Transfer by a contract' })).toBeVisible();
    await goTo(page, 'Wallet');
    await page.getByRole('button', { name: /^Charged by a contract.*−2\.0001/ }).click();
    await details.getByRole('button', { name: 'See the contract' }).click();
    await expect(page.getByRole('heading', { name: 'Music box', level: 1 })).toBeVisible();
    await expect(page.getByText('With Listener · contract 1')).toBeVisible();
  });

  await test.step('the seller sees what came in, and what did not', async () => {
    await chooseAccount(page, 'Seller');
    await openSelling(page);
    await page.getByRole('list', { name: 'Contracts you published' }).getByRole('link').click();
    await expect(page.getByRole('region', { name: 'Income by month' })).toHaveText(/3\.00000000.*2 payments/);
    const problems = page.getByRole('list', { name: 'Problems lately' }).getByRole('listitem');
    await expect(problems.first()).toHaveText(
      /Ran by itself for Listener.*One payment was refused: too few coins/,
    );
  });

  await test.step('cancelled; a wallet whose coins a party moves can’t apply again', async () => {
    await chooseAccount(page, 'Listener');
    await openUsing(page);
    await page.getByRole('list', { name: 'Contracts you applied to' }).getByRole('link').click();
    await page.getByRole('button', { name: 'Cancel this contract' }).click();
    await signContract(page, 'Approve and cancel it', 'Cancelled');
    await openTrust(page);
    await page.getByLabel('Address of the party').fill(addresses.get('Seller') ?? '');
    await page.getByLabel('Hours until you get the account back').fill('48');
    await page.getByLabel(/^I understand/).check();
    await page.getByRole('button', { name: 'Review', exact: true }).click();
    await signAndMine(page, 'Approve and entrust', 'Entrusted');
    await openLink(page, link);
    await expect(
      review(page).getByText('A trusted party moves the coins of this account, so it can’t apply.'),
    ).toBeVisible();
    await expect(page.getByRole('button', { name: 'Apply' })).toHaveCount(0);
  });
});
