import { expect, test } from '../fixtures.ts';
import { PASSWORD } from '../pages/firstRun.ts';
import { byPalette, goTo, lock } from '../pages/frame.ts';
import { startMining } from '../pages/mining.ts';
import { expectLocked, tryPassword, unlock } from '../pages/unlock.ts';

test.use({ startFrom: 'wallet' });

test('a wrong password is explained, and after three the next try has to wait', async ({ app }) => {
  const { page } = app;
  await expectLocked(page);
  for (let tries = 1; tries <= 3; tries++) {
    await tryPassword(page, `wrong ${tries}`);
    await expect(page.getByRole('alert')).toContainText('This password is not right.');
    await expect(page.getByRole('button', { name: 'Unlock' })).toBeEnabled();
  }
  await tryPassword(page, 'wrong 4');
  await expect(page.getByRole('alert')).toContainText(/Please wait \d+ s/);
  await expectLocked(page);

  await page.waitForTimeout(1500);
  await unlock(page);
});

test('what is locked shows nothing of the wallet, and mining goes on', async ({ app }) => {
  const { page } = app;
  await unlock(page);
  await startMining(page);
  await goTo(page, 'Wallet');
  await lock(page);
  await expectLocked(page);
  await expect(page.locator('body')).not.toContainText(/lcoco1|Account 1/);
  await unlock(page);
  await expect(page.getByRole('banner').getByText(/^mining/)).toBeVisible();
});

test('the palette locks, too', async ({ app }) => {
  const { page } = app;
  await unlock(page);
  await byPalette(page, 'lock the');
  await expectLocked(page);
});

test('a changed password counts at once and after a restart', async ({ app }) => {
  const changed = 'copper-violin-meadow-39';
  await unlock(app.page);
  await goTo(app.page, 'Settings');
  await app.page.getByRole('button', { name: 'Change password' }).click();
  await app.page.getByLabel('Present password', { exact: true }).fill(PASSWORD);
  await app.page.getByLabel('New password', { exact: true }).fill(changed);
  await app.page.getByLabel('The same password again').fill(changed);
  await app.page.getByRole('button', { name: 'Change password' }).last().click();
  await expect(app.page.getByText('The password is changed.')).toBeVisible();

  const page = await app.restart();
  await expectLocked(page);
  await tryPassword(page, PASSWORD);
  await expect(page.getByRole('alert')).toContainText('This password is not right.');
  await unlock(page, changed);
});
