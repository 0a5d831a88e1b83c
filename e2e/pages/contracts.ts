import { expect, type Locator, type Page } from '@playwright/test';
import { PASSWORD } from './firstRun.ts';
import { goTo } from './frame.ts';

/** The side of who offers contracts. */
export async function openSelling(page: Page): Promise<void> {
  await goTo(page, 'Contracts');
  await page.getByText('I offer', { exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Begin with one of these' })).toBeVisible();
}

export async function beginWith(page: Page, template: string): Promise<void> {
  await openSelling(page);
  await page.getByRole('button', { name: new RegExp(`^${template}`) }).click();
  await expect(page.getByRole('heading', { name: 'Write a contract' })).toBeVisible();
}

export const editor = (page: Page): Locator => page.getByRole('textbox', { name: 'Text of the contract' });

/** Opens a link by the field of the contracts screen. */
export async function openLink(page: Page, link: string): Promise<void> {
  await goTo(page, 'Contracts');
  const using = page.getByText('I use', { exact: true });
  await using.click();
  await page.getByLabel('Link of the contract').fill(link);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
}

export const review = (page: Page): Locator => page.getByRole('complementary', { name: 'Contract review' });

/** Approves what the sheet shows, and waits until a block holds it. */
export async function signContract(page: Page, button: string, title: string): Promise<void> {
  const password = page.getByLabel('Your password, to sign this');
  if ((await password.count()) > 0) await password.fill(PASSWORD);
  await page.getByRole('button', { name: button }).click();
  await expect(page.getByText('Signed and sent')).toBeVisible();
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible({ timeout: 120_000 });
}
