import { randomBytes } from 'node:crypto';
import type { PoolEvent, PoolSession } from '#shared/api/poolApi.ts';
import type { Job, WalletState } from '#shared/api/poolValues.ts';
import { encodeUtf8, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';

/**
 * A pool in memory for tests of what lies around a pool: it hands out jobs, takes each share once, knows
 * balances and tells events, but has no chain and checks no work.
 */
export class SmallPool {
  readonly sessions = new Set<SmallSession>();
  readonly jobs = new Map<string, { blockId: number; seen: Set<string> }>();
  readonly balances = new Map<string, bigint>();
  tipId = 100;
  readonly now: () => number;
  /** Calls that wait until `release` is called, for tests of what happens meanwhile. */
  held: (() => void)[] | undefined;

  constructor(now: () => number = () => 1_800_000_000_000) {
    this.now = now;
  }

  openSession = (): PoolSession => {
    const session = new SmallSession(this);
    this.sessions.add(session);
    return session;
  };

  /** Somebody found a block: everybody hears of it, and every miner gets a new job. */
  findBlock(): void {
    this.tipId += 1;
    const value = this.summary(this.tipId);
    for (const session of this.sessions) session.emit({ type: 'block', value });
    for (const session of this.sessions) session.newJob();
  }

  pay(address: string, amount: bigint): void {
    this.balances.set(address, (this.balances.get(address) ?? 0n) + amount);
    const value = this.wallet(address);
    for (const session of this.sessions) {
      if (session.watched.includes(address)) session.emit({ type: 'wallet', value });
    }
  }

  hold(): void {
    this.held = [];
  }

  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const go of held) go();
  }

  job(shareDifficulty: number): Job {
    const jobId = new Uint8Array(randomBytes(16));
    this.jobs.set(toHex(jobId), { blockId: this.tipId + 1, seen: new Set() });
    return {
      jobId,
      step3: new Uint8Array(32).fill(this.tipId % 256),
      target: 2n ** 240n,
      shareDifficulty,
      blockId: this.tipId + 1,
      clock: this.now(),
      earliest: this.now() - 10_000,
    };
  }

  wallet(address: string): WalletState {
    const balance = this.balances.get(address) ?? 0n;
    return {
      ...{ address, id: null, balance, pendingIn: 0n, pendingOut: 0n, spendable: balance, maturing: 0n },
      ...{ lastActivity: null, trust: null },
    };
  }

  summary(id: number) {
    return {
      id,
      hash: new Uint8Array(32).fill(id % 256),
      minedDate: this.now(),
      domain: 'pool.example',
      reward: 25_000_000_000n,
      fees: 0n,
      rewardAddress: 'lcoco1operator',
      transactions: 0,
      bytes: 200,
    };
  }
}

class SmallSession implements PoolSession {
  readonly #pool: SmallPool;
  readonly #listeners = new Set<(event: PoolEvent) => void>();
  watched: readonly string[] = [];
  #work: { shareDifficulty: number } | undefined;

  constructor(pool: SmallPool) {
    this.#pool = pool;
  }

  emit(event: PoolEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  newJob(): void {
    if (this.#work !== undefined)
      this.emit({ type: 'job', value: this.#pool.job(this.#work.shareDifficulty) });
  }

  subscribe(listener: (event: PoolEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#pool.sessions.delete(this);
  }

  async #turn(): Promise<void> {
    const { held } = this.#pool;
    if (held !== undefined) await new Promise<void>((resolve) => held.push(resolve));
  }

  getNetwork = async () => ({
    name: 'local',
    coreVersion: '5b0a4f36-6f70-4c4b-8d4e-2f1f3b0f7a11',
    genesisTime: 1_700_000_000_000,
    genesisTarget: 'f'.repeat(64),
    blockInterval: 10_000,
    halfLife: 600_000,
    leadershipKey: '00'.repeat(32),
    defaultFee: 10_000,
    maxBlockBytes: 32 * 1024 * 1024,
    addressPrefix: 'lcoco',
    lostCoins: { first: 5, every: 3, idle: 3 },
  });

  getStatus = async () => {
    await this.#turn();
    const { id, hash, minedDate } = this.#pool.summary(this.#pool.tipId);
    return {
      ...{
        apiVersion: 1,
        network: 'local',
        domain: 'pool.example',
        tip: { id, hash, minedDate },
        target: 2n ** 240n,
      },
      ...{
        clock: this.#pool.now(),
        scheme: 'proportional' as const,
        feePercent: 1,
        payoutThreshold: 100_000_000n,
        payoutAddress: 'lcoco1pool',
      },
      ...{ shareDifficulty: { min: 1, max: 1_000_000 }, miners: 1, hashRate: 12.5, peers: 0 },
    };
  };

  getWallet = async ({ address }: { address: string }) => {
    if (!address.startsWith('lcoco1')) throw new Fault('address.prefix', { expected: 'lcoco' });
    return this.#pool.wallet(address);
  };

  getHistory = async () => ({ entries: [], more: false });
  getTransaction = async () => null;
  getBlocks = async ({ limit, before }: { limit: number; before?: number | undefined }) => {
    const last = Math.min(this.#pool.tipId, (before ?? Number.POSITIVE_INFINITY) - 1);
    const count = Math.max(0, Math.min(limit, last - 93));
    return { blocks: Array.from({ length: count }, (_, at) => this.#pool.summary(last - at)) };
  };
  getBlock = async () => null;
  search = async () => ({ hit: null });
  getContract = async () => null;
  getContracts = async () => ({ contracts: [], more: false });
  getApplications = async () => ({ applications: [], more: false });
  getRuns = async () => ({ runs: [], more: false });
  getNextRun = async () => null;
  getContractFile: PoolSession['getContractFile'] = async ({ hash }) =>
    hash[0] === 1 ? { file: encodeUtf8('# A contract') } : null;
  putContractFile: PoolSession['putContractFile'] = async () => {
    throw new Fault('contract.notServed');
  };
  getBlockDetail = async () => null;
  getTransactionDetail = async () => null;
  getWallets: PoolSession['getWallets'] = async () => ({ wallets: [] });
  askBack: PoolSession['askBack'] = async ({ host }) => ({ target: host, reached: false });
  getProofs: PoolSession['getProofs'] = async () => ({ proofs: [] });
  getBlockBytes = async ({ id }: { id: number }) =>
    id > this.#pool.tipId ? null : { bytes: new Uint8Array(1000).fill(id % 256) };
  prepare: PoolSession['prepare'] = async (request) => {
    if (request.kind !== 'transfer') throw new Fault('transaction.amount');
    const amount = request.receivers.reduce((sum, receiver) => sum + receiver.amount, 0n);
    const balance = this.#pool.balances.get(request.sender) ?? 0n;
    const fee = request.fee ?? 10_000n;
    if (balance < amount + fee) throw new Fault('transaction.balanceTooLow', { have: String(balance) });
    return {
      message: new Uint8Array(40 * request.receivers.length),
      ...{ amount, fee, reference: { id: 100, hash: new Uint8Array(32) }, expiresAfter: 200 },
      ...{
        balanceAfter: balance - amount - fee,
        newWallets: [],
        warnings: [{ code: 'prepare.newWallet', facts: { n: 1 } }],
      },
    };
  };
  submit: PoolSession['submit'] = async ({ message }) => ({
    identity: new Uint8Array(32).fill(message.length % 256),
    expiresAfter: 200,
  });
  watch = async ({ addresses }: { addresses: readonly string[] }) => {
    this.watched = addresses;
    return {};
  };
  requestJob = async ({ shareDifficulty }: { shareDifficulty: number | null }) => {
    this.#work = { shareDifficulty: shareDifficulty ?? 7 };
    return this.#pool.job(this.#work.shareDifficulty);
  };
  stopJobs = async () => {
    this.#work = undefined;
    return {};
  };
  submitShare: PoolSession['submitShare'] = async ({ jobId, minedDate, blob }) => {
    await this.#turn();
    const job = this.#pool.jobs.get(toHex(jobId));
    if (job === undefined) throw new Fault('share.unknownJob', { job: toHex(jobId) });
    if (job.blockId !== this.#pool.tipId + 1) throw new Fault('share.stale', { blockId: job.blockId });
    if (minedDate > this.#pool.now() + 2000) throw new Fault('share.future', { minedDate });
    const share = `${minedDate} ${toHex(blob)}`;
    if (job.seen.has(share)) throw new Fault('share.duplicate');
    job.seen.add(share);
    return { points: 7, block: null };
  };
  getMiner = async ({ address }: { address: string }) => ({
    ...{ address, points: 7, roundPoints: 7, accepted: 1, refused: { 'share.stale': 2 } },
    ...{ shareDifficulty: 7, part: 5n, owed: 6n, paid: 7n },
  });
}
