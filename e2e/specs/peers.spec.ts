import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Page, test as plain } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { startHeadless } from '../headless.ts';
import { makeWallet } from '../pages/firstRun.ts';
import { goTo, tipOf } from '../pages/frame.ts';
import { expectShares, startMining, stopMining } from '../pages/mining.ts';
import { expectConnected, namePeer, peersPanel } from '../pages/peers.ts';
import { runAsPool } from '../pages/pools.ts';
import { expectLocked, unlock } from '../pages/unlock.ts';
import { openWeb, windowOptions } from '../shells.ts';
import { freePort, newFolder } from '../stock.ts';

test.use({ startFrom: 'coins' });

/** Also after a failure no second program may go on. */
const closing: (() => Promise<unknown>)[] = [];
test.afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const expectSameTip = (one: Page, other: Page) =>
  expect(async () => expect(await tipOf(one)).toBe(await tipOf(other))).toPass({ timeout: 60_000 });

test('two friends’ pools in windows form one network', async ({ app, browser }) => {
  test.setTimeout(300_000);
  await unlock(app.page);
  const url = await runAsPool(app.page);
  await expect(peersPanel(app.page).getByText('This pool is alone', { exact: false })).toBeVisible();
  const folder = await newFolder();
  closing.push(() => rm(folder, { recursive: true, force: true }));
  let friend = await openWeb(folder, browser);
  closing.push(() => friend.stop());
  await makeWallet(friend.page);

  await test.step('the friend is shown that it is another network, and joins it', async () => {
    await namePeer(friend.page, '127.0.0.1:1');
    await expect(
      peersPanel(friend.page).getByText(/The connection to the pool was lost|did not answer/),
    ).toBeVisible();
    await namePeer(friend.page, url);
    await expect(peersPanel(friend.page).getByText('That pool is on another network')).toBeVisible();
    await peersPanel(friend.page).getByRole('button', { name: 'Join this network' }).click();
    await expectLocked(friend.page, 60_000);
    await unlock(friend.page);
    await expectConnected(friend.page, url);
    await expectSameTip(friend.page, app.page);
    await expectConnected(app.page, 'came by itself');
  });

  await test.step('a block that the friend’s pool finds arrives here', async () => {
    const before = await tipOf(app.page);
    await startMining(friend.page);
    await expectShares(friend.page, 'Blocks found', 180_000);
    await stopMining(friend.page);
    await expectSameTip(friend.page, app.page);
    expect(await tipOf(app.page)).toBeGreaterThan(before);
  });

  await test.step('after a restart they find each other again', async () => {
    await friend.stop();
    await expect(peersPanel(app.page).getByText('This pool is alone', { exact: false })).toBeVisible();
    friend = await openWeb(folder, browser);
    await unlock(friend.page);
    await expectConnected(friend.page, url);
    await expectSameTip(friend.page, app.page);
  });

  await test.step('and the friend can go back to the chain of their own', async () => {
    await peersPanel(friend.page).getByRole('button', { name: 'Back to the network of your own' }).click();
    await peersPanel(friend.page).getByRole('button', { name: 'Back to the network of your own' }).click();
    await expectLocked(friend.page, 60_000);
    await unlock(friend.page);
    await expect(async () => expect(await tipOf(friend.page)).toBe(93)).toPass();
  });
});

const PASSWORD = 'walnut-orbit-velvet';

plain(
  'a headless pool is told by its peer whether it is reachable, in its log and on its screens',
  async ({ browser }) => {
    const folder = await newFolder();
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const first = await startHeadless(join(folder, 'first'), {});
    closing.push(() => first.stop());
    const url = (await first.said(/"urls":\["ws:\/\/(127\.0\.0\.1:\d+)"\]/)) ?? '';
    const second = await startHeadless(join(folder, 'second'), { peers: [url], web: { port: 0 } }, PASSWORD);
    closing.push(() => second.stop());
    expect(await second.said(/"reached":(true|false)/)).toBe('true');
    const address = await second.said(/"url":"(http:\/\/127\.0\.0\.1:\d+)","msg":"operator\.opened"/);
    const context = await browser.newContext(windowOptions);
    closing.push(() => context.close());
    const page = await context.newPage();
    await page.goto(address);
    await page.getByLabel('Operator’s password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Open' }).click();
    await expectConnected(page, url);
    await expect(peersPanel(page).getByText('from the configuration file')).toBeVisible();
    await page.getByRole('button', { name: 'Test it' }).click();
    await expect(page.getByText(/^127\.0\.0\.1:\d+ reached your pool at 127\.0\.0\.1:\d+\.$/)).toBeVisible();
    await goTo(page, 'Explorer');
    await context.close();
    expect(await second.stop()).toBe(0);
  },
);

plain('a headless pool mines itself into the royal network, and is dialed by its domain then', async () => {
  plain.setTimeout(180_000);
  const folder = await newFolder();
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const member = await startHeadless(join(folder, 'member'), {});
  closing.push(() => member.stop());
  const url = await member.said(/"urls":\["ws:\/\/(127\.0\.0\.1:\d+)"\]/);
  const port = await freePort();
  const domain = `127.0.0.1:${port}`;
  const joiner = await startHeadless(join(folder, 'joiner'), { port, domain, join: url });
  closing.push(() => joiner.stop());
  expect(await joiner.said(/"id":(\d+),"domain":"127\.0\.0\.1:\d+","msg":"royal\.joined"/)).toBe('94');
  await member.said(/"id":(94),.*"msg":"block\.accepted"/);
  // The member makes a connection of its own to the domain that stands in the block; the one that is there is kept.
  await member.said(new RegExp(`"url":"(${domain})".*"msg":"peer\\.(?:met|left)"`));
});
