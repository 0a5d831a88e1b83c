import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from '#shared/ledger/ledger.ts';
import type { SignatureBatch } from '#shared/ledger/signatureBatch.ts';
import { applyBlock } from '#shared/ledger/transition.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { installNodeSha256 } from '../src-main/base/nodeHash.ts';
import type { ChainStore } from '../src-main/store/chainStore.ts';
import { importChain } from '../src-main/store/importChain.ts';
import { openChainStore } from '../src-main/store/openChainStore.ts';
import { replayChain } from '../src-main/store/replay.ts';
import { openVerifier, type Verifier } from '../src-main/verifier/verifier.ts';
import { BlockMill } from './ledgerBlocks.ts';
import { benchNetwork } from './ledgerChain.ts';
import { type BenchOptions, createReport } from './report.ts';

/** Receivers of each signature in the case `transfers`. */
const RECEIVERS = 1000;

/** Blocks one after the other in a round of the case `signed`, of `signed` transactions each. */
const BLOCKS = 6;

/** Sizes of the whole thing; `--small` is for a look, not for figures; `--signed` leaves the other cases out. */
const SIZES = {
  full: { wallets: 1_000_000, signers: 20_000, signed: 50_000, transfers: 200_000, group: 100_000 },
  small: { wallets: 20_000, signers: 2000, signed: 5000, transfers: 20_000, group: 20_000 },
};

interface Maker {
  /** The ledger for which blocks are made: in memory, a step ahead of the store. */
  readonly ledger: Ledger;
  readonly mill: BlockMill;
  /** Makes a block, and goes on behind it. */
  make(block: (mill: BlockMill, ledger: Ledger) => Bytes): { bytes: Bytes; signatures: SignatureBatch };
}

function openMaker(signers: number): Maker {
  const ledger = Ledger.genesis(benchNetwork, [1, 2]);
  const mill = new BlockMill(signers);
  return {
    ledger,
    mill,
    make(block) {
      const bytes = block(mill, ledger);
      const { changes, signatures } = applyBlock(ledger, bytes, null);
      ledger.apply(changes);
      return { bytes, signatures };
    },
  };
}

/** Blocks through full validation and durable commit; items/s. */
async function timed(store: ChainStore, verifier: Verifier, blocks: Bytes[], items: number): Promise<number> {
  const start = performance.now();
  await importChain(store, verifier, blocks);
  return items / ((performance.now() - start) / 1000);
}

const times = <V>(count: number, make: () => V): V[] => Array.from({ length: count }, make);

/** What a chain's ledger can take: each figure by its name, on a ledger of a million wallets. */
export async function run({ json, args }: BenchOptions): Promise<void> {
  const replayFolder = args[args.indexOf('--replay') + 1];
  if (args.includes('--replay') && replayFolder !== undefined) return await replayIn(replayFolder, args);
  installNodeSha256();
  const sizes = args.includes('--small') ? SIZES.small : SIZES.full;
  const report = createReport('ledger', { json });
  const folder = await mkdtemp(join(tmpdir(), 'coco-bench-'));
  const verifier = openVerifier();
  const store = await openChainStore({ folder, network: benchNetwork });
  try {
    const maker = openMaker(sizes.signers);
    await fill(store, verifier, maker, sizes.wallets);
    await signedCases(store, verifier, maker, sizes.signed, report);
    const { walletCount, tip } = store.ledger;
    if (!args.includes('--signed')) {
      await manyCases(store, verifier, maker, sizes, report);
      await store.close();
      await replayCases(folder, report);
    }
    report.say(`A ledger of ${walletCount.toLocaleString('en')} wallets, ${tip.id - 93} blocks.`);
    report.print();
  } finally {
    await store.close();
    await verifier.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rewards for wallet 0, and all wallets. */
async function fill(store: ChainStore, verifier: Verifier, maker: Maker, wallets: number): Promise<void> {
  const reward = () => maker.make((mill, ledger) => mill.reward(ledger)).bytes;
  await importChain(store, verifier, times(20, reward));
  while (maker.ledger.walletCount <= wallets) {
    const last = Math.min(wallets, maker.ledger.walletCount + 250_000 - 1);
    const { bytes } = maker.make((mill, ledger) => mill.register(ledger, last, 200_000n));
    await importChain(store, verifier, [bytes]);
  }
  await importChain(store, verifier, times(10, reward));
}

type Report = ReturnType<typeof createReport>;

async function signedCases(
  store: ChainStore,
  verifier: Verifier,
  maker: Maker,
  count: number,
  report: Report,
): Promise<void> {
  const bare: number[] = [];
  const whole: number[] = [];
  let size = 0;
  // Processor time tells the same on a machine that has other things to do as well.
  const processor = { bare: 0, whole: 0 };
  const cpu = () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  };
  for (let round = 0; round < 3; round++) {
    const blocks = times(BLOCKS, () => maker.make((mill, ledger) => mill.signed(ledger, count)));
    size = (blocks[0] as { bytes: Bytes }).bytes.length;
    // The bare verifier on the very same signatures, before and after, so that both see the same machine.
    for (const { signatures } of blocks.slice(0, 2)) {
      const start = performance.now();
      const before = cpu();
      if ((await verifier.verifyAll(signatures)) >= 0)
        throw new Error('A signature of the benchmark is bad.');
      processor.bare += (cpu() - before) / signatures.count / 6;
      bare.push(signatures.count / ((performance.now() - start) / 1000));
    }
    const before = cpu();
    whole.push(
      await timed(
        store,
        verifier,
        blocks.map(({ bytes }) => bytes),
        BLOCKS * count,
      ),
    );
    processor.whole += (cpu() - before) / (BLOCKS * count) / 3;
  }
  report.add('verifier', bare, 'signatures/s', { notes: { 'processor time each': micros(processor.bare) } });
  report.add('signed', whole, 'signed transactions/s', {
    notes: {
      'bytes each': (size / count).toFixed(1),
      'of verifier': percent(whole, bare),
      'processor time each': micros(processor.whole),
    },
  });
}

const micros = (value: number): string => `${value.toFixed(1)} µs`;

function percent(whole: readonly number[], bare: readonly number[]): string {
  return `${((100 * median(whole)) / median(bare)).toFixed(0)} %`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

async function manyCases(
  store: ChainStore,
  verifier: Verifier,
  maker: Maker,
  sizes: (typeof SIZES)['full'],
  report: Report,
): Promise<void> {
  const measure = async (name: string, unit: string, items: number, block: Parameters<Maker['make']>[0]) => {
    let size = 0;
    const values: number[] = [];
    for (let round = 0; round < 3; round++) {
      const blocks = times(4, () => maker.make(block).bytes);
      size = (blocks[0] as Bytes).length;
      values.push(await timed(store, verifier, blocks, 4 * items));
    }
    report.add(name, values, unit, { notes: { 'bytes each': (size / items).toFixed(1) } });
  };
  await measure(
    'transfers',
    `transfers/s with ${RECEIVERS.toLocaleString('en')} receivers per signature`,
    sizes.transfers,
    (mill, ledger) => mill.transfers(ledger, sizes.transfers / RECEIVERS, RECEIVERS),
  );
  const trusts = maker.make((mill, ledger) => mill.trusts(ledger, 1, sizes.signers)).bytes;
  await importChain(store, verifier, [trusts]);
  const perGroup = sizes.group.toLocaleString('en');
  await measure('group', `transfers/s with ${perGroup} per signature`, sizes.group, (mill, ledger) =>
    mill.group(ledger, sizes.group, sizes.signers),
  );
  const perUpdate = sizes.signers.toLocaleString('en');
  await measure(
    'updates',
    `netted updates/s with ${perUpdate} per signature`,
    sizes.signers,
    (mill, ledger) => mill.updates(ledger, sizes.signers),
  );
}

interface ReplayFigures {
  blocks: number;
  transfers: number;
  seconds: number;
  megabytes: number;
}

/** Each replay in a process of its own, which tells how much memory it took at most. */
async function replayCases(folder: string, report: Report): Promise<void> {
  for (const [name, trusted] of [
    ['replay', '0'],
    ['replay, signatures trusted', '1000000'],
  ] as const) {
    const figures = await new Promise<ReplayFigures>((resolve, reject) => {
      const child = fork(process.argv[1] as string, ['ledger', '--replay', folder, '--trusted', trusted]);
      child.on('message', (message) => resolve(message as ReplayFigures));
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`The replay ended with ${code}.`)));
    });
    const notes = { 'memory at most': `${figures.megabytes} MiB` };
    report.add(name, [figures.blocks / figures.seconds], 'blocks/s', { notes });
    report.add(name, [figures.transfers / figures.seconds], 'transfers/s', { notes });
  }
}

async function replayIn(folder: string, args: readonly string[]): Promise<void> {
  installNodeSha256();
  const trusted = Number(args[args.indexOf('--trusted') + 1]);
  const store = await openChainStore({ folder });
  const verifier = openVerifier();
  const start = performance.now();
  const { blocks, items } = await replayChain(store, verifier, { trusted });
  const seconds = (performance.now() - start) / 1000;
  await verifier.close();
  await store.close();
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.send?.({ blocks, transfers: items, seconds, megabytes } satisfies ReplayFigures);
}
