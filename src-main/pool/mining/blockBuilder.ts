import { BLOCK_ITEM_FUEL } from '#shared/contracts/limits.ts';
import type { BlockExecution } from '#shared/ledger/blockExecution.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { encodeHeader, type Header } from '#shared/protocol/block.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { isFault } from '#shared/protocol/fault.ts';
import { footerHash, listsHashSteps, sha256 } from '#shared/protocol/hashing.ts';
import { type Item, LIMITS, type List } from '#shared/protocol/lists.ts';
import { blockReward } from '#shared/protocol/reward.ts';
import { allSteps, type Steps } from '#shared/protocol/steps.ts';
import type { Pending } from '../waiting/pending.ts';
import { BLOCK_OVERHEAD, feeRate, itemBytes, registerReceivers } from '../waiting/pendingSize.ts';
import type { PlacedItem } from '../waiting/walletMessage.ts';
import type { Template } from './jobDesk.ts';

/** An upper bound for the head of a list. */
const LIST_HEAD_BYTES = 13;

/** A block on the tip, complete but for its footer: see `BlockBuilder`. */
export function buildTemplate({ candidates, domain, ...start }: TemplateInput): Template {
  return allSteps(new BlockBuilder(start).filled(candidates, domain));
}

interface BlockStart {
  /** Starts a block on the tip. */
  readonly begin: () => BlockExecution;
  /** The key that earns, registered by this very block when the chain does not know it yet. */
  readonly reward: Bytes;
}

export interface TemplateInput extends BlockStart {
  readonly domain: string;
  readonly candidates: Iterable<Pending>;
}

/** So many lists, of which each costs its head, may come of growing; then all are put together anew. */
const GROWN_LISTS = 32;

/**
 * A block in the making on one tip (paper, "Block Structure"). Takes what pays most for each byte, where fuel counts as
 * bytes; items of the same type, reference and features share a list. It grows with what comes to wait, as long as
 * nothing had to be left out: what it holds is not executed again.
 */
export class BlockBuilder {
  readonly #execution: BlockExecution;
  readonly #base: LedgerView;
  readonly #rewardId: number;
  readonly #lists = new Lists();
  /** That the block registers, in the order of their ids. */
  readonly #keys: Bytes[] = [];
  readonly #taken = new Set<Pending>();
  #bytes: number;
  #fuel = 0;
  /** Contracts' accounts that have got their ids in this block. */
  #published = 0;
  #mayGrow = true;

  constructor({ begin, reward }: BlockStart) {
    this.#execution = begin();
    this.#base = this.#execution.view;
    let rewardId = this.#base.idOfKey(reward);
    if (rewardId < 0) {
      rewardId = this.#execution.register(reward);
      this.#keys.push(reward);
    }
    this.#rewardId = rewardId;
    this.#bytes = 32 * this.#keys.length;
  }

  /**
   * Whether `take` of what waits now leads to as good a block as a new one would: all that it holds waits still, nothing
   * was left out for lack of room, and nothing hangs on the time at which the block was begun.
   */
  mayGrow(waiting: Iterable<Pending>): boolean {
    if (!this.#mayGrow || this.#lists.count > GROWN_LISTS) return false;
    let held = 0;
    for (const pending of waiting) {
      if (this.#taken.has(pending)) held += 1;
      else if (!isSimple(pending)) return false;
    }
    return held === this.#taken.size;
  }

  /**
   * Takes of these what it can, one for each step; the tip must stay the same. Lists are executed one after the other,
   * so an item may need coins that a later list brings. What fails goes into lists behind those of the first round, and
   * so on until a round brings nothing new. Publications come after that, and then what waited for them. An item for
   * which the block has no fuel left waits for the next block.
   */
  *take(candidates: Iterable<Pending>): Steps<void> {
    const sorted = [...candidates]
      .filter((pending) => !this.#taken.has(pending))
      .map((pending) => ({ pending, rate: feeRate(pending) }))
      .sort((a, b) => b.rate - a.rate)
      .map(({ pending }) => pending)
      .filter((pending) => this.#hasFuel(pending));
    if (!sorted.every(isSimple)) this.#mayGrow = false;
    const publications = sorted.filter(({ kind }) => kind === 'publish');
    const others = sorted.filter(({ kind }) => kind !== 'publish');
    let failed = yield* this.#takeAll(others);
    if (publications.length > 0) failed = yield* this.#takeAll([...publications, ...failed]);
    // It may be the time that makes them possible.
    if (failed.length > 0) this.#mayGrow = false;
  }

  /** Takes what it can of these, and makes a template of all. */
  *filled(candidates: Iterable<Pending>, domain: string): Steps<Template> {
    yield* this.take(candidates);
    return yield* this.template(domain);
  }

  /** Of what it holds now; it may grow on after that. */
  *template(domain: string): Steps<Template> {
    const execution = this.#execution;
    const { network, tip } = this.#base;
    const id = tip.id + 1;
    const mark = execution.mark();
    let header: Header;
    try {
      execution.runDue();
      header = {
        id,
        coreVersion: network.coreVersion,
        domain,
        transactionFees: execution.transactionFees,
        contractFees: execution.contractFees,
        reward: blockReward(id, this.#base.lostCoins),
        rewardId: this.#rewardId,
        leadershipId: 0,
        executionHash: sha256(execution.executionFile()),
        previousHash: tip.hash,
      };
    } finally {
      execution.rollback(mark);
    }
    const addresses: List[] =
      this.#keys.length === 0
        ? []
        : [{ type: 9, reference: tip.id, features: 0, items: this.#keys.map((key) => ({ key })) }];
    const transactions = this.#taken.size;
    const lists = [...addresses, ...this.#lists.done()];
    return {
      header,
      lists,
      footerHash: footerHash(encodeHeader(header), yield* listsHashSteps(lists)),
      target: tip.nextTarget,
      earliest: tip.minedDate + 1,
      transactions,
    };
  }

  /** Leaves out that for which a block has no fuel, so that it is not run for nothing and takes no lighter one's place. */
  #hasFuel({ fuel }: Pending): boolean {
    if (this.#fuel + fuel > BLOCK_ITEM_FUEL) {
      this.#mayGrow = false;
      return false;
    }
    this.#fuel += fuel;
    return true;
  }

  /** Gives those that failed. */
  *#takeAll(candidates: readonly Pending[]): Steps<readonly Pending[]> {
    let waiting = candidates;
    for (let before = -1; before < this.#taken.size && waiting.length > 0; ) {
      before = this.#taken.size;
      const failed: Pending[] = [];
      for (const group of groups(waiting)) {
        if (this.#lists.full) {
          this.#mayGrow = false;
          break;
        }
        const list = this.#lists.begin(group[0]?.head ?? '');
        for (const pending of group) {
          yield;
          try {
            this.#takeOne(pending, list);
          } catch (error) {
            if (!isFault(error)) throw error;
            if (error.code === 'contract.fuel') this.#mayGrow = false;
            else failed.push(pending);
          }
        }
      }
      waiting = failed;
    }
    return waiting;
  }

  /** Executes one and puts it into the list, or leaves all as it was. Faults: those of `execute`. */
  #takeOne(pending: Pending, list: OpenList): void {
    const execution = this.#execution;
    const mark = execution.mark();
    let isTaken = false;
    try {
      const before = execution.view.walletCount;
      const { message } = pending;
      registerReceivers(execution, message);
      const placed = message.place(execution.view, pending.reference, pending.signature);
      const registered = execution.view.walletCount;
      const size = list.costOf(placed) + 32 * (registered - before);
      // A publication, also one within a group, gives an id to its contract's account, which in the block comes behind
      // those of all its addresses.
      const isLate = registered > before && this.#published > 0;
      if (isLate || this.#bytes + size > this.#base.network.maxBlockBytes - BLOCK_OVERHEAD) {
        this.#mayGrow = false;
        return;
      }
      execution.execute(placed.head, placed.item, 0, 0, pending.identity);
      isTaken = true;
      this.#published += execution.view.walletCount - registered;
      list.add(placed);
      this.#bytes += size;
      this.#taken.add(pending);
      for (let wallet = before; wallet < registered; wallet++) {
        this.#keys.push(execution.view.keyOf(wallet));
      }
    } finally {
      if (isTaken) execution.release(mark);
      else execution.rollback(mark);
    }
  }
}

/** What a block may grow by: no trust stands behind it, which may end, and no contract gets its account by it. */
function isSimple({ kind }: Pending): boolean {
  return kind !== 'publish' && kind !== 'trust' && kind !== 'update' && kind !== 'group';
}

/** Transactions whose items will have the same head stand together, those that pay most first. */
function groups(pending: readonly Pending[]): Pending[][] {
  const byHead = new Map<string, Pending[]>();
  for (const one of pending) {
    const group = byHead.get(one.head);
    if (group === undefined) byHead.set(one.head, [one]);
    else group.push(one);
  }
  return [...byHead.values()];
}

interface OpenList {
  costOf(placed: PlacedItem): number;
  add(placed: PlacedItem): void;
}

class Lists {
  readonly #lists: List[] = [];
  /** What the head of the last list was called. */
  #lastHead = '';

  get count(): number {
    return this.#lists.length;
  }

  /** One list is left for the addresses. */
  get full(): boolean {
    return this.#lists.length >= LIMITS.lists - 1;
  }

  /**
   * The last list, where its head is this one: behind its items nothing was executed yet. Else one that comes into being
   * with its first item.
   */
  begin(headName: string): OpenList {
    let list = this.#lastHead === headName ? this.#lists.at(-1) : undefined;
    return {
      costOf: (placed) => itemBytes(placed) + (list === undefined ? LIST_HEAD_BYTES : 0),
      add: ({ head, item }) => {
        if (list === undefined) {
          list = { ...head, items: [] } as List;
          this.#lists.push(list);
          this.#lastHead = headName;
        }
        (list.items as Item[]).push(item);
      },
    };
  }

  /** As they are now, whatever is added later. */
  done(): List[] {
    return this.#lists.map((list) => ({ ...list, items: [...list.items] }) as List);
  }
}
