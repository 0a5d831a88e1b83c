import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SWITCHES = ['--no-sandbox', '--no-first-run'];
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const browserFile = (): string | undefined =>
  [process.env.COCO_CHROMIUM ?? '', ...PLACES].find((path) => existsSync(path));

export interface AppProcess {
  /** The address that opens the window, once. */
  readonly link: string;
  stop(): Promise<void>;
}

/** Starts the app in a browser's shape by the same script as `npm start`. */
export async function startApp(dataFolder: string): Promise<AppProcess> {
  const child = spawn(
    process.execPath,
    [join(root, 'build/start.mjs'), '--web', '--no-open', '--data', dataFolder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const link = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (data) => {
      const found = /http:\S+/.exec(String(data));
      if (found) resolve(found[0]);
    });
    void ended.then(() => reject(new Error('the app ended before it was open')));
  });
  return {
    link,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A browser for the window; undefined where none is installed. */
export async function startBrowser(): Promise<Browser | undefined> {
  const executablePath = browserFile();
  if (executablePath === undefined) return undefined;
  return await chromium.launch({ executablePath, args: SWITCHES });
}

/** The same in the session of this program and of the app, as the desktop app's own window is. */
export async function startBrowserInSession(profile: string): Promise<Browser | undefined> {
  const executablePath = browserFile();
  if (executablePath === undefined) return undefined;
  const child = spawn(
    executablePath,
    [...SWITCHES, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', (data) => {
      const found = /ws:\S+/.exec(String(data));
      if (found) resolve(found[0]);
    });
    void ended.then(() => reject(new Error('the browser ended before it was open')));
  });
  const browser = await chromium.connectOverCDP(address);
  browser.on('disconnected', () => child.kill());
  return browser;
}
