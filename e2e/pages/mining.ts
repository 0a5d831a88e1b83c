import { expect, type Page } from '@playwright/test';
import { goTo } from './frame.ts';

export async function startMining(page: Page): Promise<void> {
  await goTo(page, 'Mining');
  await page.getByRole('button', { name: 'Start mining' }).click();
  await expect(page.getByRole('button', { name: 'Stop mining' })).toBeVisible();
}

export async function stopMining(page: Page): Promise<void> {
  await goTo(page, 'Mining');
  await page.getByRole('button', { name: 'Stop mining' }).click();
  await expect(page.getByRole('button', { name: 'Start mining' })).toBeVisible();
}

/** A number of the panel "Shares": Accepted, Refused, Blocks found. */
export async function shareCount(page: Page, name: 'Accepted' | 'Refused' | 'Blocks found'): Promise<number> {
  const text = await page.getByRole('region', { name: 'Shares' }).innerText();
  const found = new RegExp(`${name}\\s+([\\d,]+)`).exec(text)?.[1];
  if (found === undefined) throw new Error(`The panel "Shares" says nothing of "${name}"`);
  return Number(found.replaceAll(',', ''));
}

export async function expectShares(
  page: Page,
  name: 'Accepted' | 'Blocks found',
  timeout: number,
): Promise<void> {
  await expect(async () => expect(await shareCount(page, name)).toBeGreaterThan(0)).toPass({
    timeout,
    intervals: [250],
  });
}

/** Threads that the slider is set to. */
export async function threadsOf(page: Page): Promise<number> {
  return Number(await page.getByRole('slider', { name: 'Threads' }).getAttribute('aria-valuenow'));
}
