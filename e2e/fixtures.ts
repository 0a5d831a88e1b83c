import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  _electron,
  type Browser,
  type BrowserContext,
  test as base,
  chromium,
  type Page,
} from '@playwright/test';
import { electronBinary } from './electron.ts';

const root = join(import.meta.dirname, '..');

export interface ShellOptions {
  shell: 'web' | 'electron';
}

/** A running app with its window. */
export interface RunningApp {
  readonly page: Page;
  readonly dataFolder: string;
  /** The process that holds the pool and the miner. */
  readonly pid: number;
  /** Ends the app and starts it again on the same data folder; answers with the new window. */
  restart(): Promise<Page>;
}

/** What one shell needs to start and end. */
interface Started {
  page: Page;
  pid: number;
  stop(): Promise<void>;
}

const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

function exited(child: ChildProcess): Promise<void> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));
}

/** Starts the web shell without a browser; answers with the link that lets one in. */
export async function startWebShell(
  dataFolder: string,
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; pid: number; link: string; output: () => string }> {
  const child = spawn(process.execPath, [join(root, 'dist/main/web.js'), '--data', dataFolder, '--no-open'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let text = '';
  const link = await new Promise<string>((resolve, reject) => {
    const read = (data: Buffer) => {
      text += data.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/open\?token=\S+/.exec(text);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`The app ended before it was open:\n${text}`)));
  });
  return { child, pid: child.pid ?? 0, link, output: () => text };
}

async function startWeb(dataFolder: string, browser: Browser, options: object): Promise<Started> {
  const { child, pid, link } = await startWebShell(dataFolder);
  const context: BrowserContext = await browser.newContext({
    ...options,
    viewport: { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  await page.goto(link);
  return {
    page,
    pid,
    async stop() {
      await context.close();
      child.kill('SIGTERM');
      await exited(child);
    },
  };
}

async function startElectron(dataFolder: string): Promise<Started> {
  const executablePath = electronBinary();
  if (executablePath === undefined) throw new Error('Electron is not on this machine');
  const app = await _electron.launch({ executablePath, args: ['--no-sandbox', root, '--data', dataFolder] });
  const page = await app.firstWindow();
  return { page, pid: app.process().pid ?? 0, stop: () => app.close() };
}

export const test = base.extend<ShellOptions & { app: RunningApp }, { chromiumBrowser: Browser }>({
  shell: ['web', { option: true }],
  chromiumBrowser: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright tells a fixture's needs from this pattern
    async ({}, use) => {
      const executablePath = process.env.COCO_CHROMIUM;
      const browser = await chromium.launch({
        args: CHROMIUM_ARGS,
        ...(executablePath === undefined ? {} : { executablePath }),
      });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  app: async ({ shell, chromiumBrowser }, use) => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'coco-e2e-'));
    const start = () =>
      shell === 'web'
        ? startWeb(dataFolder, chromiumBrowser, { locale: 'en-GB' })
        : startElectron(dataFolder);
    let running = await start();
    await use({
      get page() {
        return running.page;
      },
      get pid() {
        return running.pid;
      },
      dataFolder,
      async restart() {
        await running.stop();
        running = await start();
        return running.page;
      },
    });
    await running.stop();
    await rm(dataFolder, { recursive: true, force: true });
  },
});

export { expect } from '@playwright/test';
