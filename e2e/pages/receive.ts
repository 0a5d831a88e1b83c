import { expect, type Page } from '@playwright/test';
import { goTo } from './frame.ts';

/** The whole address of the chosen account, as it stands on the screen. */
export async function ownAddress(page: Page): Promise<string> {
  await goTo(page, 'Receive');
  const text = await page.getByTestId('address').innerText();
  const address = text.replace(/\s/g, '');
  expect(address).toMatch(/^lcoco1[a-z0-9]{58}$/);
  return address;
}

export async function newAccount(page: Page, name: string): Promise<void> {
  await goTo(page, 'Receive');
  await page.getByRole('button', { name: 'New account' }).click();
  const dialog = page.getByRole('dialog', { name: 'New account' });
  await dialog.getByLabel('Name of the account').fill(name);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toBeHidden();
}
