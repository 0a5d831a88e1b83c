import type { AppliedBlock } from '#shared/ledger/transition.ts';
import { concatBytes, equalBytes } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { ChainStore, RecordOperation } from '../../store/chainStore.ts';
import { importChain } from '../../store/importChain.ts';
import type { Verifier } from '../../verifier/verifier.ts';
import type { ShareBook } from '../mining/shareBook.ts';
import type { Mempool, MempoolChange } from '../waiting/mempool.ts';
import type { Pending } from '../waiting/pending.ts';
import { recordOf, type TransactionDesk } from '../waiting/transactionDesk.ts';
import type { BlockImport } from './blockImport.ts';
import { readSpool } from './blockSpool.ts';
import { isWithinReach, type NextChain, switchChain } from './chainSwitch.ts';
import { buildOther, type Rebuild, takeOver } from './deepSwitch.ts';
import { transactionsAfter } from './returnedTransactions.ts';
import type { Standing } from './switchTeller.ts';

/** Of the blocks that came at once, so many of the last ones are told; who was away for longer asks anyway. */
const TOLD = 100;

/** Not to be come to by taking blocks back. */
class OutOfReach extends Error {}

type HeavierChain = NextChain & { readonly totalWork: bigint };

/** What came of it, for those who tell it. */
export interface Adopted {
  /** The last block that was the chain's before too. */
  readonly fork: number;
  /** Blocks that are the chain's no more. */
  readonly abandoned: number;
  /** The last ones of those that came instead, in order. */
  readonly blocks: readonly AppliedBlock[];
  /** Transactions of abandoned blocks that wait again. */
  readonly waitAgain: readonly Pending[];
  readonly change: MempoolChange;
  /** What stood for watched wallets in the abandoned blocks. */
  readonly stood: Standing;
}

/** What is left behind by a change of the chain. */
interface Left {
  readonly fork: number;
  readonly abandoned: number;
  readonly returned: readonly Pending[];
  readonly stood: Standing;
}

const nothingLeft = (tip: number): Left => ({ fork: tip, abandoned: 0, returned: [], stood: new Map() });

interface AdoptionParts {
  readonly store: ChainStore;
  readonly verifier: Verifier;
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly imports: BlockImport;
  readonly shares: ShareBook;
  readonly mempool: Mempool;
  readonly transactions: TransactionDesk;
  /** The tip has changed: what is mined on has to follow at once. */
  readonly tipChanged: () => void;
  /** What stands for watched wallets in the blocks after one. */
  readonly standing: (fork: number) => Promise<Standing>;
  /** `rebuild` has changed. */
  readonly progress: () => void;
  /** Called when everything is committed; the next block waits for it. */
  readonly announce: (adopted: Adopted) => Promise<void>;
}

/**
 * Takes a whole chain over from another pool, between two blocks of the import's queue: blocks on the tip, or a switch
 * to a heavier chain, however deep it forks. Everything that hangs on the tip follows in one step when it is done; sessions that ask
 * meanwhile wait for it.
 */
export class ChainAdoption {
  readonly #parts: AdoptionParts;
  #last: Promise<void> = Promise.resolve();
  #rebuild: Rebuild | null = null;

  constructor(parts: AdoptionParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when the chain is committed and announced. Throws `chain.notHeavier` when ours has grown in the meantime,
   * `pool.closed`, or the fault of a refused block; what was on the tip then stays, with those blocks of an extension
   * that came before the refused one. One at a time.
   */
  adopt(next: HeavierChain): Promise<void> {
    const turn = this.#last.then(async () => {
      const { imports, announce } = this.#parts;
      await imports
        .exclusively(async () => await this.#adopt(next), announce)
        .catch(async (error) => {
          if (!(error instanceof OutOfReach)) throw error;
          const blocks = await this.#build(next);
          await imports.exclusively(async () => await this.#takeOver(next, blocks), announce);
        });
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Resolves when what was begun has come to its end; where the pool closes, that is soon. */
  async settled(): Promise<void> {
    await this.#last;
  }

  /** A chain that is being built beside the present one, if there is one. */
  get rebuild(): Rebuild | null {
    return this.#rebuild;
  }

  /** Throws `chain.notHeavier`. */
  async #expectHeavier(next: HeavierChain): Promise<void> {
    const { store } = this.#parts;
    const forkHash = await store.blockHash(next.fork.id);
    if (forkHash === undefined || !equalBytes(forkHash, next.fork.hash)) throw new Fault('chain.notHeavier');
    if (next.totalWork <= store.ledger.tip.totalWork) throw new Fault('chain.notHeavier');
  }

  async #adopt(next: HeavierChain): Promise<Adopted> {
    const { store, imports } = this.#parts;
    const { tip } = store.ledger;
    await this.#expectHeavier(next);
    if (next.fork.id === tip.id) return await this.#extend(next);
    if (!(await isWithinReach(store, next))) throw new OutOfReach('It has to be built beside ours.');
    const left = await this.#aboutToLeave(next.fork.id);
    try {
      const blocks = await switchChain(this.#parts, next, {
        before: left.returned.map(recordToWait),
        isClosed: () => imports.isClosed,
        told: TOLD,
      });
      this.#tellLog(left, next);
      return await this.#follow(blocks, left);
    } catch (error) {
      if (equalBytes(store.ledger.tip.hash, tip.hash)) {
        // The old chain stands again, and with it what hung on it.
        this.#parts.transactions.forget(left.returned);
        await this.#follow([], nothingLeft(tip.id), false);
      } else if (!imports.isClosed) this.#stopBetween(error);
      throw error;
    }
  }

  /** Between two chains nothing may be built; the next start finishes the switch. */
  #stopBetween(error: unknown): void {
    this.#parts.imports.halt();
    this.#parts.log.error('chain.switchUnfinished', { error });
  }

  async #build(next: HeavierChain): Promise<AppliedBlock[]> {
    const { imports, progress } = this.#parts;
    return await buildOther(this.#parts, next, {
      isClosed: () => imports.isClosed,
      told: TOLD,
      progress: (rebuild) => {
        this.#rebuild = rebuild;
        progress();
      },
    });
  }

  async #takeOver(next: HeavierChain, blocks: readonly AppliedBlock[]): Promise<Adopted> {
    const { store } = this.#parts;
    // Ours has gone on in the meantime. What is built stays: the peer is looked at again.
    await this.#expectHeavier(next);
    const left = await this.#aboutToLeave(next.fork.id);
    try {
      await takeOver(this.#parts, left.returned.map(recordToWait));
    } catch (error) {
      if (store.isFailed) this.#stopBetween(error);
      throw error;
    }
    this.#tellLog(left, next);
    return await this.#follow(blocks, left);
  }

  async #aboutToLeave(fork: number): Promise<Left> {
    const { store, clock, standing } = this.#parts;
    return {
      fork,
      abandoned: store.ledger.tip.id - fork,
      returned: await transactionsAfter(store, fork, clock.now()),
      stood: await standing(fork),
    };
  }

  #tellLog({ fork, abandoned }: Left, { end }: HeavierChain): void {
    this.#parts.log.warn('chain.switched', { fork, abandoned, tip: end.id });
  }

  async #extend(next: NextChain): Promise<Adopted> {
    const { store, verifier, imports } = this.#parts;
    const blocks: AppliedBlock[] = [];
    const from = store.ledger.tip.id;
    let refusal: Fault | undefined;
    try {
      await importChain(store, verifier, readSpool(next.spool, store.network.maxBlockBytes), {
        committed: (applied) => {
          blocks.push(applied);
          if (blocks.length > TOLD) blocks.shift();
        },
      });
    } catch (error) {
      if (!isFault(error) || store.ledger.tip.id === from || imports.isClosed) throw error;
      refusal = error;
    }
    const adopted = await this.#follow(blocks, nothingLeft(from));
    if (refusal === undefined) return adopted;
    await this.#parts.announce(adopted);
    throw refusal;
  }

  /** Round, waiting transactions and templates come to the new tip. */
  async #follow(
    blocks: readonly AppliedBlock[],
    { fork, abandoned, returned, stood }: Left,
    roundEnds = true,
  ): Promise<Adopted> {
    const { store, clock, shares, mempool, transactions, tipChanged } = this.#parts;
    if (roundEnds) {
      const round = shares.nextRound(clock.now(), store.ledger.tip.id + 1);
      await store.records.write(round.operations);
      round.done();
    }
    const change = mempool.tipChanged(returned);
    transactions.settled(change);
    tipChanged();
    const waitAgain = returned.flatMap(({ key }) => mempool.get(key) ?? []);
    return { fork, abandoned, blocks, waitAgain, change, stood };
  }
}

/** Durable with the switch: it waits again. */
function recordToWait(pending: Pending): RecordOperation {
  return { type: 'put', key: recordOf(pending), value: concatBytes(pending.signature, pending.bytes) };
}
