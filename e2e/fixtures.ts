import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { type OpenShell, openElectron, openWeb } from './shells.ts';
import { folderFor, type Start } from './stock.ts';

export interface ShellOptions {
  shell: 'web' | 'electron';
  /** What the app's data folder holds before it starts. */
  startFrom: Start;
}

/** A running app with its window. */
export interface RunningApp {
  readonly page: Page;
  readonly dataFolder: string;
  /** The process that holds the pool and the miner. */
  readonly pid: number;
  stop(): Promise<void>;
  /** Ends the app and starts it again on the same data folder; answers with the new window. */
  restart(): Promise<Page>;
  /** What the window threw or wrote as an error; every test wants it empty at its end. */
  readonly troubles: string[];
}

/** Chromium says this itself, whenever the app is not there or does not let a browser in. */
const OWN_WORDS = /Failed to load resource|WebSocket connection to .* failed|ERR_CONNECTION_REFUSED/;

function watch(page: Page, troubles: string[]): void {
  page.on('pageerror', (error) => troubles.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !OWN_WORDS.test(message.text())) troubles.push(message.text());
  });
}

export const test = base.extend<ShellOptions & { app: RunningApp }>({
  shell: ['web', { option: true }],
  startFrom: ['nothing', { option: true }],
  app: [
    async ({ shell, startFrom, browser }, use, testInfo) => {
      const open = (folder: string): Promise<OpenShell> =>
        shell === 'web' ? openWeb(folder, browser) : openElectron(folder);
      const dataFolder = await folderFor(startFrom, open);
      const troubles: string[] = [];
      let running = await open(dataFolder);
      let isRunning = true;
      watch(running.page, troubles);
      const stop = async () => {
        if (!isRunning) return;
        isRunning = false;
        await running.stop();
      };
      await use({
        get page() {
          return running.page;
        },
        get pid() {
          return running.pid;
        },
        dataFolder,
        stop,
        async restart() {
          await stop();
          running = await open(dataFolder);
          isRunning = true;
          watch(running.page, troubles);
          return running.page;
        },
        troubles,
      });
      const output = running.output();
      await stop();
      if (testInfo.status !== testInfo.expectedStatus) {
        const log = await readFile(join(dataFolder, 'coco.log'), 'utf8').catch(() => '');
        await testInfo.attach('what the app printed', { body: output });
        await testInfo.attach('coco.log', { body: log });
      }
      await rm(dataFolder, { recursive: true, force: true });
      expect(troubles, 'the window threw nothing').toEqual([]);
    },
    // The first test that wants coins may have to mine them.
    { timeout: 360_000 },
  ],
});

export { expect } from '@playwright/test';
