import { expect, type Page } from '@playwright/test';
import { PASSWORD } from './firstRun.ts';

/** To the screen about trusted parties, the way a person finds it: by the account's menu. */
export async function openTrust(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('menuitem', { name: 'Trusted party' }).click();
  await expect(page.getByRole('heading', { name: 'Trusted party', level: 1 })).toBeVisible();
}

/** The party's side of the same screen. */
export async function openOperator(page: Page): Promise<void> {
  await openTrust(page);
  await page.getByText('I am the party', { exact: true }).click();
  await expect(page.getByRole('heading', { name: 'List group' })).toBeVisible();
}

/** Approves what the sheet shows, and waits until a block holds it. */
export async function signAndMine(page: Page, button: string, title: string): Promise<void> {
  await expect(page.getByRole('button', { name: button })).toBeVisible();
  const password = page.getByLabel('Your password, to sign this');
  if ((await password.count()) > 0) await password.fill(PASSWORD);
  await page.getByRole('button', { name: button }).click();
  await expect(page.getByText('Signed and sent')).toBeVisible();
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Done' }).click();
}
