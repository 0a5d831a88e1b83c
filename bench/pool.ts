import { keepMemoryClose } from '../src-main/base/processMemory.ts';
import { readFlags } from '../src-main/cli/flags.ts';
import { type LoadOrder, type LoadReport, runLoad } from './poolLoad.ts';
import { prepareCase } from './poolPrepare.ts';
import { openBenchPool, pause, report, startGenerator } from './poolProcess.ts';
import { verifyRate } from './poolVerify.ts';
import { runWallets } from './poolWallets.ts';
import { type BenchOptions, createReport, type Report } from './report.ts';

const flags = {
  values: ['seconds', 'miners', 'shares', 'wallets', 'transactions', 'generator'],
  switches: [],
} as const;
const percent = (part: number): string => `${Math.round(part * 100)} %`;

/**
 * The pool under load: `npm run -s bench -- pool [--seconds N] [--miners N] [--shares N a second] [--wallets N]
 * [--transactions N a second] [--json]`. The load comes from a second process on the same machine, over real
 * sockets; what it takes of a core is stated. No miners, or no wallets: that half is left out.
 */
export async function run({ json, args }: BenchOptions): Promise<void> {
  const read = readFlags(args, flags);
  if ('wrong' in read) throw new Error(`Unknown flag ${read.wrong}`);
  const { values } = read;
  if (values.generator === 'miners') return generate(runLoad, 'done');
  if (values.generator === 'wallets') return generate(runWallets, 'paid');
  // As the pool's own program does.
  keepMemoryClose();
  const seconds = Number(values.seconds ?? 20);
  const order = { miners: Number(values.miners ?? 10_000), sharesPerSecond: Number(values.shares ?? 3000) };
  const rows = createReport('pool', { json });
  rows.add('verify', [verifyRate(1000), verifyRate(1000), verifyRate(1000)], 'shares/s a core');
  if (order.miners > 0) await miners(rows, order, seconds);
  const paying = {
    wallets: Number(values.wallets ?? 5000),
    transactionsPerSecond: Number(values.transactions ?? 2000),
  };
  if (paying.wallets > 0) await prepareCase(rows, paying, seconds);
  rows.print();
}

/** Miners connect, shares flow, blocks are found by them: about one in `BLOCK_EVERY` seconds. */
async function miners(
  rows: Report,
  order: Pick<LoadOrder, 'miners' | 'sharesPerSecond'>,
  seconds: number,
): Promise<void> {
  const { pool, server, close } = await openBenchPool(Math.max(1000, order.sharesPerSecond * BLOCK_EVERY));
  const child = startGenerator('miners');
  const fanouts: number[] = [];
  child.on('message', (message: LoadReport) => {
    if (message.kind === 'fanout') fanouts.push(message.took);
  });
  const connected = report<LoadReport, 'connected'>(child, 'connected');
  const done = report<LoadReport, 'done'>(child, 'done');
  const { addressPrefix } = pool.network;
  child.send({ port: server.port, addressPrefix, ...order } satisfies LoadOrder);
  const { miners: count, took } = await connected;
  rows.add('miners', [count], 'connected', { notes: { remark: `in ${(took / 1000).toFixed(1)} s` } });

  // Memory is looked at when the first minute (or a third of a short run) is over. It swings between two collections
  // of garbage: what counts is the middle of many looks, at the beginning and at the end of the rest.
  const warmUp = Math.min(60, seconds / 3);
  await pause(warmUp * 1000);
  const cpuBefore = process.cpuUsage();
  const looks: number[] = [];
  const looking = setInterval(() => looks.push(process.memoryUsage.rss()), 250);
  await pause((seconds - warmUp) * 1000);
  clearInterval(looking);
  const quarter = Math.ceil(looks.length / 4);
  const rssBefore = middle(looks.slice(0, quarter));
  const rssAfter = middle(looks.slice(-quarter));
  const { user, system } = process.cpuUsage(cpuBefore);
  child.send('stop');
  const { result } = await done;
  const cpu = (user + system) / 1e6 / (seconds - warmUp);
  const refusals = Object.entries(result.refused).map(([code, times]) => `${code} ${times}`);
  rows.add('shares', [result.accepted / result.seconds], 'accepted/s', {
    notes: {
      remark: `${result.stale} stale, ${result.lost} lost, ${result.closed} closed${refusals.length > 0 ? `, ${refusals}` : ''}`,
    },
  });
  rows.add('ack-p99', [result.ackP99], 'ms', {
    lowerIsBetter: true,
    notes: { remark: `p50 ${result.ackP50.toFixed(1)}, max ${result.ackMax.toFixed(0)}` },
  });
  if (fanouts.length > 0) {
    // The worst one counts: each block must reach everybody in time.
    rows.add('job-fanout', [Math.max(...fanouts)], 'ms', {
      lowerIsBetter: true,
      notes: {
        remark: `the worst of ${fanouts.length} blocks, to all ${count}; half of them within ${middle(fanouts).toFixed(0)}`,
      },
    });
  }
  rows.add('rss-growth', [(rssAfter / rssBefore - 1) * 100], '%', {
    lowerIsBetter: true,
    notes: { remark: `${Math.round(rssBefore / 2 ** 20)} to ${Math.round(rssAfter / 2 ** 20)} MiB` },
  });
  rows.say(`Of one core: server ${percent(cpu)}, load generator ${percent(result.cpu)}.`);
  await close();
}

/** A natural block comes about so often, in seconds. */
const BLOCK_EVERY = 8;

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** This process is the generator: it waits for its order, and for the word that it is enough. */
async function generate<Order, Told extends { kind: string }>(
  load: (order: Order, tell: (told: Told) => void) => Promise<{ stop(): void }>,
  last: Told['kind'],
): Promise<void> {
  let running: { stop(): void } | undefined;
  await new Promise<void>((resolve) => {
    // Who measures is gone: there is nothing left to do.
    process.once('disconnect', () => process.exit(1));
    process.on('message', (message: Order | 'stop') => {
      if (message === 'stop') {
        running?.stop();
        return;
      }
      const tell = (told: Told): void => {
        process.send?.(told);
        if (told.kind === last) setTimeout(resolve, 100);
      };
      load(message as Order, tell).then((started) => {
        running = started;
      }, console.error);
    });
  });
  process.removeAllListeners('disconnect');
  process.disconnect();
}
