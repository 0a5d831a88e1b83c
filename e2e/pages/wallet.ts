import { expect, type Locator, type Page } from '@playwright/test';
import { parseCoins } from '../../src-shared/protocol/amounts.ts';

const hero = (page: Page): Locator => page.getByRole('region', { name: 'Balance' });

const balance = /([\d,]+\.\d{8}) coins?/;

/** The big number, in units, as soon as there is one: of another account it has to be fetched first. */
export async function balanceOf(page: Page): Promise<bigint> {
  await expect(hero(page)).toContainText(balance, { useInnerText: true });
  const text = balance.exec(await hero(page).innerText())?.[1];
  if (text === undefined) throw new Error('There is no balance on the screen');
  return parseCoins(text.replaceAll(',', ''));
}

/** Waits until there are coins that can be spent. */
export async function expectCoins(page: Page, options: { timeout: number }): Promise<void> {
  await expect(async () => expect(await balanceOf(page)).toBeGreaterThan(0n)).toPass({
    ...options,
    intervals: [250],
  });
}

export const maturing = (page: Page): Locator =>
  hero(page).getByText('Maturing from mining', { exact: true });

export const activity = (page: Page): Locator =>
  page.getByRole('list', { name: 'Activity' }).getByRole('listitem');
