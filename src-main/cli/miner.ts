import { readFile } from 'node:fs/promises';
import { isFault } from '#shared/protocol/fault.ts';
import { systemClock } from '../base/clock.ts';
import { openLog, silentLog } from '../base/log.ts';
import { installNodeSha256 } from '../base/nodeHash.ts';
import { createMiner } from '../miner/controller.ts';
import { readFlags } from './flags.ts';
import { minerLine } from './minerLine.ts';
import { isOfNoUse, openMinerPool } from './minerPool.ts';

/** A miner without a wallet, for a second machine: `npm run miner -- --pool URL --address A`. */

const USAGE =
  'Usage: npm run miner -- --pool URL[,URL…] --address ADDRESS [--threads N] [--intensity PERCENT] ' +
  '[--difficulty N] [--ca FILE]';
const LOG_EVERY = 30_000;
const LINE_EVERY = 1000;

interface Order {
  readonly urls: readonly string[];
  readonly address: string;
  readonly threads: number | undefined;
  readonly intensity: number | undefined;
  readonly shareDifficulty: number | undefined;
  readonly ca: string | undefined;
}

function readOrder(args: readonly string[]): Order | undefined {
  const flags = readFlags(args, {
    values: ['pool', 'address', 'threads', 'intensity', 'difficulty', 'ca'],
    switches: [],
  });
  if ('wrong' in flags || flags.rest.length > 0) return undefined;
  const { pool, address, threads, intensity, difficulty, ca } = flags.values;
  const numbers = [threads, intensity, difficulty].map((text) =>
    text === undefined ? undefined : Number(text),
  );
  const areNumbersRight = numbers.every(
    (number) => number === undefined || (Number.isInteger(number) && number >= 1),
  );
  if (pool === undefined || address === undefined || !areNumbersRight) return undefined;
  return {
    urls: pool.split(',').filter((url) => url !== ''),
    ...{ address, threads: numbers[0], intensity: numbers[1], shareDifficulty: numbers[2], ca },
  };
}

async function run(order: Order): Promise<void> {
  installNodeSha256();
  const isTerminal = process.stdout.isTTY === true;
  const log = isTerminal ? silentLog : openLog({ level: 'info', to: process.stdout });
  const ca = order.ca === undefined ? {} : { ca: await readFile(order.ca, 'utf8') };
  const { urls, address } = order;
  const pool = openMinerPool({ urls, address, clock: systemClock, log: log.child('remote'), ...ca });
  const { threads, intensity, shareDifficulty } = order;
  const miner = createMiner({
    pool,
    clock: systemClock,
    log: log.child('miner'),
    settings: {
      ...(threads === undefined ? {} : { threads }),
      ...(intensity === undefined ? {} : { intensity }),
      ...(shareDifficulty === undefined ? {} : { shareDifficulty }),
    },
  });

  const show = (): void => {
    if (isTerminal)
      process.stdout.write(
        `\r\x1b[2K${minerLine(miner.state, pool.status).slice(0, process.stdout.columns - 1)}`,
      );
    else {
      const { status, hashRate, kernel, shares, reason } = miner.state;
      const { state, url, latency } = pool.status;
      log.info('miner.state', { status, hashRate, kernel, ...shares, reason, pool: state, url, latency });
    }
  };
  const timer = setInterval(show, isTerminal ? LINE_EVERY : LOG_EVERY);
  pool.onStatus(({ state, url, reason }) => {
    log.info('pool.changed', { state, url, reason });
    if (!isOfNoUse(pool)) return;
    console.error('\nNo pool of the list is of the network of this address.');
    void close(1);
  });

  let isClosing = false;
  const close = async (code: number): Promise<void> => {
    if (isClosing) return;
    isClosing = true;
    clearInterval(timer);
    show();
    if (isTerminal) process.stdout.write('\n');
    await miner.stop();
    pool.close();
    process.exit(code);
  };
  process.once('SIGINT', () => void close(0));
  process.once('SIGTERM', () => void close(0));
  await miner.start(address);
  show();
}

const order = readOrder(process.argv.slice(2));
if (order === undefined) {
  console.error(USAGE);
  process.exit(1);
}
try {
  await run(order);
} catch (error) {
  const isFile = error instanceof Error && 'syscall' in error;
  if (!isFault(error) && !isFile) throw error;
  console.error(isFault(error) ? `${error.code} ${JSON.stringify(error.facts)}` : error.message);
  process.exit(1);
}
