import { expect, test } from '../fixtures.ts';
import { goTo } from '../pages/frame.ts';
import { choose } from '../pages/settings.ts';
import { expectLocked, unlock } from '../pages/unlock.ts';

test.use({ startFrom: 'wallet' });

test('theme and language count at once and after a restart', async ({ app }) => {
  await unlock(app.page);
  await goTo(app.page, 'Settings');
  const scheme = app.page.locator('html');
  await expect(scheme).toHaveAttribute('data-mantine-color-scheme', 'light');
  await choose(app.page, 'Theme', 'Dark');
  await expect(scheme).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await choose(app.page, 'Language', 'Deutsch');
  await expect(app.page.getByRole('heading', { name: 'Einstellungen', level: 1 })).toBeVisible();
  await expect(scheme).toHaveAttribute('lang', 'de');

  const page = await app.restart();
  await expect(page.getByRole('button', { name: 'Entsperren' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
});

test('the recovery words are shown for the password only', async ({ app }) => {
  const { page } = app;
  await unlock(page);
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Show the words' }).click();
  const dialog = page.getByRole('dialog', { name: 'Show the words' });
  await dialog.getByLabel('Password', { exact: true }).fill('wrong');
  await dialog.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('This password is not right.');
  await dialog.getByLabel('Password', { exact: true }).fill('walnut-orbit-velvet-57');
  await dialog.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(12);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog).toBeHidden();
});

test('the wallet file is saved without a word of the secret in it', async ({ app }) => {
  const { page } = app;
  await unlock(page);
  await goTo(page, 'Settings');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save wallet file' }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  expect(() => JSON.parse(text)).not.toThrow();
  expect(text).not.toContain('Account 1');
  await expect(page.getByText(`Saved as ${download.suggestedFilename()}`)).toBeVisible();
});

test('never locking by itself can be chosen, and is kept', async ({ app }) => {
  await unlock(app.page);
  await goTo(app.page, 'Settings');
  const field = () => app.page.getByRole('combobox', { name: 'Lock by itself after' });
  await expect(field()).toHaveValue('10 minutes');
  await field().click();
  await app.page.getByRole('option', { name: 'never' }).click();
  await expect(field()).toHaveValue('never');
  const page = await app.restart();
  await expectLocked(page);
  await unlock(page);
  await goTo(page, 'Settings');
  await expect(field()).toHaveValue('never');
});
