import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { goTo } from '../pages/frame.ts';
import { unlock } from '../pages/unlock.ts';
import { exitOf, startWebShell, webProgram, windowOptions } from '../shells.ts';
import { newFolder } from '../stock.ts';

/** What only the shell for a browser has: its link, its cookie, its socket, its own window. */

const has = (program: string) => spawnSync('which', [program], { stdio: 'ignore' }).status === 0;

/** The first thing a program prints that fits. */
function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      const found = pattern.exec(text);
      if (found) resolve(found[0]);
    });
    child.once('exit', () => reject(new Error(`It ended without saying that:\n${text}`)));
  });
}

test('the printed address lets one browser in, once', async ({ browser }) => {
  const folder = await newFolder();
  const shell = await startWebShell(folder);
  const first = await browser.newContext(windowOptions);
  const second = await browser.newContext(windowOptions);
  try {
    const page = await first.newPage();
    await page.goto(shell.link);
    await expect(page.getByRole('heading', { name: 'Welcome to Coco' })).toBeVisible();
    expect(page.url(), 'the token does not stay in the address').not.toContain('token');

    const stranger = await second.newPage();
    await stranger.goto(shell.link);
    const refusal = stranger.getByRole('heading', { name: 'Open the address that the program printed' });
    await expect(refusal).toBeVisible();
    await stranger.goto(new URL('/', shell.link).href);
    await expect(refusal).toBeVisible();

    await page.reload();
    await expect(page.getByRole('heading', { name: 'Welcome to Coco' })).toBeVisible();
  } finally {
    await first.close();
    await second.close();
    await shell.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test('Enter in the terminal prints another address, and both browsers stay in', async ({ browser }) => {
  test.skip(!has('script'), 'there is no program "script" here that lends a terminal');
  const folder = await newFolder();
  const line = `${process.execPath} ${webProgram} --data ${folder} --no-open`;
  const child = spawn('script', ['-qfec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const link = /http:\/\/127\.0\.0\.1:\d+\/open\?token=[\w-]+/;
  const context = await browser.newContext(windowOptions);
  try {
    await printed(child, /Press Enter/);
    const another = printed(child, link);
    child.stdin.write('\n');
    const page = await context.newPage();
    await page.goto(await another);
    await expect(page.getByRole('heading', { name: 'Welcome to Coco' })).toBeVisible();
  } finally {
    await context.close();
    // Ctrl+C, as the terminal sends it.
    child.stdin.write('\x03');
    await exitOf(child);
    await rm(folder, { recursive: true, force: true });
  }
});

test('where there is a screen, a window of its own opens by itself', async () => {
  test.skip(!has('xvfb-run'), 'there is no xvfb-run here that lends a screen');
  const real = process.env.COCO_CHROMIUM ?? chromium.executablePath();
  const folder = await newFolder();
  const programs = await mkdtemp(join(tmpdir(), 'coco-programs-'));
  const profile = join(programs, 'profile');
  await mkdir(profile);
  // The browser that the app finds on the path: the real one, with a door for this test.
  const wrapper = join(programs, 'chromium');
  await writeFile(
    wrapper,
    `#!/bin/sh\nexec "${real}" --user-data-dir="${profile}" --remote-debugging-port=0 --no-sandbox "$@"\n`,
  );
  await chmod(wrapper, 0o755);
  const child = spawn('xvfb-run', ['-a', process.execPath, webProgram, '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` },
    detached: true,
  });
  try {
    await printed(child, /Coco is open in a window of your browser/);
    const portFile = join(profile, 'DevToolsActivePort');
    let port = '';
    await expect(async () => {
      port = (await readFile(portFile, 'utf8')).split('\n')[0] ?? '';
      expect(port).not.toBe('');
    }).toPass({ timeout: 30_000 });
    const opened = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const page = await appPage(() => opened.contexts().flatMap((context) => context.pages()));
    await expect(page.getByRole('heading', { name: 'Welcome to Coco' })).toBeVisible();
    expect(await page.evaluate(() => matchMedia('(display-mode: standalone)').matches)).toBe(true);
    await opened.close();
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await exitOf(child);
    await rm(programs, { recursive: true, force: true, maxRetries: 5 });
    await rm(folder, { recursive: true, force: true });
  }
});

async function appPage(pages: () => Page[]): Promise<Page> {
  let found: Page | undefined;
  await expect(() => {
    found = pages().find((page) => page.url().startsWith('http://127.0.0.1'));
    expect(found).toBeDefined();
  }).toPass({ timeout: 15_000 });
  if (found === undefined) throw new Error('The window did not open');
  return found;
}

test.describe('with a wallet', () => {
  test.use({ startFrom: 'wallet' });

  test('a second app on the same data folder is refused in one line, and the first goes on', async ({
    app,
  }) => {
    await unlock(app.page);
    const second = spawn(process.execPath, [webProgram, '--data', app.dataFolder, '--no-open'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [second.stdout, second.stderr]) {
      stream.on('data', (data: Buffer) => {
        said += data.toString();
      });
    }
    expect(await exitOf(second)).toBe(1);
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(said).toContain('Another Coco is using this data folder');
    expect(said).toContain(app.dataFolder);

    await goTo(app.page, 'Receive');
    await goTo(app.page, 'Wallet');
    await expect(app.page.getByText('Nothing here yet')).toBeVisible();
  });

  test('when the app ends, the window says so and keeps what it shows', async ({ app }) => {
    const { page } = app;
    await unlock(page);
    // The other screens are fetched while nothing else is to do.
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(1000);
    await page.waitForLoadState('networkidle');
    process.kill(app.pid, 'SIGTERM');
    await expect(page.getByText('Connection to the app lost, trying again')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Wallet', level: 1 })).toBeVisible();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click();
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  });

  test('garbage and unknown requests get faults, and the app goes on', async ({ app }) => {
    const { page } = app;
    await unlock(page);

    /** Sends one message over a socket of its own; answers with what came back, or with the closing code. */
    const tell = (message: string | number[]) =>
      page.evaluate(
        (raw) =>
          new Promise<string>((resolve, reject) => {
            const key = `coco-key.${localStorage.getItem('coco.key')}`;
            const socket = new WebSocket(`ws://${location.host}/bridge`, key);
            socket.onopen = () => socket.send(typeof raw === 'string' ? raw : new Uint8Array(raw));
            socket.onmessage = ({ data }) => {
              const text = String(data);
              // Events of the chain come to everybody.
              if (!text.includes('"id"')) return;
              resolve(text);
              socket.close();
            };
            socket.onclose = ({ code }) => resolve(`closed ${code}`);
            setTimeout(() => reject(new Error('no answer')), 5000);
          }),
        message,
      );
    const ask = (method: unknown, params: unknown) => tell(JSON.stringify({ id: 1, method, params }));
    const fault = (code: string) => expect.stringContaining(`"code":"${code}"`);

    for (const garbage of ['', 'hello', '{', '[]', 'null', '{"id":-1}', '['.repeat(100_000), '"\\u0000"']) {
      expect(await tell(garbage)).toBe('closed 1008');
    }
    expect(await tell([0, 255, 1, 2])).toBe('closed 1008');
    expect(await ask(7, {})).toBe('closed 1008');
    for (const method of ['wallet.steal', '__proto__', 'constructor', 'toString', '']) {
      expect(await ask(method, {})).toEqual(fault('bridge.method'));
    }
    for (const [method, params] of [
      ['wallet.unlock', null],
      ['wallet.unlock', { password: '' }],
      ['wallet.unlock', { password: 'x'.repeat(5000) }],
      ['activity.list', { account: 0, limit: 1e9 }],
      ['activity.list', { account: -1, limit: 10 }],
      ['send.prepare', { account: 0, receivers: [{ address: 5, amount: 'much' }] }],
      ['mining.change', { threads: 0 }],
      ['settings.change', { theme: 'pink' }],
    ] as const) {
      expect(await ask(method, params)).toEqual(fault('bridge.params'));
    }
    expect(await ask('activity.list', { account: 4711, limit: 10 })).toEqual(fault('wallet.account'));
    expect(await ask('send.approve', { draftId: 'none' })).toEqual(fault('payment.draft'));
    const wrong = await ask('wallet.revealWords', { password: 'wrong' });
    expect(wrong).toEqual(fault('wallet.passwordWrong'));
    expect(wrong).not.toMatch(/ at |\.ts|\.js|node:/);

    await goTo(page, 'Receive');
    await goTo(page, 'Wallet');
    await expect(page.getByText('Nothing here yet')).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Wallet', level: 1 })).toBeVisible();
  });

  test('a browser without the cookie gets no socket, and another page gets nothing', async ({
    app,
    playwright,
  }) => {
    const origin = new URL(app.page.url()).origin;
    const request = await playwright.request.newContext();
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    expect((await request.get(`${origin}/bridge`, { headers: { ...upgrade, origin } })).status()).toBe(401);
    expect(
      (
        await request.get(`${origin}/bridge`, { headers: { ...upgrade, origin: 'http://evil.example' } })
      ).status(),
    ).toBe(403);
    expect((await request.get(`${origin}/`, { headers: { host: 'evil.example' } })).status()).toBe(421);
    expect((await request.get(`${origin}/session`)).status()).toBe(401);
    await request.dispose();
  });
});

test('what the app sends wrongly does not break the window', async ({ browser }) => {
  const folder = await newFolder();
  const shell = await startWebShell(folder);
  const context = await browser.newContext(windowOptions);
  try {
    const page = await context.newPage();
    const thrown: string[] = [];
    page.on('pageerror', (error) => thrown.push(error.message));
    let say = (_text: string) => {};
    await page.routeWebSocket(/\/bridge$/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => server.send(message));
      server.onMessage((message) => socket.send(message));
      say = (text) => socket.send(text);
    });
    await page.goto(shell.link);
    await expect(page.getByRole('heading', { name: 'Welcome to Coco' })).toBeVisible();
    for (const text of [
      'garbage',
      '{}',
      'null',
      '{"event":"app","value":{"stage":7}}',
      '{"event":"chain"}',
      '{"id":99,"result":1}',
      '{"event":"__proto__","value":1}',
    ])
      say(text);
    await page.getByRole('button', { name: 'Restore a wallet' }).click();
    await page.getByRole('textbox', { name: 'Recovery words' }).fill('abandon abandn');
    await expect(page.getByText(/2 words/)).toBeVisible();
    expect(thrown).toEqual([]);
  } finally {
    await context.close();
    await shell.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
