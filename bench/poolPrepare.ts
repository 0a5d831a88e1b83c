import { randomBytes } from 'node:crypto';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { passes } from '#shared/protocol/difficulty.ts';
import { blobDigests, step4, step9 } from '#shared/protocol/proofOfWork.ts';
import { type BenchPool, openBenchPool, pause, report, startGenerator } from './poolProcess.ts';
import { type WalletOrder, type WalletReport, walletKeys } from './poolWallets.ts';
import type { Report } from './report.ts';

const BLOCK_TRIES = 200;
const BLOCK_EVERY = 10_000;
const FUNDING_BLOCKS = 3;

/** Wallets subscribe and pay each other, while blocks with their payments are mined. */
export async function prepareCase(
  rows: Report,
  order: Pick<WalletOrder, 'wallets' | 'transactionsPerSecond'>,
  seconds: number,
): Promise<void> {
  const bench = await openBenchPool(BLOCK_TRIES);
  const { addressPrefix } = bench.pool.network;
  const session = bench.pool.openSession();
  const operator = encodeAddress(addressPrefix, bench.operator.publicKey);
  const mine = () => mineBlock(session, operator);
  for (let block = 0; block < FUNDING_BLOCKS; block++) await mine();
  await fund(
    bench,
    session,
    operator,
    order.wallets,
    enoughFor(order, seconds, bench.pool.network.defaultFee),
  );
  await mine();

  const child = startGenerator('wallets');
  const subscribed = report<WalletReport, 'subscribed'>(child, 'subscribed');
  const paid = report<WalletReport, 'paid'>(child, 'paid');
  child.send({ port: bench.server.port, addressPrefix, ...order } satisfies WalletOrder);
  const { wallets } = await subscribed;
  const cpuBefore = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await pause(Math.max(0, Math.min(BLOCK_EVERY, end - performance.now())));
    if (performance.now() < end) await mine();
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  child.send('stop');
  const { result } = await paid;
  const refusals = Object.entries(result.refused).map(([code, times]) => `, ${code} ${times}`);
  rows.add('prepare-p99', [result.prepareP99], 'ms', {
    lowerIsBetter: true,
    notes: {
      remark:
        `p50 ${result.prepareP50.toFixed(1)}, submit p99 ${result.submitP99.toFixed(0)}; ` +
        `${Math.round(result.taken / result.seconds)} paid/s by ${wallets}, ${Math.round(result.events / result.seconds)} events/s` +
        `, ${result.unanswered} unanswered${refusals.join('')}`,
    },
  });
  const percent = (part: number): string => `${Math.round(part * 100)} %`;
  rows.say(
    `Wallets, of one core: server ${percent((user + system) / 1e6 / seconds)}, load generator ${percent(result.cpu)}.`,
  );
  session.close();
  await bench.close();
}

/**
 * What each wallet needs, in units, so that none runs out: twice its fees, and what the largest payments come to (each
 * is one unit larger than the one before).
 */
function enoughFor(
  { wallets, transactionsPerSecond }: Pick<WalletOrder, 'wallets' | 'transactionsPerSecond'>,
  seconds: number,
  fee: bigint,
): bigint {
  const payments = Math.ceil(transactionsPerSecond * seconds);
  return 2n * (fee * BigInt(Math.ceil(payments / wallets)) + BigInt(payments));
}

/** One payment to all wallets. */
async function fund(
  bench: BenchPool,
  session: PoolSession,
  operator: string,
  wallets: number,
  amount: bigint,
): Promise<void> {
  const { addressPrefix } = bench.pool.network;
  const receivers = Array.from({ length: wallets }, (_, at) => ({
    address: encodeAddress(addressPrefix, walletKeys(at).publicKey),
    amount,
  }));
  const { message } = await session.prepare({ kind: 'transfer', sender: operator, receivers });
  await session.submit({ message, signature: bench.operator.sign(message) });
}

/** Proof of work as a miner does it, easy as this network's is. */
async function mineBlock(session: PoolSession, address: string): Promise<void> {
  // What was just submitted is in the next template at the latest after this.
  await pause(3500);
  const job = await session.requestJob({ address, shareDifficulty: 2 ** 40 });
  const minedDate = Math.max(job.earliest, Date.now() - 1);
  const s4 = step4(minedDate, job.step3);
  for (;;) {
    const blob = new Uint8Array(randomBytes(8));
    if (!passes(step9(s4, blobDigests(blob)), job.target)) continue;
    await session.submitShare({ jobId: job.jobId, minedDate, blob });
    await session.stopJobs({});
    return;
  }
}
