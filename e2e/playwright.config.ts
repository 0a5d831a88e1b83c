import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { electronBinary } from './electron.ts';
import type { ShellOptions } from './fixtures.ts';

/** Data folders that several tests begin with, and everything else of this run that is thrown away after it. */
process.env.COCO_E2E_FOLDER ??= mkdtempSync(join(tmpdir(), 'coco-e2e-'));

const executablePath = process.env.COCO_CHROMIUM;

/** First a new wallet's whole way to its first coins; then the rest, which begins with those coins. */
const projectsOf = (shell: 'web' | 'electron') => {
  const foreign = shell === 'web' ? /electron\.spec/ : /(electron|web|operator)\.spec/;
  const journey = /firstCoins\.spec/;
  return [
    { name: `${shell}: first coins`, use: { shell }, testMatch: journey },
    { name: shell, use: { shell }, testIgnore: [foreign, journey] },
  ];
};

/**
 * The whole app as a person uses it: a real pool, real proof of work on a `local` network, a real Chromium. The same
 * specs run in Electron where its program is present; where it is not, one skipped test says so.
 */
export default defineConfig<ShellOptions>({
  testDir: './specs',
  outputDir: '../dist/test/e2e',
  globalTeardown: './teardown.ts',
  fullyParallel: false,
  // Each app mines on all cores of the machine: two at once would only slow each other down.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? '../dist/test/playwright.json' }],
  ],
  use: {
    screenshot: 'only-on-failure',
    actionTimeout: 15_000,
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  projects: [
    ...projectsOf('web'),
    ...(electronBinary() === undefined
      ? [{ name: 'electron', use: { shell: 'electron' as const }, testMatch: /electron\.spec/ }]
      : projectsOf('electron')),
  ],
});
