import { expect, type Locator, type Page } from '@playwright/test';
import { goTo } from './frame.ts';

export const searchField = (page: Page): Locator =>
  page.getByRole('textbox', { name: 'Block number, hash, transaction id or address' });

export async function searchFor(page: Page, text: string): Promise<void> {
  await searchField(page).fill(text);
  await searchField(page).press('Enter');
}

export async function openExplorer(page: Page): Promise<void> {
  await goTo(page, 'Explorer');
  await expect(page.getByRole('heading', { name: 'Explorer', level: 1 })).toBeVisible();
}

/** A whole hash or id under its name, as it stands on the page. */
export async function hashOf(page: Page, name: string): Promise<string> {
  const row = page.getByRole('heading', { name, exact: true, level: 3 }).locator('..');
  return (await row.innerText()).replace(name, '').replace(/\s/g, '');
}
