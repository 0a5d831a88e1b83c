import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { startApp, startBrowser } from './appProcess.ts';
import { type BenchOptions, createReport } from './report.ts';

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
  const app = await startApp(dataFolder);
  try {
    const offered = performance.now() - began;
    if (page === undefined) return { offered, interactive: undefined };
    await page.goto(app.link);
    await page.getByRole('button').first().click({ trial: true });
    return { offered, interactive: performance.now() - began };
  } finally {
    await page?.close();
    await app.stop();
  }
}

/** Cases: a first start, which founds a network, and a later one; each to the address and to the window. */
export async function run({ json, args }: BenchOptions): Promise<void> {
  const runs = Number(args[args.indexOf('--runs') + 1]) || 3;
  const browser = await startBrowser();
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
