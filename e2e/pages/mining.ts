import { expect, type Locator, type Page } from '@playwright/test';
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

/** A rule of the panel "When to rest". */
export const restRule = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'When to rest' }).getByRole('switch', { name });

/** Opens the form for electricity, and types what stands in `values`; empty texts too. */
export async function typePower(
  page: Page,
  values: { readonly watts: string; readonly price: string; readonly coin: string },
): Promise<void> {
  const form = page.getByRole('region', { name: 'Earnings' });
  const watts = form.getByLabel('Watts that mining draws more');
  if (!(await watts.isVisible())) await form.getByText('Electricity and the price of a coin').click();
  await watts.fill(values.watts);
  await form.getByLabel('Price of a kWh').fill(values.price);
  await form.getByLabel('What a coin is worth to you').fill(values.coin);
  await form.getByRole('button', { name: 'Save' }).click();
}
