import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PoolEvent, PoolSession } from '#shared/api/poolApi.ts';
import type { Job } from '#shared/api/poolValues.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { passes, targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { publicKeyOf, sign } from '#shared/protocol/keys.ts';
import { localParameters, type Network } from '#shared/protocol/network.ts';
import { blobDigests, step4, step9 } from '#shared/protocol/proofOfWork.ts';
import { ManualClock } from '../base/clock.ts';
import { type Log, silentLog } from '../base/log.ts';
import { openPool, type Pool, type PoolOptions } from './pool.ts';

/** A wallet of a test: keys from a name. */
export interface TestWallet {
  readonly address: string;
  readonly publicKey: Bytes;
  sign(message: Bytes): Bytes;
}

export function testWallet(name: string): TestWallet {
  const privateKey = new Uint8Array(createHash('sha256').update(name).digest());
  const publicKey = publicKeyOf(privateKey);
  return {
    publicKey,
    address: encodeAddress('lcoco', publicKey),
    sign: (message) => sign(privateKey, message),
  };
}

/** What a block of a fresh test network costs, in tries. */
export const TEST_DIFFICULTY = 40;

/** When the clocks of tests start, ms since 1970. */
export const START = 1_760_000_000_000;

/** A network for several pools: nobody founds it, and a block costs 20 tries. */
export const sharedNetwork: Network = {
  ...localParameters,
  genesisTime: START,
  genesisTarget: 2n ** 256n / 20n,
  leadershipKey: testWallet('leadership').publicKey,
};

export interface TestPoolOptions {
  readonly settings?: Partial<PoolOptions['settings']>;
  readonly network?: Network;
  /** Two pools of one test share it. */
  readonly clock?: ManualClock;
  /** Name of the wallet that earns. */
  readonly operator?: string;
  readonly log?: Log;
  readonly undoDepth?: number;
}

/** A real pool over a real store in a temporary folder, with a clock that the test moves and easy proof of work. */
export class TestPool {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly operatorWallet: TestWallet;
  readonly #settings: Partial<PoolOptions['settings']>;
  readonly #network: Network | undefined;
  readonly #log: Log;
  readonly #undoDepth: number | undefined;
  readonly #operator: string;
  #pool: Pool | undefined;

  private constructor(folder: string, clock: ManualClock, options: TestPoolOptions) {
    this.folder = folder;
    this.clock = clock;
    this.#settings = options.settings ?? {};
    this.#network = options.network;
    this.#log = options.log ?? silentLog;
    this.#undoDepth = options.undoDepth;
    this.#operator = options.operator ?? 'operator';
    this.operatorWallet = testWallet(this.#operator);
  }

  static async open(options: TestPoolOptions = {}): Promise<TestPool> {
    const folder = await mkdtemp(join(tmpdir(), 'coco-pool-'));
    const test = new TestPool(folder, options.clock ?? new ManualClock(START), options);
    await test.start();
    return test;
  }

  get pool(): Pool {
    if (this.#pool === undefined) throw new Error('The pool has not been started.');
    return this.#pool;
  }

  async start(): Promise<void> {
    this.#pool = await openPool({
      ...(this.#network === undefined ? {} : { network: this.#network }),
      ...(this.#undoDepth === undefined ? {} : { undoDepth: this.#undoDepth }),
      folder: this.folder,
      signer: this.operatorWallet,
      clock: this.clock,
      log: this.#log,
      random: (length) => new Uint8Array(randomBytes(length)),
      measureHashRate: async () => TEST_DIFFICULTY / 5,
      settings: {
        domain: 'localhost:1',
        ...this.#settings,
        initial: { minShareDifficulty: 1, ...this.#settings.initial },
      },
    });
  }

  async restart(): Promise<void> {
    await this.pool.close();
    await this.start();
  }

  /** The pool that would start if this process died right now: over a copy of what lies on the disk. */
  async afterCrash(): Promise<TestPool> {
    const folder = await mkdtemp(join(tmpdir(), 'coco-pool-'));
    await cp(this.folder, folder, { recursive: true });
    const clock = new ManualClock(this.clock.now());
    const test = new TestPool(folder, clock, { settings: this.#settings, log: this.#log });
    await test.start();
    return test;
  }

  /** What lies on the disk now, to be put back later: by opening the pool that this resolves to. */
  async copied(): Promise<() => Promise<TestPool>> {
    const folder = await mkdtemp(join(tmpdir(), 'coco-pool-'));
    await cp(this.folder, folder, { recursive: true });
    return async () => {
      const test = new TestPool(folder, this.clock, {
        ...{ settings: this.#settings, log: this.#log, operator: this.#operator },
      });
      await test.start();
      return test;
    };
  }

  async remove(): Promise<void> {
    await this.pool.close();
    for (const end of ['', '.former', '.rebuilt']) {
      await rm(this.folder + end, { recursive: true, force: true });
    }
  }

  /** Mines blocks for a wallet, ten seconds apart, and waits until all that hangs on them is done. */
  async mine(blocks: number, miner: TestWallet, session = this.pool.openSession()): Promise<void> {
    for (let n = 0; n < blocks; n++) {
      this.clock.advance(10_000);
      await settle();
      const job = await session.requestJob({ address: miner.address, shareDifficulty: 1_000_000 });
      const verdict = await session.submitShare(solve(job, this.clock.now(), job.target));
      if (verdict.block === null) throw new Error('The block was not taken.');
      await this.pool.idle();
      await settle();
    }
  }

  /** Sends coins as a wallet does, and resolves to the transaction's identity. */
  async send(from: TestWallet, to: { wallet: TestWallet; amount: bigint }[], fee?: bigint): Promise<Bytes> {
    const session = this.pool.openSession();
    const prepared = await session.prepare({
      kind: 'transfer',
      sender: from.address,
      receivers: to.map(({ wallet, amount }) => ({ address: wallet.address, amount })),
      ...(fee === undefined ? {} : { fee }),
    });
    const { message } = prepared;
    const { identity } = await session.submit({ message, signature: from.sign(message) });
    session.close();
    return identity;
  }

  async balance(wallet: TestWallet): Promise<bigint> {
    const session = this.pool.openSession();
    const { balance } = await session.getWallet({ address: wallet.address });
    session.close();
    return balance;
  }
}

/** Lets what was begun without anybody waiting for it come to its end. */
export async function settle(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Proof of work as a miner does it: a share whose hash is below the target, and at or above `atLeast`. */
export function solve(
  job: Job,
  minedDate: number,
  target: bigint = targetOfDifficulty(BigInt(job.shareDifficulty)),
  atLeast = 0n,
): { jobId: Bytes; minedDate: number; blob: Bytes } {
  const s4 = step4(minedDate, job.step3);
  for (;;) {
    const blob = new Uint8Array(randomBytes(8));
    const hash = step9(s4, blobDigests(blob));
    if (passes(hash, target) && (atLeast === 0n || !passes(hash, atLeast))) {
      return { jobId: job.jobId, minedDate, blob };
    }
  }
}

/** Everything that a session was told from now on. */
export function listen(session: PoolSession): PoolEvent[] {
  const events: PoolEvent[] = [];
  session.subscribe((event) => events.push(event));
  return events;
}
