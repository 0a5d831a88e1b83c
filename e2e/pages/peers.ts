import { expect, type Locator, type Page } from '@playwright/test';
import { goTo } from './frame.ts';

/** The panel with the other pools of the network. */
export const peersPanel = (page: Page): Locator =>
  page.getByRole('region', { name: 'Other pools of this network' });

/** Types an address there, and asks for it. */
export async function namePeer(page: Page, url: string): Promise<void> {
  await goTo(page, 'Pool');
  const panel = peersPanel(page);
  await panel.getByRole('textbox', { name: 'Address of the other pool' }).fill(url);
  await panel.getByRole('button', { name: 'Add a pool' }).click();
}

/** How one of them stands: "connected · 3 ms · block 97". */
export const peerRow = (page: Page, name: string): Locator =>
  peersPanel(page).getByRole('listitem').filter({ hasText: name });

export async function expectConnected(page: Page, name: string): Promise<void> {
  await goTo(page, 'Pool');
  await expect(peerRow(page, name).getByText(/^connected · .*block [\d,]+/)).toBeVisible({ timeout: 30_000 });
}
