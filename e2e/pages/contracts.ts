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

/** The side of who uses contracts. */
export async function openUsing(page: Page): Promise<void> {
  await goTo(page, 'Contracts');
  await page.getByText('I use', { exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Open a contract' })).toBeVisible();
}

/** Picks a file as the system's dialog would. */
export async function chooseFile(
  page: Page,
  file: { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(file);
}

/** Drags a file over the window and lets it go there. */
export async function dropFile(page: Page, text: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], 'contract.md', { type: 'text/markdown' }));
    return data;
  }, text);
  const place = page.getByRole('region', { name: 'Open a contract' });
  await place.dispatchEvent('dragover', { dataTransfer });
  await expect(page.getByText('Drop it to read it')).toBeVisible();
  await place.dispatchEvent('drop', { dataTransfer });
}

/** Opens a link by the field of the contracts screen. */
export async function openLink(page: Page, link: string): Promise<void> {
  await openUsing(page);
  await page.getByLabel('Link of the contract').fill(link);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
}

export const review = (page: Page): Locator => page.getByRole('complementary', { name: 'Contract review' });

/** Approves what the sheet shows, and waits until a block holds it. */
export async function signContract(page: Page, button: string, title: string): Promise<void> {
  await expect(page.getByRole('button', { name: button })).toBeVisible();
  const password = page.getByLabel('Your password, to sign this');
  if ((await password.count()) > 0) await password.fill(PASSWORD);
  await page.getByRole('button', { name: button }).click();
  await expect(page.getByText('Signed and sent')).toBeVisible();
  await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible({ timeout: 120_000 });
}
