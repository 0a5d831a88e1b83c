import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { startApp, startBrowser, startBrowserInSession } from './appProcess.ts';
import { type BenchOptions, createReport, type Report } from './report.ts';

/** By turns, so that what else the machine does falls on both. */
const ROUNDS = 2;

/** Between two inputs, ms: not in step with anything. */
const REST = [90, 150, 110, 170, 130];

/** One input, ms: from the event to the picture that answers it, and the parts of that time. */
interface Input {
  readonly kind: string;
  readonly total: number;
  /** Until the window's code hears of it, that code, and the rest: layout, painting and the screen's next picture. */
  readonly delay: number;
  readonly script: number;
  readonly paint: number;
}

/**
 * Chromium's own measure (Event Timing), in steps of 8 ms; what takes less than 16 ms is not told and counts as 16.
 * Text, because this file knows no DOM.
 */
const LISTEN = `
  window.benchInputs = [];
  new PerformanceObserver((list) => {
    for (const { name, duration, startTime, processingStart, processingEnd } of list.getEntries()) {
      if (name !== 'keydown' && name !== 'click' && name !== 'pointerdown') continue;
      window.benchInputs.push({
        kind: name,
        total: duration,
        delay: processingStart - startTime,
        script: processingEnd - processingStart,
        paint: Math.max(0, startTime + duration - processingEnd),
      });
    }
  }).observe({ type: 'event', durationThreshold: 16 });
`;

const QUICK: Input = { kind: 'quick', total: 16, delay: 0, script: 0, paint: 16 };

/** A new wallet, by the screens. */
async function makeWallet(page: Page): Promise<void> {
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await page.getByRole('button', { name: 'Create a wallet' }).click();
  await button('Show the words').click();
  const items = page.getByRole('list', { name: 'Your recovery words' }).getByRole('listitem');
  const words = (await items.allInnerTexts()).map((text) => text.replace(/[^a-z]/g, ''));
  await page.getByLabel('I have written them down').check();
  await button('Continue').click();
  await page.getByRole('heading', { name: 'Check what you wrote' }).waitFor();
  for (const [at, word] of words.entries()) {
    const field = page.getByLabel(`Word ${at + 1}`, { exact: true });
    if ((await field.count()) > 0) await field.fill(word);
  }
  await button('Check').click();
  await page.getByLabel('New password', { exact: true }).fill('walnut-orbit-velvet-57');
  await page.getByLabel('The same password again').fill('walnut-orbit-velvet-57');
  await button('Create the wallet').click();
  await page.getByRole('heading', { name: 'Wallet', level: 1 }).waitFor({ timeout: 60_000 });
}

/** What a person does: looks at the screens, types a name, opens the palette. Answers with the number of inputs. */
async function useWindow(page: Page): Promise<number> {
  let inputs = 0;
  const rest = (): Promise<void> => pause(REST[inputs++ % REST.length] ?? 100);
  const rail = page.getByRole('navigation', { name: 'Main' });
  const show = async (screen: string): Promise<void> => {
    await rail.getByRole('link', { name: screen, exact: true }).click();
    // A click is two inputs: the button goes down, and up again.
    inputs += 1;
    await rest();
  };
  const press = async (key: string): Promise<void> => {
    await page.keyboard.press(key);
    await rest();
  };
  for (const screen of ['Mining', 'Wallet', 'Mining', 'Explorer', 'Mining', 'Contacts']) await show(screen);
  await page.getByRole('button', { name: 'New contact' }).focus();
  await press('Enter');
  await page.getByLabel('Name', { exact: true }).focus();
  for (const key of 'Annabel') await press(key);
  for (let n = 0; n < 4; n++) await press('Backspace');
  await press('Escape');
  await show('Mining');
  await page.getByRole('slider', { name: 'Intensity' }).focus();
  for (const key of ['Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab']) await press(key);
  await press('Control+k');
  for (const key of 'wal') await press(key);
  await press('Escape');
  return inputs;
}

async function measure(page: Page, turns: number): Promise<Input[]> {
  await page.evaluate('window.benchInputs.length = 0');
  let count = 0;
  for (let turn = 0; turn < turns; turn++) count += await useWindow(page);
  await pause(500);
  const told = (await page.evaluate('window.benchInputs')) as Input[];
  return [...told, ...Array<Input>(Math.max(0, count - told.length)).fill(QUICK)];
}

/** The value that so many percent do not exceed. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}

const SHARES: readonly (readonly [string, number])[] = [
  ['median', 50],
  ['p90', 90],
  ['p99', 99],
  ['slowest', 100],
];

function add(report: Report, name: string, rounds: readonly Input[][]): void {
  const all = rounds.flat();
  const slowest = [...all].sort((a, b) => b.total - a.total).slice(0, Math.ceil(all.length / 20));
  const mean = (inputs: readonly Input[], part: 'total' | 'delay' | 'script' | 'paint'): string =>
    (inputs.reduce((sum, input) => sum + input[part], 0) / inputs.length).toFixed(1);
  const totals = (inputs: readonly Input[]): number[] => inputs.map(({ total }) => total);
  const parts = {
    mean: mean(all, 'total'),
    'slowest 5 %: wait': mean(slowest, 'delay'),
    script: mean(slowest, 'script'),
    paint: mean(slowest, 'paint'),
  };
  for (const [share, percent] of SHARES) {
    report.add(
      `${name}, ${share}`,
      rounds.map((round) => percentile(totals(round), percent)),
      'ms',
      {
        lowerIsBetter: true,
        notes: {
          'of all': `${percentile(totals(all), percent)}`,
          inputs: `${all.length}`,
          ...(percent === 100 ? parts : {}),
        },
      },
    );
  }
}

/**
 * How long the window takes from an input to the picture that answers it: real app, real Chromium; resting, and mining
 * with all threads. `args`: `--turns N` (2) of using the window a round; `--apart` puts Chromium into a session of its
 * own, as a person's browser is, and not into the app's, as the desktop app's window is.
 */
export async function run({ json, args }: BenchOptions): Promise<void> {
  const turns = args.includes('--turns') ? Number(args[args.indexOf('--turns') + 1]) : 2;
  const folder = await mkdtemp(join(tmpdir(), 'coco-bench-'));
  const profile = `${folder}-browser`;
  const browser = await (args.includes('--apart') ? startBrowser() : startBrowserInSession(profile));
  if (browser === undefined) throw new Error('No Chromium found: set COCO_CHROMIUM.');
  const app = await startApp(folder);
  const resting: Input[][] = [];
  const mining: Input[][] = [];
  let threads = '';
  try {
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    await page.addInitScript(LISTEN);
    await page.goto(app.link);
    await makeWallet(page);
    const rail = page.getByRole('navigation', { name: 'Main' });
    const press = async (name: string): Promise<void> => {
      await rail.getByRole('link', { name: 'Mining', exact: true }).click();
      await page.getByRole('button', { name }).click();
    };
    // Once for what is loaded when it is first needed.
    await useWindow(page);
    for (let round = 0; round < ROUNDS; round++) {
      resting.push(await measure(page, turns));
      await press('Start mining');
      await page.getByText(/\d threads? ·/).waitFor({ timeout: 30_000 });
      threads = (await page.getByText(/\d threads? ·/).innerText()).replace(/.*?(?=\d+ threads?)/, '');
      mining.push(await measure(page, turns));
      await press('Stop mining');
      await page.getByRole('button', { name: 'Start mining' }).waitFor();
    }
  } finally {
    await browser.close();
    await app.stop();
    for (const each of [folder, profile]) await rm(each, { recursive: true, force: true, maxRetries: 5 });
  }
  const report = createReport('window', { json });
  add(report, 'resting', resting);
  add(report, 'mining', mining);
  report.say(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads; mining with ${threads}.`,
  );
  report.say('Chromium without a screen paints with the processor: these times hold its whole work.');
  report.print();
}
