import { expect, type Page } from '@playwright/test';

export type ScreenName =
  | 'Wallet'
  | 'Send'
  | 'Receive'
  | 'Contacts'
  | 'Contracts'
  | 'Mining'
  | 'Pool'
  | 'Explorer'
  | 'Settings';

/** Goes to a screen by the rail. */
export async function goTo(page: Page, screen: ScreenName): Promise<void> {
  const rail = page.getByRole('navigation', { name: 'Main' });
  await rail.getByRole('link', { name: screen, exact: true }).click();
  await expect(rail.getByRole('link', { name: screen, exact: true })).toHaveAttribute('aria-current', 'page');
}

export async function lock(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Lock' }).click();
}

/** The number of the newest block, as the status bar says. */
export async function tipOf(page: Page): Promise<number> {
  const text = await page
    .getByRole('banner')
    .getByText(/^block /)
    .innerText();
  return Number(text.replace(/\D/g, ''));
}

export async function chooseAccount(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('menuitem', { name }).click();
  await expect(page.getByRole('button', { name: `Account: ${name}` })).toBeVisible();
}

/** Opens the palette by its keys, and does the first thing found for what is typed. */
export async function byPalette(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/^Go to a screen/).fill(typed);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}
