import { defineConfig } from '@playwright/test';
import { electronBinary } from './electron.ts';
import type { ShellOptions } from './fixtures.ts';

/**
 * The whole app as a person uses it: a real pool, real proof of work on a `local` network, a real Chromium. The same
 * specs run in Electron where its program is present; where it is not, one skipped test says so.
 */
export default defineConfig<ShellOptions>({
  testDir: './specs',
  outputDir: '../dist/test/e2e',
  fullyParallel: false,
  // Each app mines on all cores of the machine: two at once would only slow each other down.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json']],
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'web', use: { shell: 'web' }, testIgnore: /electron\.spec/ },
    ...(electronBinary() === undefined
      ? [{ name: 'electron', use: { shell: 'electron' as const }, testMatch: /electron\.spec/ }]
      : [{ name: 'electron', use: { shell: 'electron' as const }, testIgnore: /web\.spec/ }]),
  ],
});
