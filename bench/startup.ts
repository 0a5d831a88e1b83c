import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from '@playwright/test';
import { type BenchOptions, createReport } from './report.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

interface Start {
  /** From the command to the printed address, ms. */
  readonly offered: number;
  /** From the command to a window that answers, ms; undefined without a browser. */
  readonly interactive: number | undefined;
}

/** One start by the same script as `npm start`, until the first button can be pressed. */
async function start(dataFolder: string, browser: Browser | undefined): Promise<Start> {
  const page = await browser?.newPage();
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [join(root, 'build/start.mjs'), '--web', '--no-open', '--data', dataFolder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const link = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (data) => {
        const found = /http:\S+/.exec(String(data));
        if (found) resolve(found[0]);
      });
      child.once('exit', () => reject(new Error('the app ended before it was open')));
    });
    const offered = performance.now() - began;
    if (page === undefined) return { offered, interactive: undefined };
    await page.goto(link);
    await page.getByRole('button').first().click({ trial: true });
    return { offered, interactive: performance.now() - began };
  } finally {
    await page?.close();
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
}

/** Cases: a first start, which founds a network, and a later one; each to the address and to the window. */
export async function run({ json, args }: BenchOptions): Promise<void> {
  const runs = Number(args[args.indexOf('--runs') + 1]) || 3;
  const executablePath = [process.env.COCO_CHROMIUM ?? '', ...PLACES].find((path) => existsSync(path));
  const browser =
    executablePath === undefined
      ? undefined
      : await chromium.launch({ executablePath, args: ['--no-sandbox', '--no-first-run'] });
  const first: Start[] = [];
  const later: Start[] = [];
  try {
    for (let run = 0; run < runs; run += 1) {
      const folder = await mkdtemp(join(tmpdir(), 'coco-bench-'));
      first.push(await start(folder, browser));
      later.push(await start(folder, browser));
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await browser?.close();
  }
  const report = createReport('startup', { json });
  const add = (name: string, starts: readonly Start[]) => {
    report.add(
      `${name}-address`,
      starts.map(({ offered }) => offered),
      'ms',
      { lowerIsBetter: true },
    );
    const windows = starts.flatMap(({ interactive }) => interactive ?? []);
    if (windows.length > 0) report.add(`${name}-window`, windows, 'ms', { lowerIsBetter: true });
  };
  add('first', first);
  add('later', later);
  if (browser === undefined) report.say('No Chromium found: the window was not measured.');
  report.print();
}
