import { expect, type Page } from '@playwright/test';

/** Strong enough for the app, and nobody's. */
export const PASSWORD = 'walnut-orbit-velvet-57';

/** To the step where the words stand; answers with them. */
export async function showWords(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'Create a wallet' }).click();
  await page.getByRole('button', { name: 'Show the words' }).click();
  const items = page.getByRole('list', { name: 'Your recovery words' }).getByRole('listitem');
  const words = (await items.allInnerTexts()).map((text) => text.replace(/[^a-z]/g, ''));
  expect(words).toHaveLength(12);
  return words;
}

export async function confirmWritten(page: Page): Promise<void> {
  await page.getByLabel('I have written them down').check();
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** Types the words that the check asks for. */
export async function answerCheck(page: Page, words: readonly string[]): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Check what you wrote' })).toBeVisible();
  for (const [at, word] of words.entries()) {
    const field = page.getByLabel(`Word ${at + 1}`, { exact: true });
    if ((await field.count()) > 0) await field.fill(word);
  }
  await page.getByRole('button', { name: 'Check', exact: true }).click();
}

/** Makes a new wallet by the screens, as a person would; answers with its words. */
export async function makeWallet(page: Page, password = PASSWORD): Promise<string[]> {
  const words = await showWords(page);
  await confirmWritten(page);
  await answerCheck(page, words);
  await choosePassword(page, password, 'Create the wallet');
  return words;
}

export async function typeWords(page: Page, words: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'Restore a wallet' }).click();
  await page.getByRole('textbox', { name: 'Recovery words' }).fill(words.join(' '));
}

export async function restoreWallet(
  page: Page,
  words: readonly string[],
  password = PASSWORD,
): Promise<void> {
  await typeWords(page, words);
  await page.getByRole('button', { name: 'Continue' }).click();
  await choosePassword(page, password, 'Restore the wallet');
}

async function choosePassword(page: Page, password: string, button: string): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('The same password again').fill(password);
  await page.getByRole('button', { name: button }).click();
  await expect(page.getByRole('heading', { name: 'Wallet', level: 1 })).toBeVisible({ timeout: 30_000 });
}
