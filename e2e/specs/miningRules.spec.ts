import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { goTo } from '../pages/frame.ts';
import { expectShares, restRule, startMining, stopMining, typePower } from '../pages/mining.ts';
import { unlock } from '../pages/unlock.ts';

test.use({ startFrom: 'wallet' });

async function expectNobodyKeptOut(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    const bad = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    );
    expect.soft(bad, `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

test('a break of ten minutes says so, and one click ends it', async ({ app }) => {
  const { page } = app;
  await unlock(page);
  await startMining(page);
  await expectShares(page, 'Accepted', 60_000);
  await page.getByRole('button', { name: 'Pause for 10 minutes' }).click();
  await expect(page.getByText(/You paused mining\. It goes on by itself in (10|9) ?min/)).toBeVisible();
  await expect(page.getByRole('banner').getByText('mining paused')).toBeVisible();
  await expectNobodyKeptOut(page, 'paused');
  await page.getByRole('button', { name: 'Go on now' }).click();
  await expect(page.getByText(/^Mining for/)).toBeVisible();
  await expect(page.getByRole('banner').getByRole('link', { name: /mining [\d.]+/ })).toBeVisible();
  await page.getByRole('button', { name: 'Pause for 10 minutes' }).click();
  await expect(page.getByRole('button', { name: 'Go on now' })).toBeVisible();
  await stopMining(page);
  await expect(page.getByText('Not mining')).toBeVisible();
  await expect(page.getByText(/It goes on/)).toHaveCount(0);
});

test('earnings are what the pool recorded, and what is expected stands apart', async ({ app }) => {
  const { page } = app;
  await unlock(page);
  await startMining(page);
  await expectShares(page, 'Blocks found', 120_000);
  const earnings = page.getByRole('region', { name: 'Earnings' });
  await expect(earnings.getByText(/^\+\d[\d,]*\.\d{8}$/)).toBeVisible({ timeout: 30_000 });
  await expect(earnings.getByRole('heading', { name: 'Expected, not measured' })).toBeVisible();

  await typePower(page, { watts: 'many', price: '', coin: '-1' });
  await expect(earnings.getByText(/^Enter a number such as/)).toHaveCount(3);
  await typePower(page, { watts: '90', price: '0,32', coin: '0.5' });
  await expect(earnings.getByText(/^electricity: 0\.69 a day$/)).toBeVisible();
  await expect(earnings.getByText(/^\d\.\d\d for \d+ /)).toBeVisible();
  await expectNobodyKeptOut(page, 'earnings');
  await stopMining(page);

  const again = await app.restart();
  await unlock(again);
  await goTo(again, 'Mining');
  const kept = again.getByRole('region', { name: 'Earnings' });
  await expect(kept.getByText(/^\+\d[\d,]*\.\d{8}$/)).toBeVisible();
  await expect(kept.getByText(/^\d\.\d\d for \d+ /)).toBeVisible();
});

test('a rule that this machine cannot keep says why; one that it can is kept', async ({ app }) => {
  const { page, dataFolder } = app;
  await unlock(page);
  await goTo(page, 'Mining');
  const rules = page.getByRole('region', { name: 'When to rest' });
  for (const [name, unknown] of [
    ['On battery', 'This system does not tell whether it runs on battery.'],
    ['While somebody uses the computer', 'A browser cannot tell this; the desktop app can.'],
    ['When the processor is hot', 'This system tells no temperature.'],
  ] as const) {
    const rule = restRule(page, name);
    await expect(rule).toBeVisible();
    if ((await rules.getByText(unknown).count()) > 0) {
      await expect(rule).toBeDisabled();
      continue;
    }
    await rule.click();
    await expect(rule).toBeChecked();
    await expect(async () => {
      const { pause } = JSON.parse(await readFile(join(dataFolder, 'mining.json'), 'utf8'));
      expect(JSON.stringify(pause)).toMatch(/true|\d/);
    }).toPass();
    await rule.click();
    await expect(rule).not.toBeChecked();
  }
});

test('tuning tells how far it is and what it found', async ({ app }) => {
  const { page } = app;
  await unlock(page);
  await goTo(page, 'Mining');
  await page.getByRole('button', { name: 'Tune', exact: true }).click();
  await expect(page.getByText(/measuring \d+ of \d+: step \d+ of \d+/)).toBeVisible();
  await expect(
    page.getByText(/\(tuned today\)|Other programs use the processor now/),
    'a result, or why there is none',
  ).toBeVisible({ timeout: 80_000 });
});
