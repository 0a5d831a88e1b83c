import type { PoolSession } from '#shared/api/poolApi.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { isFault } from '#shared/protocol/fault.ts';
import type { Network } from '#shared/protocol/network.ts';
import type { Clock } from '../base/clock.ts';
import type { Events } from '../base/events.ts';
import type { Log } from '../base/log.ts';
import type { ChainStore } from '../store/chainStore.ts';
import { networkOfFolder, openChainStore } from '../store/openChainStore.ts';
import { openVerifier, type Verifier } from '../verifier/verifier.ts';
import { finishChainSwitch, type NextChain, nextSpoolPath } from './chain/chainSwitch.ts';
import type { JoinSolution } from './joinDesk.ts';
import { foundLocalNetwork } from './localNetwork.ts';
import type { Template } from './mining/jobDesk.ts';
import type { Operator } from './operator.ts';
import { assemblePool, type PoolAssembly } from './poolAssembly.ts';
import type { PoolFacts } from './poolFacts.ts';
import type { AskBack } from './poolRooms.ts';
import { EmbeddedSession } from './poolSession.ts';
import { checkDomain, type PoolSettings } from './poolSettings.ts';
import type { MempoolLimits } from './waiting/evictions.ts';

/** The pool's own key: it earns the rewards and pays the miners. */
export interface PoolSigner {
  readonly publicKey: Bytes;
  sign(message: Bytes): Bytes;
}

export interface PoolOptions {
  /** Chain, ledger and the pool's records; one process at a time. */
  readonly folder: string;
  /** The network to join; without it the one that lies in the folder, else a new one of one's own. */
  readonly network?: Network;
  readonly signer: PoolSigner;
  readonly clock: Clock;
  readonly log: Log;
  /** So many unpredictable bytes. */
  readonly random: (length: number) => Bytes;
  /** Tries a second of the whole machine; asked once, when a network is founded. */
  readonly measureHashRate: () => Promise<number>;
  readonly settings: {
    /** Under which others reach this pool: host or host:port; stands in its blocks. */
    readonly domain: string;
    /** Ms between two templates on the same tip. */
    readonly templateEvery?: number;
    readonly mempool?: MempoolLimits;
    /** What holds until the operator changes it. */
    readonly initial?: Partial<PoolSettings>;
  };
  /** So many last blocks can be taken back in place; without it 10,000. */
  readonly undoDepth?: number;
  /** Without it nobody is connected back to. */
  readonly askBack?: AskBack;
  /** One that others use too; else the pool opens and closes its own. */
  readonly verifier?: Verifier;
}

/** Opens a pool over its folder. Faults: `store.*`, `network.file`, `pool.*`. */
export async function openPool(options: PoolOptions): Promise<Pool> {
  checkDomain(options.settings.domain);
  const store = await openStore(options);
  const verifier = options.verifier ?? openVerifier();
  try {
    await finishChainSwitch({ store, verifier, folder: options.folder, log: options.log });
    const assembly = await assemblePool(store, verifier, options);
    return new Pool(assembly, options.folder, async () => {
      await store.close();
      if (options.verifier === undefined) await verifier.close();
    });
  } catch (error) {
    await store.close();
    if (options.verifier === undefined) await verifier.close();
    throw error;
  }
}

async function openStore(options: PoolOptions): Promise<ChainStore> {
  const { folder, signer, clock, log, measureHashRate } = options;
  const known = await networkOfFolder(folder).catch((error) => {
    if (isFault(error) && error.code === 'store.empty') return undefined;
    throw error;
  });
  const found = async () => foundLocalNetwork(await measureHashRate(), signer.publicKey, clock.now());
  return await openChainStore({
    folder,
    // The store refuses a given network that is not the folder's.
    network: options.network ?? known ?? (await found()),
    ...(options.undoDepth === undefined ? {} : { undoDepth: options.undoDepth }),
    log: (event, facts) => log.info(event, facts),
  });
}

/** A pool: chain, waiting transactions, miners and payouts, spoken to through sessions. */
export class Pool {
  readonly #assembly: PoolAssembly;
  readonly #release: () => Promise<void>;
  /** Where the blocks of a chain for `adoptChain` are to be put (`BlockSpool`). */
  readonly spool: string;
  #closing: Promise<void> | undefined;

  /** Made by `openPool`. `release` closes what the pool stands on. */
  constructor(assembly: PoolAssembly, folder: string, release: () => Promise<void>) {
    this.#assembly = assembly;
    this.#release = release;
    this.spool = nextSpoolPath(folder);
  }

  get network(): Network {
    return this.#assembly.rooms.store.network;
  }

  get events(): Events<PoolFacts> {
    return this.#assembly.events;
  }

  get operator(): Operator {
    return this.#assembly.rooms.operator;
  }

  /** For rooms that read the chain as bytes, such as peers; blocks come in by `importBlock` only. */
  get store(): Omit<ChainStore, 'commit' | 'undoTip' | 'switchOver' | 'close'> {
    return this.#assembly.rooms.store;
  }

  /** A connection of its own for each wallet or miner; whoever opened it closes it. */
  openSession(info?: { address: string }): PoolSession {
    const { rooms, sessions, sessionsChanged } = this.#assembly;
    const session = new EmbeddedSession(
      rooms,
      () => {
        sessions.delete(session);
        sessionsChanged();
      },
      info?.address,
    );
    sessions.add(session);
    sessionsChanged();
    return session;
  }

  /**
   * A block from elsewhere. `now`: when the connection delivered it; null for one fetched to catch up. Resolves when
   * it is committed. Faults: those of `applyBlock`, `transaction.signature`, `pool.busy`, `pool.closed`.
   */
  async importBlock(bytes: Bytes, now: number | null): Promise<{ id: number; hash: Bytes }> {
    const { block } = await this.#assembly.rooms.imports.add(bytes, { kind: 'foreign', now });
    return { id: block.header.id, hash: block.footer.hash };
  }

  /**
   * Blocks on the tip, or another chain, fetched whole into the spool: its proofs of work were checked from the fork
   * point on. Resolves when it is the chain. Faults: those of `importBlock` and `chain.notHeavier`; a
   * refused switch leaves the chain as it was.
   */
  async adoptChain(next: NextChain & { readonly totalWork: bigint }): Promise<void> {
    await this.#assembly.adoption.adopt(next);
  }

  /** Work for a pool that wants to join, under its domain and with this pool's reward. Fault: `pool.domain`. */
  joinWork(domain: string): Promise<Template> {
    return this.#assembly.joining.work(domain);
  }

  /** The block that a joining pool found; null for work that this pool did not give. Faults as `importBlock`. */
  solveJoinWork(solution: JoinSolution): Promise<{ id: number; hash: Bytes } | null> {
    return this.#assembly.joining.solve(solution);
  }

  /** What waits to be mined and other pools may want, in the order in which it came. */
  waiting(): Iterable<{ readonly identity: Bytes; readonly bytes: Bytes; readonly signature: Bytes }> {
    return this.#assembly.rooms.mempool.all();
  }

  waitingOne(identity: Bytes): { readonly bytes: Bytes; readonly signature: Bytes } | undefined {
    return this.#assembly.rooms.mempool.get(toHex(identity));
  }

  /** Under which others reach this pool; as in its blocks. */
  get domain(): string {
    return this.#assembly.domain();
  }

  /** Under which others reach this pool from now on. Fault: `pool.domain`. */
  setDomain(domain: string): void {
    this.#assembly.setDomain(checkDomain(domain));
  }

  /** How many other pools this one is connected with. */
  setPeers(peers: number): void {
    this.#assembly.setPeers(peers);
  }

  /** How this pool knows whether others are ahead of it: then nothing is paid, since the blocks to come may hold it already. */
  setBehind(isBehind: () => boolean): void {
    this.#assembly.setBehind(isBehind);
  }

  /** Resolves when no change of the chain is under way: what the ledger and the store tell belongs together. */
  async steady(): Promise<void> {
    await this.#assembly.rooms.imports.steady();
  }

  /** Resolves when what hangs on the blocks of before is done: payouts made and handed in, all of it on disk. */
  async idle(): Promise<void> {
    await this.#assembly.idle();
  }

  /** Resolves when everything that was taken in is on disk; calls from now on are refused with `pool.closed`. */
  close(): Promise<void> {
    this.#closing ??= this.#assembly.close().finally(this.#release);
    return this.#closing;
  }
}
