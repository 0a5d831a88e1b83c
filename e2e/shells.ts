import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { _electron, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { electronBinary } from './electron.ts';

export const root = join(import.meta.dirname, '..');

/** The app's program for a browser, as `npm start -- --web` runs it. */
export const webProgram = join(root, 'dist/main/web.js');

const LINK = /http:\/\/127\.0\.0\.1:\d+\/open\?token=\S+/;

/** An app in a browser's shape, without a browser. */
export interface WebShell {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The address that it printed: it lets one browser in, once. */
  readonly link: string;
  /** All that it printed so far. */
  output(): string;
  /** Ends it as Ctrl+C does. */
  stop(): Promise<void>;
}

/** An app with its window, in either shell. */
export interface OpenShell {
  readonly page: Page;
  /** The process that holds the pool and the miner. */
  readonly pid: number;
  output(): string;
  stop(): Promise<void>;
}

export function exitOf(child: ChildProcess): Promise<number | null> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

export async function startWebShell(dataFolder: string): Promise<WebShell> {
  const child = spawn(process.execPath, [webProgram, '--data', dataFolder, '--no-open'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const link = await new Promise<string>((resolve, reject) => {
    const read = (data: Buffer) => {
      text += data.toString();
      const found = LINK.exec(text);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`The app ended before it was open:\n${text}`)));
  });
  return {
    child,
    pid: child.pid ?? 0,
    link,
    output: () => text,
    async stop() {
      child.kill('SIGTERM');
      await exitOf(child);
    },
  };
}

/** English as in Great Britain, and no motion: what is measured must not be half faded in. */
export const windowOptions: BrowserContextOptions = {
  locale: 'en-GB',
  viewport: { width: 1280, height: 800 },
  reducedMotion: 'reduce',
  colorScheme: 'light',
};

export async function openWeb(dataFolder: string, browser: Browser): Promise<OpenShell> {
  const shell = await startWebShell(dataFolder);
  const context = await browser.newContext(windowOptions);
  const page = await context.newPage();
  await page.goto(shell.link);
  return {
    page,
    pid: shell.pid,
    output: shell.output,
    async stop() {
      await context.close();
      await shell.stop();
    },
  };
}

export async function openElectron(dataFolder: string): Promise<OpenShell> {
  const executablePath = electronBinary();
  if (executablePath === undefined) throw new Error('Electron is not on this machine');
  const app = await _electron.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--lang=en-GB',
      root,
      '--data',
      dataFolder,
      `--user-data-dir=${dataFolder}-window`,
    ],
    ...windowOptions,
  });
  const page = await app.firstWindow();
  return { page, pid: app.process().pid ?? 0, output: () => '', stop: () => app.close() };
}
