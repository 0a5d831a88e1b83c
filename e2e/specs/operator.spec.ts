import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { goTo } from '../pages/frame.ts';
import { exitOf, root, windowOptions } from '../shells.ts';
import { newFolder } from '../stock.ts';

const PASSWORD = 'walnut-orbit-velvet';

/** Also after a failure no pool may go on. */
const closing: (() => Promise<void>)[] = [];
test.afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The pool without a window, as its operator meets it: a password, then the pool's screens and no wallet. */
test('the operator of a headless pool looks and decides, behind a password', async ({ browser }) => {
  const folder = await newFolder();
  await writeFile(join(folder, 'password'), `${PASSWORD}\n`);
  const config = { data: 'data', port: 0, web: { port: 0 } };
  await writeFile(join(folder, 'pool.json'), JSON.stringify(config));
  const child = spawn(
    process.execPath,
    [join(root, 'dist/main/pool.js'), '--config', join(folder, 'pool.json')],
    {
      env: { ...process.env, COCO_WEB_PASSWORD_FILE: join(folder, 'password') },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  closing.push(async () => {
    child.kill('SIGTERM');
    await exitOf(child);
    await rm(folder, { recursive: true, force: true });
  });
  const address = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      const found = /"url":"(http:\/\/127\.0\.0\.1:\d+)","msg":"operator\.opened"/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`The pool ended before it was open:\n${text}`)));
  });
  const context = await browser.newContext(windowOptions);
  const page = await context.newPage();
  await page.goto(address);
  await page.getByLabel('Operator’s password').fill('not the password');
  await page.getByRole('button', { name: 'Open' }).click();
  await expect(page.getByText('That is not the password.')).toBeVisible();
  await page.getByLabel('Operator’s password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Open' }).click();

  await expect(page.getByRole('heading', { name: 'Pool', level: 1 })).toBeVisible();
  await expect(page.getByRole('switch', { name: 'Run as pool' })).toHaveCount(0);
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link')).toHaveText([
    'Pool',
    'Explorer',
    'Settings',
  ]);
  await page.getByLabel('Pool fee in percent').fill('2.5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.getByText('All', { exact: true }).click();
  await expect(page.getByText('operator.opened')).toBeVisible();
  await goTo(page, 'Explorer');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Explorer', level: 1 })).toBeVisible();

  await context.close();
  child.kill('SIGTERM');
  expect(await exitOf(child)).toBe(0);
});
