import type { PoolCallHandlers, PoolEvent, PoolSession } from '#shared/api/poolApi.ts';
import type { MinerState } from '#shared/api/poolValues.ts';
import { decodeAddress } from '#shared/protocol/addresses.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { FIRST_BLOCK_ID, networkFile } from '#shared/protocol/network.ts';
import { addressGroup } from '../base/addressGroup.ts';
import type { Worker } from './mining/miningDesk.ts';
import { Pace } from './pace.ts';
import type { PoolRooms } from './poolRooms.ts';
import type { Audience } from './reading/announcer.ts';
import { Explorer } from './reading/explorer.ts';
import type { Allowance } from './waiting/fuelBudget.ts';
import { prepareTransaction } from './waiting/prepare.ts';

/** A miner hears of its own state at most so often. */
const MINER_PACE = 1000;

/** A proof is read with its whole block: of large ones an answer that took so many ms holds fewer. */
const PROOFS_TIME = 200;

type Params<M extends keyof PoolCallHandlers> = Parameters<PoolCallHandlers[M]>[0];
type Result<M extends keyof PoolCallHandlers> = ReturnType<PoolCallHandlers[M]>;

/** One connection to the pool, be it in this process or behind a socket. */
export class EmbeddedSession implements PoolSession {
  readonly #rooms: PoolRooms;
  /** Where it comes from; empty: from this process. */
  readonly #address: string;
  readonly #allowance: Allowance;
  readonly #left: () => void;
  /** Another list with each change: thousands of events a second are told without copying it. */
  #listeners: readonly ((event: PoolEvent) => void)[] = [];
  readonly #watched = new Set<string>();
  readonly #audience: Audience;
  readonly #minerPace: Pace;
  #worker: Worker | undefined;
  #closed = false;

  constructor(rooms: PoolRooms, left: () => void, address = '') {
    this.#rooms = rooms;
    this.#address = address;
    this.#allowance = rooms.fuel.of(address);
    this.#left = left;
    this.#audience = {
      ...{ watched: this.#watched, told: new Map(), block: undefined },
      hear: (event) => this.#hear(event),
    };
    this.#minerPace = new Pace(rooms.clock, MINER_PACE, () => this.#tellMiner());
    rooms.announcer.join(this.#audience);
  }

  async getNetwork(_params: Params<'getNetwork'>): Result<'getNetwork'> {
    return networkFile(this.#open().store.network);
  }

  async getStatus(_params: Params<'getStatus'>): Result<'getStatus'> {
    const rooms = this.#open();
    await rooms.imports.steady();
    return rooms.operator.status();
  }

  async getWallet({ address }: Params<'getWallet'>): Result<'getWallet'> {
    const rooms = this.#open();
    const wallet = this.#wallet(address);
    await rooms.imports.steady();
    return rooms.wallets.of(wallet);
  }

  async getHistory({ address, before, limit }: Params<'getHistory'>): Result<'getHistory'> {
    const rooms = this.#open();
    const wallet = this.#wallet(address);
    await rooms.imports.steady();
    const { teller } = rooms.reader;
    const waiting =
      before === undefined
        ? rooms.mempool
            .naming(wallet)
            .slice(-limit)
            .map((one) => teller.entry(teller.pending(one), wallet))
            .reverse()
        : [];
    const id = rooms.store.ledger.idOfKey(decodeAddress(rooms.store.network.addressPrefix, address));
    if (id < 0) return { entries: waiting, more: false };
    const { entries, more } = await rooms.reader.history(id, wallet, before, limit);
    return { entries: [...waiting, ...entries], more };
  }

  async getTransaction({ identity }: Params<'getTransaction'>): Result<'getTransaction'> {
    const { imports, mempool, reader, transactions } = this.#open();
    await imports.steady();
    const waiting = mempool.get(toHex(identity));
    if (waiting !== undefined) return reader.teller.pending(waiting).record;
    const mined = await reader.transaction(identity);
    if (mined !== undefined) return mined.record;
    const expired = transactions.expired(identity);
    return expired === undefined ? null : reader.teller.pending(expired, 'expired').record;
  }

  async getBlocks({ before, limit }: Params<'getBlocks'>): Result<'getBlocks'> {
    return { blocks: await this.#open().reader.blocks(before, limit) };
  }

  async getBlock(which: Params<'getBlock'>): Result<'getBlock'> {
    return this.#open().reader.block(which);
  }

  async getBlockBytes({ id }: Params<'getBlockBytes'>): Result<'getBlockBytes'> {
    const bytes = await this.#open().store.blockBytes(id);
    return bytes === undefined ? null : { bytes };
  }

  async getProofs({ from, count }: Params<'getProofs'>): Result<'getProofs'> {
    const { store, clock } = this.#open();
    const proofs: Bytes[] = [];
    const begun = clock.now();
    for (let id = Math.max(from, FIRST_BLOCK_ID); proofs.length < count; id++) {
      const bytes = await store.proofBytes(id);
      if (bytes === undefined) break;
      proofs.push(bytes);
      if (clock.now() - begun > PROOFS_TIME) break;
    }
    return { proofs };
  }

  async askBack(params: Params<'askBack'>): Result<'askBack'> {
    const { store, askBack } = this.#open();
    if (askBack === undefined) throw new Fault('reach.tooMany');
    return await askBack(params, { network: store.network, caller: this.#address });
  }

  async search({ text }: Params<'search'>): Result<'search'> {
    return { hit: await new Explorer(this.#open()).search(text) };
  }

  async getBlockDetail(params: Params<'getBlockDetail'>): Result<'getBlockDetail'> {
    return new Explorer(this.#open()).block(params);
  }

  async getTransactionDetail({ identity }: Params<'getTransactionDetail'>): Result<'getTransactionDetail'> {
    return new Explorer(this.#open()).transaction(identity);
  }

  async getWallets({ addresses }: Params<'getWallets'>): Result<'getWallets'> {
    const rooms = this.#open();
    await rooms.imports.steady();
    return { wallets: new Explorer(rooms).wallets(addresses) };
  }

  async getContract(params: Params<'getContract'>): Result<'getContract'> {
    const { imports, contracts } = this.#open();
    await imports.steady();
    return contracts.contract(params);
  }

  async getContracts(params: Params<'getContracts'>): Result<'getContracts'> {
    const { imports, contracts } = this.#open();
    await imports.steady();
    return contracts.contracts(params);
  }

  async getApplications(params: Params<'getApplications'>): Result<'getApplications'> {
    const { imports, contracts } = this.#open();
    await imports.steady();
    return contracts.applications(params);
  }

  async getRuns(params: Params<'getRuns'>): Result<'getRuns'> {
    const { imports, contracts } = this.#open();
    await imports.steady();
    return contracts.runs(params);
  }

  async getNextRun(params: Params<'getNextRun'>): Result<'getNextRun'> {
    const { imports, contracts } = this.#open();
    await imports.steady();
    return contracts.nextRun(params, this.#allowance);
  }

  async getContractFile({ hash }: Params<'getContractFile'>): Result<'getContractFile'> {
    const file = await this.#open().contractFiles.get(hash);
    return file === undefined ? null : { file };
  }

  async putContractFile({ file }: Params<'putContractFile'>): Result<'putContractFile'> {
    const { imports, contractFiles } = this.#open();
    await imports.steady();
    return { hash: await contractFiles.put(file) };
  }

  async prepare(request: Params<'prepare'>): Result<'prepare'> {
    const { recheck, store, mempool, clock } = this.#open();
    return recheck.tell(() =>
      prepareTransaction(store.ledger, mempool, request, clock.now(), this.#allowance),
    );
  }

  async submit({ message, signature }: Params<'submit'>): Result<'submit'> {
    const { identity, expiresAfter } = await this.#open().transactions.submit(
      message,
      signature,
      this.#allowance,
    );
    return { identity, expiresAfter };
  }

  async watch({ addresses }: Params<'watch'>): Result<'watch'> {
    const { announcer } = this.#open();
    const wallets = new Set(addresses.map((address) => this.#wallet(address)));
    for (const wallet of [...this.#watched]) {
      if (wallets.has(wallet)) continue;
      this.#watched.delete(wallet);
      announcer.unwatch(this.#audience, wallet);
    }
    for (const wallet of wallets) {
      if (this.#watched.has(wallet)) continue;
      this.#watched.add(wallet);
      announcer.watch(this.#audience, wallet);
    }
    return {};
  }

  async requestJob({ address, shareDifficulty }: Params<'requestJob'>): Result<'requestJob'> {
    await this.#open().imports.steady();
    const { mining } = this.#open();
    const { worker, message } = mining.request(
      { miner: this.#wallet(address), shareDifficulty },
      {
        address: addressGroup(this.#address),
        send: (value) => {
          this.#rooms.announcer.catchUp(this.#audience);
          this.#hear({ type: 'job', value });
        },
        // In the same step, so that it leaves along with the answer.
        accepted: () => this.#minerPace.tellNow(),
      },
      this.#worker,
    );
    this.#worker = worker;
    return message;
  }

  async stopJobs(_params: Params<'stopJobs'>): Result<'stopJobs'> {
    this.#leaveWork();
    return {};
  }

  async submitShare(share: Params<'submitShare'>): Result<'submitShare'> {
    return this.#open().mining.submit(share, this.#worker);
  }

  async getMiner({ address }: Params<'getMiner'>): Result<'getMiner'> {
    return this.#open().miners.of(this.#wallet(address), this.#worker);
  }

  subscribe(listener: (event: PoolEvent) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** Tells this connection's miner how it stands, soon. */
  minerChanged(): void {
    if (this.#worker !== undefined) this.#minerPace.tell();
  }

  #tellMiner(): void {
    const worker = this.#worker;
    if (worker === undefined) return;
    const { miners, log } = this.#rooms;
    const tell = (value: MinerState) => {
      if (this.#worker === worker) this.#hear({ type: 'miner', value });
    };
    const atHand = miners.atHand(worker.miner, worker);
    if (atHand !== undefined) tell(atHand);
    else
      miners
        .of(worker.miner, worker)
        .then(tell)
        .catch((error: unknown) => log.warn('miner.notTold', { error }));
  }

  close(): void {
    if (this.#closed) return;
    this.#leaveWork();
    this.#closed = true;
    this.#minerPace.stop();
    this.#listeners = [];
    this.#rooms.announcer.leave(this.#audience);
    this.#left();
  }

  #leaveWork(): void {
    if (this.#worker !== undefined) this.#rooms.mining.leave(this.#worker);
    this.#worker = undefined;
  }

  #hear(event: PoolEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#rooms.log.error('listener.failed', { type: event.type, error });
      }
    }
  }

  #open(): PoolRooms {
    if (this.#closed || this.#rooms.closed()) throw new Fault('pool.closed');
    return this.#rooms;
  }

  #wallet(address: string): string {
    return toHex(decodeAddress(this.#rooms.store.network.addressPrefix, address));
  }
}
