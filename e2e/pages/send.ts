import { expect, type Locator, type Page } from '@playwright/test';
import { goTo } from './frame.ts';

export const addressField = (page: Page): Locator =>
  page.getByRole('textbox', { name: 'Address', exact: true });
export const amountField = (page: Page): Locator =>
  page.getByRole('textbox', { name: 'Amount', exact: true });
export const reviewButton = (page: Page): Locator =>
  page.getByRole('button', { name: 'Review', exact: true });

export async function fillPayment(page: Page, address: string, amount: string): Promise<void> {
  await goTo(page, 'Send');
  await addressField(page).fill(address);
  await amountField(page).fill(amount);
  await amountField(page).blur();
}

export async function toReview(page: Page): Promise<void> {
  await reviewButton(page).click();
  await expect(page.getByRole('heading', { name: 'Is this right?' })).toBeVisible();
}

/** Approves what the review shows, with the password where it asks for one. */
export async function approve(page: Page, password: string): Promise<void> {
  const field = page.getByLabel('Your password, to sign this payment');
  if ((await field.count()) > 0) await field.fill(password);
  await page.getByRole('button', { name: 'Approve and send' }).click();
  await expect(page.getByText('Signed and sent')).toBeVisible();
}
