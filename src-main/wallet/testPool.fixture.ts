import type { PoolEvent, PoolSession } from '#shared/api/poolApi.ts';
import type { HistoryEntry, Prepared, WalletState } from '#shared/api/poolValues.ts';
import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import { formatCoins } from '#shared/protocol/amounts.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { verify } from '#shared/protocol/keys.ts';
import { GENESIS_ID, genesisHash, localParameters, type Network } from '#shared/protocol/network.ts';
import { decodeTransferMessage, encodeTransferMessage, identityOf } from '#shared/protocol/transactions.ts';

/** The network of the wallet's tests. */
export const testNetwork: Network = {
  ...localParameters,
  genesisTime: 1_700_000_000_000,
  genesisTarget: 2n ** 255n,
  leadershipKey: new Uint8Array(32).fill(1),
};

const unused = () => Promise.reject(new Error('the wallet does not call this'));

/**
 * For tests, the far end of the wallet's border: a pool with a small ledger of its own that decodes what it is sent,
 * checks signatures, and mines when it is told to. `lie` alters what `prepare` answers.
 */
export class TestPool implements PoolSession {
  lie: (prepared: Prepared) => Prepared = (prepared) => prepared;
  /** Set: `submit` refuses with it, once. */
  refuse: unknown;
  /** Set: no call is answered. */
  silent = false;
  readonly submitted: string[] = [];
  watched: string[] = [];
  readonly #balances = new Map<string, bigint>();
  readonly #history: { address: string; entry: HistoryEntry }[] = [];
  readonly #listeners = new Set<(event: PoolEvent) => void>();
  #pending: { entry: HistoryEntry; sender: string }[] = [];
  #blocks = [{ id: GENESIS_ID, hash: genesisHash(testNetwork) }];

  get tip() {
    const last = this.#blocks.at(-1);
    if (last === undefined) throw new Error('a chain has a genesis');
    return last;
  }

  /** Coins from nowhere, as a reward would bring them. */
  give(address: string, units: bigint): void {
    this.#balances.set(address, (this.#balances.get(address) ?? 0n) + units);
    this.#record(address, {
      identity: sha256(Uint8Array.from([...this.tip.hash, this.#history.length])),
      kind: 'reward',
      state: 'mined',
      blockId: this.tip.id,
      date: testNetwork.genesisTime + this.tip.id,
      sender: null,
      receivers: [{ address, amount: units }],
      receiverCount: 1,
      amount: units,
      fee: 0n,
      expiresAfter: null,
      change: units,
    });
    this.emit({ type: 'wallet', value: this.#state(address) });
  }

  /** The next block; holds what waits, unless it leaves it out. */
  mine({ leaveOut = false } = {}): void {
    const id = this.tip.id + 1;
    this.#blocks.push({ id, hash: sha256(this.tip.hash) });
    const { hash } = this.tip;
    const mined = leaveOut ? [] : this.#pending;
    this.#pending = leaveOut ? this.#pending : [];
    this.emit({
      type: 'block',
      value: {
        id,
        hash,
        minedDate: testNetwork.genesisTime + id,
        domain: 'pool.test',
        reward: 0n,
        fees: 0n,
        rewardAddress: encodeAddress('lcoco', new Uint8Array(32)),
        transactions: mined.length,
        bytes: 0,
      },
    });
    for (const { entry, sender } of mined) {
      const done: HistoryEntry = { ...entry, state: 'mined', blockId: id };
      for (const { address, amount } of entry.receivers) {
        this.#balances.set(address, (this.#balances.get(address) ?? 0n) + amount);
        this.emit({ type: 'wallet', value: this.#state(address) });
      }
      this.#balances.set(sender, (this.#balances.get(sender) ?? 0n) - entry.amount - entry.fee);
      this.emit({ type: 'wallet', value: this.#state(sender) });
      this.#record(sender, done);
      this.emit({ type: 'transaction', value: { address: sender, entry: done } });
    }
  }

  emit(event: PoolEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  subscribe(listener: (event: PoolEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
  }

  getWallet: PoolSession['getWallet'] = ({ address }) => this.#answer(() => this.#state(address));

  watch: PoolSession['watch'] = ({ addresses }) =>
    this.#answer(() => {
      this.watched = addresses;
      return {};
    });

  getStatus: PoolSession['getStatus'] = () =>
    this.#answer(() => ({
      apiVersion: 1,
      network: testNetwork.name,
      domain: 'pool.test',
      tip: { ...this.tip, minedDate: testNetwork.genesisTime },
      target: testNetwork.genesisTarget,
      clock: testNetwork.genesisTime,
      scheme: 'proportional',
      feePercent: 1,
      payoutThreshold: 0n,
      payoutAddress: encodeAddress('lcoco', new Uint8Array(32)),
      shareDifficulty: { min: 1, max: 1 },
      miners: 0,
      hashRate: 0,
      peers: 0,
    }));

  getBlocks: PoolSession['getBlocks'] = () => this.#answer(() => ({ blocks: [] }));

  getHistory: PoolSession['getHistory'] = ({ address, before, limit }) =>
    this.#answer(() => {
      const all = this.#history
        .filter((item) => item.address === address)
        .map(({ entry }) => entry)
        .filter(({ blockId }) => before === undefined || (blockId !== null && blockId < before))
        .reverse();
      // Whole blocks only, as a page of a real pool.
      const cut = all[limit]?.blockId;
      const entries = cut === undefined ? all : all.slice(0, limit).filter(({ blockId }) => blockId !== cut);
      return { entries, more: cut !== undefined };
    });

  getTransaction: PoolSession['getTransaction'] = ({ identity }) =>
    this.#answer(() => {
      const same = ({ entry }: { entry: HistoryEntry }) => toHex(entry.identity) === toHex(identity);
      return (this.#history.find(same) ?? this.#pending.find(same))?.entry ?? null;
    });

  prepare: PoolSession['prepare'] = (request) =>
    this.#answer(() => {
      if (request.kind !== 'transfer') throw new Error('not in these tests');
      const { sender, receivers, fee = testNetwork.defaultFee } = request;
      const amount = receivers.reduce((sum, receiver) => sum + receiver.amount, 0n);
      const balanceAfter = (this.#balances.get(sender) ?? 0n) - amount - fee;
      if (balanceAfter < 0n) {
        throw new Fault('transaction.balanceTooLow', {
          have: formatCoins(this.#balances.get(sender) ?? 0n),
          need: formatCoins(amount + fee),
        });
      }
      const message = encodeTransferMessage({
        blockHash: this.tip.hash,
        sender: decodeAddress('lcoco', sender),
        receivers: receivers.map((to) => ({ key: decodeAddress('lcoco', to.address), amount: to.amount })),
        fee,
      });
      const reference = { ...this.tip };
      const expiresAfter = this.tip.id + 6;
      return this.lie({
        message,
        amount,
        fee,
        reference,
        expiresAfter,
        balanceAfter,
        newWallets: [],
        warnings: [],
      });
    });

  submit: PoolSession['submit'] = ({ message, signature }) =>
    this.#answer(() => {
      if (this.refuse !== undefined) {
        const reason = this.refuse;
        this.refuse = undefined;
        throw reason;
      }
      const { sender, receivers, fee } = decodeTransferMessage(message);
      if (!verify(sender, message, signature)) throw new Fault('transaction.signature');
      const identity = identityOf(message);
      if (this.submitted.includes(toHex(identity))) throw new Fault('transaction.repeated');
      this.submitted.push(toHex(identity));
      const amount = receivers.reduce((sum, receiver) => sum + receiver.amount, 0n);
      const address = encodeAddress('lcoco', sender);
      const expiresAfter = this.tip.id + 6;
      const entry: HistoryEntry = {
        identity,
        kind: 'transfer',
        state: 'pending',
        blockId: null,
        date: testNetwork.genesisTime,
        sender: address,
        receivers: receivers.map((to) => ({ address: encodeAddress('lcoco', to.key), amount: to.amount })),
        receiverCount: receivers.length,
        amount,
        fee,
        expiresAfter,
        change: -amount - fee,
      };
      this.#pending.push({ entry, sender: address });
      this.emit({ type: 'transaction', value: { address, entry } });
      return { identity, expiresAfter };
    });

  getNetwork = unused;
  getBlock = unused;
  getBlockBytes = unused;
  getProofs = unused;
  askBack = unused;
  search = unused;
  getContract = unused;
  getContracts = unused;
  getApplications = unused;
  getRuns = unused;
  getNextRun = unused;
  getContractFile = unused;
  putContractFile = unused;
  getBlockDetail = unused;
  getTransactionDetail = unused;
  getWallets = unused;
  requestJob = unused;
  stopJobs = unused;
  submitShare = unused;
  getMiner = unused;

  #state(address: string): WalletState {
    const balance = this.#balances.get(address);
    return {
      address,
      id: balance === undefined ? null : 1,
      balance: balance ?? 0n,
      pendingIn: 0n,
      pendingOut: 0n,
      spendable: balance ?? 0n,
      maturing: 0n,
      lastActivity: null,
      trust: null,
    };
  }

  #record(address: string, entry: HistoryEntry): void {
    this.#history.push({ address, entry });
  }

  /** Answers later, as every pool does. */
  async #answer<T>(make: () => T): Promise<T> {
    if (this.silent) return await new Promise<never>(() => {});
    await Promise.resolve();
    return make();
  }
}
