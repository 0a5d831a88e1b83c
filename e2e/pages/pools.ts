import { expect, type Page } from '@playwright/test';
import { goTo } from './frame.ts';

/** Lets others in; answers with the address under which this machine itself reaches the pool. */
export async function runAsPool(page: Page): Promise<string> {
  await goTo(page, 'Pool');
  await page.getByRole('switch', { name: 'Run as pool' }).click();
  return await nearAddress(page);
}

/** On the screen of a pool that lets others in: the address under which this machine itself reaches it. */
export async function nearAddress(page: Page): Promise<string> {
  const url = page.getByText(/^wss?:\/\/\S+:\d+$/).first();
  await expect(url).toBeVisible();
  return `127.0.0.1:${(await url.innerText()).split(':').at(-1)}`;
}

/** Types an address and looks at what answers. */
export async function inspect(page: Page, url: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Address of the pool' }).fill(url);
  await page.getByRole('button', { name: 'Look at it' }).click();
}

export async function openPools(page: Page): Promise<void> {
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Choose pools' }).click();
  await expect(page.getByRole('heading', { name: 'Pools', level: 1 })).toBeVisible();
}
