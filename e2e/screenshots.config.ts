import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** `npm run screenshots`: not a test, but the same walk through every screen, with a camera. */
export default defineConfig({
  ...tests,
  testDir: './screenshots',
  timeout: 600_000,
  reporter: [['list']],
  projects: [{ name: 'screenshots' }],
});
