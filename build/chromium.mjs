// Finds a Chromium for the tests, or installs one: Debian's package as root, else Playwright's own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './build.mjs';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function onPath(program) {
  for (const folder of (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':')) {
    const path = join(folder, program);
    if (existsSync(path)) return path;
  }
  return undefined;
}

/** The path of an installed Chromium or Chrome, or undefined. */
export function findChromium() {
  const chosen = process.env.COCO_CHROMIUM;
  if (chosen !== undefined && existsSync(chosen)) return chosen;
  return PROGRAMS.map(onPath).find((path) => path !== undefined) ?? PLACES.find((path) => existsSync(path));
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] }).status === 0;
}

async function playwrightChromium() {
  const require = createRequire(join(root, 'package.json'));
  const { chromium } = require('@playwright/test');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

/** A Chromium that the end-to-end tests can start; undefined when none could be had. */
export async function ensureChromium() {
  const found = findChromium() ?? (await playwrightChromium());
  if (found !== undefined) return found;
  const isDebianRoot = process.getuid?.() === 0 && onPath('apt-get') !== undefined;
  if (isDebianRoot) {
    console.error('No Chromium found: installing Debian’s package.');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  console.error('No Chromium found: asking Playwright for its own.');
  run(process.execPath, [join(root, 'node_modules/@playwright/test/cli.js'), 'install', 'chromium']);
  return playwrightChromium();
}
