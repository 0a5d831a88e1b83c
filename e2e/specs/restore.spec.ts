import { readFile, rm } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { makeWallet, PASSWORD, restoreWallet, showWords, typeWords } from '../pages/firstRun.ts';
import { goTo } from '../pages/frame.ts';
import { newAccount, ownAddress } from '../pages/receive.ts';
import { tryPassword } from '../pages/unlock.ts';

const ANOTHER_PASSWORD = 'harbor-lantern-mosaic-81';

/** Valid words of the word list's own standard: everybody knows them. */
const KNOWN_WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow'.split(' ');

test('the words alone restore the same accounts in an empty data folder', async ({ app }) => {
  const words = await makeWallet(app.page);
  const address = await ownAddress(app.page);
  await newAccount(app.page, 'Savings');

  await app.stop();
  await rm(app.dataFolder, { recursive: true });
  const page = await app.restart();
  await restoreWallet(page, words, ANOTHER_PASSWORD);
  expect(await ownAddress(page)).toBe(address);

  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Lock' }).click();
  await tryPassword(page, ANOTHER_PASSWORD);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
});

test('the saved wallet file restores accounts and their names in an empty data folder', async ({ app }) => {
  await makeWallet(app.page);
  const address = await ownAddress(app.page);
  await newAccount(app.page, 'Savings');
  await goTo(app.page, 'Settings');
  const download = app.page.waitForEvent('download');
  await app.page.getByRole('button', { name: 'Save wallet file' }).click();
  const exported = await readFile(await (await download).path());

  await app.stop();
  await rm(app.dataFolder, { recursive: true });
  const page = await app.restart();
  await page.getByRole('button', { name: /^Restore/ }).click();
  await page.getByRole('button', { name: 'Do you have a saved wallet file instead?' }).click();
  const choose = async (buffer: Buffer) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose the file' }).click();
    await (await chooser).setFiles({ name: 'coco-vault.json', mimeType: 'application/json', buffer });
  };
  const restore = page.getByRole('button', { name: 'Restore the wallet' });
  await choose(exported.subarray(0, -20));
  await page.getByLabel('Password of this file').fill(PASSWORD);
  await restore.click();
  await expect(page.getByText(/This is no wallet file of Coco/)).toBeVisible();
  await choose(exported);
  await page.getByLabel('Password of this file').fill(ANOTHER_PASSWORD);
  await restore.click();
  await expect(page.getByText(/This password is not right/)).toBeVisible();
  await page.getByLabel('Password of this file').fill(PASSWORD);
  await restore.click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible({ timeout: 30_000 });
  expect(await ownAddress(page)).toBe(address);
  await page.getByRole('button', { name: /^Account: / }).click();
  await expect(page.getByRole('menuitem', { name: 'Savings' })).toBeVisible();
});

test('words that are no wallet are explained before anything is made of them', async ({ app }) => {
  const { page } = app;
  const field = page.getByRole('textbox', { name: 'Recovery words' });
  const goOn = page.getByRole('button', { name: 'Continue' });

  await typeWords(page, [...KNOWN_WORDS.slice(0, 11), 'yelow', '']);
  await expect(page.getByText('This word is not in the list: yelow.')).toBeVisible();
  await expect(goOn).toBeDisabled();

  await field.fill(KNOWN_WORDS.toReversed().join(' '));
  await expect(page.getByText(/together they are no wallet/)).toBeVisible();
  await expect(goOn).toBeDisabled();

  await field.fill(`  ${KNOWN_WORDS.join('\n').toUpperCase()} `);
  await expect(page.getByText('These words fit together.')).toBeVisible();
  await expect(goOn).toBeEnabled();
});

test('a completion finishes the word that is being typed', async ({ app }) => {
  const { page } = app;
  await typeWords(page, ['legal', 'winn']);
  await page.getByRole('button', { name: 'winner' }).click();
  await expect(page.getByRole('textbox', { name: 'Recovery words' })).toHaveValue('legal winner ');
});

test('a word that was written down wrongly is found out', async ({ app }) => {
  const { page } = app;
  const words = await showWords(page);
  await page.getByLabel('I have written them down').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  const fields = page.getByRole('textbox', { name: /^Word \d+$/ });
  await expect(fields).toHaveCount(3);
  for (const field of await fields.all()) await field.fill('zebra');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(page.getByText(/^Word \d+ is not right\. Compare it/)).toBeVisible();
  expect(words).toHaveLength(12);
});

test('a weak password is refused while it is typed', async ({ app }) => {
  const { page } = app;
  await typeWords(page, KNOWN_WORDS);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('New password', { exact: true }).fill('password1');
  await page.getByLabel('The same password again').fill('password1');
  await expect(page.getByText(/^Very weak/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Restore the wallet' })).toBeDisabled();

  await page.getByLabel('New password', { exact: true }).fill(ANOTHER_PASSWORD);
  await page.getByLabel('The same password again').fill(`${ANOTHER_PASSWORD}x`);
  await expect(page.getByText('The two passwords differ.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Restore the wallet' })).toBeDisabled();
});

test('a new wallet says what to do first', async ({ app }) => {
  const { page } = app;
  await makeWallet(page);
  await page.getByRole('button', { name: 'Go to mining' }).click();
  await expect(page.getByRole('button', { name: 'Start mining' })).toBeVisible();
  await goTo(page, 'Send');
  await expect(page.getByText('There are no coins to send yet')).toBeVisible();
});
