import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { tourOfNewWallet, tourOfWallet } from '../tour.ts';

const schemes = ['light', 'dark'] as const;
/** The smallest window that the app is made for. */
const SMALL = { width: 800, height: 600 };
const NORMAL = { width: 1280, height: 800 };

/** What a screen must never show: a value that was not there, or a text that was not found. */
const LEFT_OVER = /\bNaN\b|\bundefined\b|\bnull\b|\[object |\{\{|Infinity|\b[a-z]+\/[a-z]+[A-Z]\w*/;

async function look(page: Page, name: string): Promise<void> {
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
    // Legacy mode runs in the page itself, which Electron's window needs.
    const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
    // The other theme has the same elements in other colours.
    const { violations } = await (scheme === 'light' ? axe : axe.withRules('color-contrast')).analyze();
    const bad = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
    expect.soft(bad, `${name}, ${scheme}: nothing that keeps somebody out`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const text = await page.locator('body').innerText();
  expect.soft(LEFT_OVER.exec(text)?.[0], `${name}: nothing left over`).toBeUndefined();

  await page.setViewportSize(SMALL);
  const isWide = () =>
    page.evaluate(() => {
      const screens = [document.documentElement, ...document.querySelectorAll('main')];
      return screens.some(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1);
    });
  // What floats finds its new place a moment after the window's size changed.
  await expect
    .configure({ soft: true, timeout: 2000 })
    .poll(isWide, `${name}: nothing scrolls sideways at 800×600`)
    .toBe(false);
  await page.setViewportSize(NORMAL);
}

test('screens of a new wallet keep nobody out', async ({ app }) => {
  test.setTimeout(240_000);
  await tourOfNewWallet(app.page, look);
});

test.describe('with coins', () => {
  test.use({ startFrom: 'coins' });
  test('screens of a wallet with coins keep nobody out', async ({ app }) => {
    test.setTimeout(360_000);
    await tourOfWallet(app.page, look);
  });
});
