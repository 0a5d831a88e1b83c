import { expect, type Page } from '@playwright/test';
import { goTo } from './frame.ts';

export async function setAutoLock(page: Page, choice: string): Promise<void> {
  await goTo(page, 'Settings');
  await page.getByRole('combobox', { name: 'Lock by itself after' }).click();
  await page.getByRole('option', { name: choice, exact: true }).click();
  await expect(page.getByRole('combobox', { name: 'Lock by itself after' })).toHaveValue(choice);
}

/** Clicks a choice of a row such as "Theme" or "Language". */
export async function choose(page: Page, row: string, choice: string): Promise<void> {
  await page.getByRole('radiogroup', { name: row }).getByText(choice, { exact: true }).click();
}
