import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compileContract } from '../../src-shared/contracts/contractFile.ts';
import { publishedForm } from '../../src-shared/contracts/publishedForm.ts';
import { contractTemplates } from '../../src-shared/contracts/templates/templates.ts';
import { encodeUtf8 } from '../../src-shared/protocol/bytes.ts';
import { expect, test } from '../fixtures.ts';
import { beginWith, editor, openLink, openSelling, review, signContract } from '../pages/contracts.ts';
import { PASSWORD } from '../pages/firstRun.ts';
import { byPalette, chooseAccount, goTo } from '../pages/frame.ts';
import { startMining } from '../pages/mining.ts';
import { newAccount, ownAddress } from '../pages/receive.ts';
import { addressField, approve, fillPayment, toReview } from '../pages/send.ts';
import { unlock } from '../pages/unlock.ts';

test.use({ startFrom: 'coins' });

/** A seller's web page on this machine: one file, which may change. */
async function serveFile(file: () => Uint8Array): Promise<{ url: string; server: Server }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/markdown; charset=utf-8');
    response.end(file());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/subscription.md`, server };
}

test('a subscription is written, published, read, applied to, charged and cancelled', async ({ app }) => {
  test.setTimeout(900_000);
  const { page } = app;
  const compiled = publishedForm(compileContract(encodeUtf8(contractTemplates.subscription)).file).file;
  let served = compiled;
  const { url, server } = await serveFile(() => served);

  await unlock(page);
  await test.step('a seller with coins for the fee', async () => {
    await newAccount(page, 'Seller');
    await chooseAccount(page, 'Seller');
    const seller = await ownAddress(page);
    await chooseAccount(page, 'Account 1');
    await startMining(page);
    await fillPayment(page, seller, '5');
    await toReview(page);
    await approve(page, PASSWORD);
    await expect(page.getByRole('heading', { name: /^Paid/ })).toBeVisible({ timeout: 120_000 });
  });

  await test.step('mistakes are told while the seller types', async () => {
    await chooseAccount(page, 'Seller');
    await beginWith(page, 'Subscription');
    await expect(page.getByText('This can be published')).toBeVisible();
    await expect(page.getByText('12 times, every 30 days', { exact: false })).toBeVisible();
    await editor(page).fill(
      contractTemplates.subscription.replace('const DAY', 'let now = Date.now();\nconst DAY'),
    );
    await expect(page.getByText(/There is no clock: Date does not exist/)).toBeVisible();
    await editor(page).fill(contractTemplates.subscription.replace('function due(e) {', 'function due(e {'));
    await expect(page.getByText('This can’t be published yet')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Publish', exact: true })).toBeDisabled();
    await editor(page).fill(contractTemplates.subscription);
    await expect(page.getByText('This can be published')).toBeVisible();
  });

  const link = await test.step('published, and shared by a link', async () => {
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Publish this contract?' })).toBeVisible();
    await signContract(page, 'Approve and publish', 'Published');
    await page.getByRole('button', { name: 'Share it' }).click();
    await page.getByLabel('Where the file can be read (https://…)').fill(url);
    await page.getByRole('button', { name: 'Make the link' }).click();
    await expect(page.getByTestId('contract-link')).toContainText(encodeURIComponent(url));
    await expect(page.getByRole('img', { name: 'QR code of the contract’s link' })).toBeVisible();
    return await page.getByTestId('contract-link').innerText();
  });

  await test.step('an altered file is told, with both hashes, and can’t be applied to', async () => {
    served = encodeUtf8(new TextDecoder().decode(compiled).replace('**1 coin**', '**no coin**'));
    await chooseAccount(page, 'Account 1');
    await openLink(page, link);
    await expect(page.getByRole('alert').getByText('This file was altered')).toBeVisible();
    await expect(review(page).getByText(/^[0-9a-f]{64}$/)).toHaveCount(2);
    await expect(page.getByRole('button', { name: 'Apply' })).toHaveCount(0);
    served = compiled;
  });

  await test.step('read, with all that it will charge', async () => {
    const began = Date.now();
    await openLink(page, link);
    await expect(page.getByRole('heading', { name: 'Subscription', level: 1 })).toBeVisible();
    await expect(review(page).getByText('This is the contract on the chain')).toBeVisible();
    test.info().annotations.push({ type: 'ms to the review', description: String(Date.now() - began) });
    await expect(page.getByText('From the second month on the subscriber pays')).toBeVisible();
    await expect(review(page).getByText('12 times, every 30 days', { exact: false })).toBeVisible();
    await review(page).getByText('Every payment of the year').click();
    await expect(review(page).getByRole('row')).toHaveCount(14);
    await page.getByText('The script', { exact: true }).click();
    await expect(page.getByText('function applied(e)')).toBeVisible();
  });

  await test.step('applied to: the first month is charged in the same block', async () => {
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page.getByRole('heading', { name: 'Apply to this contract?' })).toBeVisible();
    await signContract(page, 'Approve and apply', 'Applied');
    const did = page.getByRole('list', { name: 'What it did' });
    await expect(did.getByRole('listitem')).toHaveText(/Applied.*−1\.00000000/);
    await page.getByRole('button', { name: 'See the contract' }).click();
    await expect(page.getByRole('region', { name: 'Next' })).toHaveText(/You pay 10 coins in (30|29) days/);
  });

  await test.step('the seller sees the applicant and the coin', async () => {
    await openSelling(page);
    await page.getByRole('list', { name: 'Contracts you published' }).getByRole('link').click();
    await expect(page.getByRole('region', { name: 'Income by month' })).toHaveText(/1\.00000000.*1 payment/);
    await expect(page.getByRole('region', { name: 'Applicants' })).toHaveText(/Account 1.*active/);
    await expect(page.getByRole('region', { name: 'Due next' })).toHaveText(/Account 1/);
  });

  await test.step('a link leads to the review from everywhere', async () => {
    await goTo(page, 'Send');
    await page.getByRole('button', { name: 'Send another' }).click();
    await addressField(page).fill(link);
    await expect(review(page).getByText('Account 1 has applied to it')).toBeVisible();
    await goTo(page, 'Wallet');
    await byPalette(page, link);
    await expect(review(page).getByText('Account 1 has applied to it')).toBeVisible();
  });

  await test.step('cancelled', async () => {
    await review(page).getByRole('link', { name: 'See it' }).click();
    await page.getByRole('button', { name: 'Cancel this contract' }).click();
    await expect(page.getByRole('heading', { name: 'Cancel this contract?' })).toBeVisible();
    await signContract(page, 'Approve and cancel it', 'Cancelled');
    await page.getByRole('button', { name: 'See the contract' }).click();
    await expect(page.getByRole('heading', { name: 'You cancelled this contract' })).toBeVisible();
  });
  server.close();
});
