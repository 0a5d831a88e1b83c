import { availableParallelism, cpus } from 'node:os';
import { nativeAddon } from '../src-main/base/nativeAddon.ts';
import { kernelNames, measureKernel, openKernel } from '../src-main/miner/kernel/kernels.ts';
import { appRates, leanNaiveRate, naiveRate } from './minerCases.ts';
import { type BenchOptions, createReport } from './report.ts';

/** Short runs, many of them, taken in turns: on a shared machine the best run is the one that nobody disturbed. */
const RUNS = 60;
const RUN_MS = 3;

/** The app and the bare kernel it uses, by turns, in windows of the same length. */
const ROUNDS = 4;
const WINDOWS = 3;
const WINDOW_MS = 500;

/**
 * The miner's kernels in tries a second a thread, each against the naive attempt; then the whole app against the bare
 * kernel, and more threads. `args`: names of cases to leave all others out.
 */
export async function run({ json, args }: BenchOptions): Promise<void> {
  const report = createReport('miner', { json });
  const wanted = (name: string): boolean => args.length === 0 || args.includes(name);
  const native = nativeAddon();
  const kernels = kernelNames().filter(wanted).reverse().map(openKernel);
  // WebAssembly is compiled in full only after some use.
  for (const kernel of kernels) measureKernel(kernel, { ms: 30, runs: 1 });

  const values = new Map<string, number[]>();
  const note = (name: string, value: number): void => {
    values.set(name, [...(values.get(name) ?? []), value]);
  };
  let clock = 0;
  for (let turn = 0; turn < RUNS; turn++) {
    clock = Math.max(clock, native?.clockRate() ?? 0);
    note('naive', naiveRate(RUN_MS));
    note('naive, lean', leanNaiveRate(RUN_MS));
    for (const kernel of kernels) note(kernel.name, measureKernel(kernel, { ms: RUN_MS, runs: 1 }));
  }
  const naive = Math.max(...(values.get('naive') ?? []));
  const add = (
    name: string,
    rates: readonly number[],
    notes: Readonly<Record<string, string>> = {},
  ): void => {
    const best = Math.max(...rates);
    report.add(name, rates, 'H/s', {
      notes: {
        'x naive': (best / naive).toFixed(1),
        'cycles a try': clock === 0 ? '' : (clock / best).toFixed(1),
        ...notes,
      },
    });
  };
  for (const [name, rates] of values) add(name, rates);

  const fastest = [...values].reduce((best, entry) =>
    Math.max(...entry[1]) > Math.max(...best[1]) ? entry : best,
  )[0];
  const app: number[] = [];
  const bare: number[] = [];
  const rest: number[] = [];
  const jobChanges: number[] = [];
  const stops: number[] = [];
  for (let round = 0; round < ROUNDS && wanted('app'); round++) {
    const windows = await appRates(1, { windows: WINDOWS, ms: WINDOW_MS });
    app.push(...windows.rates);
    rest.push(...windows.rest);
    jobChanges.push(...windows.jobChanges);
    stops.push(...windows.stops);
    for (let window = 0; window < WINDOWS; window++)
      bare.push(measureKernel(openKernel(fastest), { ms: WINDOW_MS, runs: 1 }));
  }
  if (app.length > 0) {
    add('bare', bare);
    add('app', app, { 'of bare': `${((100 * Math.max(...app)) / Math.max(...bare)).toFixed(1)} %` });
    report.add('app besides hashing', rest, '% of a core', { lowerIsBetter: true });
    report.add('new job to its first share', jobChanges, 'ms', { lowerIsBetter: true });
    report.add('stop', stops, 'ms', { lowerIsBetter: true });
    const cores = availableParallelism();
    for (const threads of [...new Set([1, 2, cores / 2, cores])].filter((n) => n >= 1 && n <= cores)) {
      const { rates } = await appRates(Math.floor(threads), { windows: 2 * WINDOWS, ms: WINDOW_MS });
      add(`app, ${threads} threads`, rates, {
        'of one': `${((100 * Math.max(...rates)) / Math.max(...app)).toFixed(0)} %`,
      });
    }
  }
  report.say(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} threads, Node ${process.version}`,
  );
  if (clock > 0)
    report.say(`Clock while measuring: ${(clock / 1e9).toFixed(2)} GHz; fastest kernel: ${fastest}.`);
  if (native === undefined) report.say('No native kernel is built: node build/native.mjs');
  report.print();
}
