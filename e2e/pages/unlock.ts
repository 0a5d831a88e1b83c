import { expect, type Page } from '@playwright/test';
import { PASSWORD } from './firstRun.ts';

export async function expectLocked(page: Page, timeout = 15_000): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible({ timeout });
}

export async function tryPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Unlock' }).click();
}

export async function unlock(page: Page, password = PASSWORD): Promise<void> {
  await expectLocked(page);
  await tryPassword(page, password);
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible({ timeout: 30_000 });
}
