import { randomBytes } from 'node:crypto';
import { encodeAddress } from '../../src-shared/protocol/addresses.ts';
import { expect, test } from '../fixtures.ts';
import { hashOf, openExplorer, searchField, searchFor } from '../pages/explorer.ts';
import { tipOf } from '../pages/frame.ts';
import { startMining } from '../pages/mining.ts';
import { ownAddress } from '../pages/receive.ts';
import { unlock } from '../pages/unlock.ts';

test.use({ startFrom: 'coins' });

test('blocks, transactions and wallets are found by everything that names them', async ({ app }) => {
  const { page } = app;
  await unlock(page);
  const own = await ownAddress(page);
  await openExplorer(page);
  const tip = await tipOf(page);
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.nth(1)).toContainText(tip.toLocaleString('en-GB'));

  const block = page.getByRole('heading', { name: `Block ${tip.toLocaleString('en-GB')}`, level: 1 });
  const hash = await test.step('a block, by number and by hash', async () => {
    await searchFor(page, String(tip));
    await expect(block).toBeVisible();
    await expect(page.getByText('Found by the pool')).toBeVisible();
    await expect(page.getByText(/tries$/)).toBeVisible();
    const found = await hashOf(page, 'Block hash');
    expect(found).toMatch(/^[0-9a-f]{64}$/);
    await page.getByRole('link', { name: 'Older block' }).click();
    await expect(block).toBeHidden();
    await searchFor(page, found);
    await expect(block).toBeVisible();
    return found;
  });

  await test.step('how it is built, and the block before it by its hash', async () => {
    await page.getByText('How the block is built').click();
    await page.getByRole('link', { name: await hashOf(page, 'Hash of the block before') }).click();
    await expect(block).toBeHidden();
    await page.goBack();
    await expect(block).toBeVisible();
    expect(await hashOf(page, 'Block hash')).toBe(hash);
  });

  await test.step('a wallet, by its address, and one of its transactions, by its id', async () => {
    await searchFor(page, own);
    await expect(page.getByRole('heading', { name: /^Wallet/, level: 1 })).toBeVisible();
    const payout = page.getByRole('list', { name: 'History' }).getByRole('link', { name: /Transfer ?Block/ });
    await payout.first().click();
    await expect(page.getByRole('heading', { name: 'Transfer', level: 1 })).toBeVisible();
    await expect(page.getByText(/confirmations?$/)).toBeVisible();
    const identity = await hashOf(page, 'Transaction id');
    await page.getByText('Raw bytes').click();
    await expect(page.getByRole('heading', { name: /^Signed bytes/ })).toBeVisible();
    await openExplorer(page);
    await searchFor(page, identity);
    await expect(page.getByRole('heading', { name: 'Transfer', level: 1 })).toBeVisible();
  });

  await test.step('what is not there says so', async () => {
    await openExplorer(page);
    await searchFor(page, 'ab'.repeat(32));
    await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
    await searchFor(page, 'who are you?');
    await expect(searchField(page)).toHaveAccessibleDescription(/no block number, hash/);
    await searchFor(page, own.slice(0, -1) + (own.endsWith('q') ? 'p' : 'q'));
    await expect(searchField(page)).toHaveAccessibleDescription(/has a typo/);
    await searchFor(page, encodeAddress('lcoco', new Uint8Array(randomBytes(32))));
    await expect(page.getByText('The chain does not know this wallet yet')).toBeVisible();
  });
});

test('a new block appears by itself', async ({ app }) => {
  test.setTimeout(150_000);
  const { page } = app;
  await unlock(page);
  const before = await tipOf(page);
  await startMining(page);
  await openExplorer(page);
  const next = page
    .getByRole('table')
    .getByRole('link', { name: (before + 1).toLocaleString('en-GB'), exact: true });
  await expect(next).toBeVisible({ timeout: 120_000 });
});
