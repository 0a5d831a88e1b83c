import { randomBytes } from 'node:crypto';
import { encodeAddress } from '../../src-shared/protocol/addresses.ts';
import { expect, test } from '../fixtures.ts';
import { goTo } from '../pages/frame.ts';
import { ownAddress } from '../pages/receive.ts';
import { addressField, amountField, fillPayment, reviewButton, toReview } from '../pages/send.ts';
import { unlock } from '../pages/unlock.ts';
import { activity, balanceOf } from '../pages/wallet.ts';

test.use({ startFrom: 'coins' });

const good = encodeAddress('lcoco', new Uint8Array(randomBytes(32)));

/** "978.5999" with all eight decimals, as amounts are drawn. */
function formatWhole(text: string): string {
  const [whole = '', decimals = ''] = text.split('.');
  return `${whole}.${decimals.padEnd(8, '0')}`;
}

/** The same address with its last letter changed. */
const typo = good.slice(0, -1) + (good.endsWith('q') ? 'p' : 'q');

const addresses = [
  { what: 'a typo', address: typo, words: 'This address has a typo.' },
  {
    what: 'an address of another network',
    address: encodeAddress('coco', new Uint8Array(32).fill(7)),
    words: 'This address belongs to another network: it begins with coco',
  },
  { what: 'an address that was cut off', address: good.slice(0, -5), words: 'This address is not complete' },
  { what: 'no address at all', address: 'Anna, please', words: 'This is no address.' },
];

const amounts = [
  { amount: '1.123456789', words: 'An amount has at most 8 decimals.' },
  { amount: '0', words: 'Enter an amount above 0.' },
  { amount: '', words: 'Enter an amount above 0.' },
  { amount: 'ten', words: 'This is no amount.' },
  { amount: '-1', words: 'This is no amount.' },
  { amount: '1,500', words: 'This can be read in two ways.' },
  { amount: '99999999999', words: 'That is more coins than will ever exist.' },
];

test('what is wrong with a payment is said at its field, and nothing is sent', async ({ app }) => {
  const { page } = app;
  await unlock(page);
  await goTo(page, 'Wallet');
  await expect(activity(page).first()).toBeVisible();
  const [balance, entries] = [await balanceOf(page), await activity(page).count()];
  await goTo(page, 'Send');

  for (const { what, address, words } of addresses) {
    await test.step(what, async () => {
      await fillPayment(page, address, '1');
      await expect(addressField(page)).toHaveAccessibleDescription(new RegExp(words.replaceAll('.', '\\.')));
      await reviewButton(page).click();
      await expect(reviewButton(page)).toBeVisible();
    });
  }

  await fillPayment(page, good, '1');
  await expect(page.getByText('Valid address')).toBeVisible();
  for (const { amount, words } of amounts) {
    await test.step(`amount "${amount}"`, async () => {
      await amountField(page).fill(amount);
      await reviewButton(page).click();
      await expect(page.getByText(words)).toBeVisible();
      await expect(amountField(page)).toHaveAccessibleDescription(new RegExp(words.replaceAll('.', '\\.')));
    });
  }

  await test.step('more than there is', async () => {
    await amountField(page).fill('90000000');
    await expect(
      page.getByText(/^You can spend [\d,.]+ coins; this payment needs 90,000,000\.0001/),
    ).toBeVisible();
    await expect(reviewButton(page)).toBeDisabled();
  });

  await goTo(page, 'Wallet');
  expect(await balanceOf(page)).toBe(balance);
  await expect(activity(page)).toHaveCount(entries);
});

test('everything is everything less the fee, and going back from the review sends nothing', async ({
  app,
}) => {
  const { page } = app;
  await unlock(page);
  await goTo(page, 'Wallet');
  const balance = await balanceOf(page);
  await fillPayment(page, good, '');
  const spendable = /You can send ([\d,.]+) coins/.exec(await page.getByRole('main').innerText())?.[1] ?? '';
  await page.getByRole('button', { name: 'Everything' }).click();
  await toReview(page);
  await expect(page.getByText('First time you pay this address')).toBeVisible();
  const shown = (await page.getByRole('main').innerText()).replace(/\s/g, '');
  expect(shown).toContain(good);
  expect(shown).toContain(`Total${formatWhole(spendable)}`);

  await page.getByRole('button', { name: 'Back' }).click();
  await expect(addressField(page)).toHaveValue(good);
  await goTo(page, 'Wallet');
  expect(await balanceOf(page)).toBe(balance);
});

test('a payment link fills the form, and one of another kind is explained', async ({ app }) => {
  const { page } = app;
  await unlock(page);
  const own = await ownAddress(page);
  await goTo(page, 'Send');
  await addressField(page).fill(`coco:${good}?amount=2.5&message=Dinner`);
  await expect(addressField(page)).toHaveValue(good);
  await expect(amountField(page)).toHaveValue('2.5');
  await expect(page.getByText('Note in the link: Dinner')).toBeVisible();
  await addressField(page).fill(`coco:${own}?amount=two`);
  await expect(page.getByText(/The amount in this payment link makes no sense/)).toBeVisible();
});
