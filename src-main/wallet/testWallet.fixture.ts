import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { openWallet } from './openWallet.ts';
import { TestPool, testNetwork } from './testPool.fixture.ts';
import { quickStretch } from './testStretch.fixture.ts';
import type { Wallet } from './wallet.ts';
import type { WalletEvent } from './walletMeans.ts';

export const testWords =
  'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';
export const testPassword = 'a long password';

export interface TestWallet {
  wallet: Wallet;
  pool: TestPool;
  clock: ManualClock;
  folder: string;
  events: WalletEvent[];
  /** The same folder once more, as after a restart. */
  restart: () => Promise<TestWallet>;
}

/** For tests: a wallet in a new folder over a pool that does as it is told, and every event it sends. */
export async function testWallet(from: Partial<TestWallet> = {}): Promise<TestWallet> {
  const folder = from.folder ?? (await mkdtemp(join(tmpdir(), 'coco-wallet-')));
  const pool = from.pool ?? new TestPool();
  const clock = from.clock ?? new ManualClock(1_700_000_000_000);
  if (from.folder === undefined) onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const wallet = await openWallet({
    folder,
    clock,
    random: randomBytes,
    log: silentLog,
    session: pool,
    network: testNetwork,
    autoLockMinutes: 10,
    stretch: quickStretch,
  });
  const events: WalletEvent[] = [];
  wallet.on((event) => events.push(event));
  const restart = async () => {
    await wallet.close();
    return testWallet({ folder, pool, clock });
  };
  return { wallet, pool, clock, folder, events, restart };
}

/** The same, restored from `testWords` and with coins on its first account. */
export async function fundedWallet(units = 100_00000000n): Promise<TestWallet & { address: string }> {
  const made = await testWallet();
  await made.wallet.restore(testWords, testPassword);
  const address = made.wallet.addressOf(0);
  made.pool.give(address, units);
  return { ...made, address };
}

/** Lets everything that waits for an answer of the pool go on. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
