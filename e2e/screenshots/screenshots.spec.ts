import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from '../fixtures.ts';
import { root } from '../shells.ts';
import { tourOfNewWallet, tourOfWallet } from '../tour.ts';

const sizes = [
  { width: 800, height: 600 },
  { width: 1280, height: 800 },
];
const schemes = ['dark', 'light'] as const;

async function take(page: Page, name: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
      const file = `${name}-${size.width}x${size.height}-${colorScheme}.png`;
      await page.screenshot({
        path: join(root, 'screenshots', file),
        animations: 'disabled',
        caret: 'initial',
      });
    }
  }
  // The picture that the README shows.
  if (name === 'wallet-mining') await page.screenshot({ path: join(root, 'docs/wallet.png') });
}

test('a new wallet', async ({ app }) => {
  await tourOfNewWallet(app.page, take);
});

test.describe('with coins', () => {
  test.use({ startFrom: 'coins' });
  test('a wallet with coins', async ({ app }) => {
    await tourOfWallet(app.page, take);
  });
});
