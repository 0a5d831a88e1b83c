import { BLOCK_ITEM_FUEL } from '#shared/contracts/limits.ts';
import type { BlockExecution } from '#shared/ledger/blockExecution.ts';
import { encodeHeader, type Header } from '#shared/protocol/block.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { isFault } from '#shared/protocol/fault.ts';
import { footerHash, listsHashSteps, sha256 } from '#shared/protocol/hashing.ts';
import { type Item, LIMITS, type List } from '#shared/protocol/lists.ts';
import { blockReward } from '#shared/protocol/reward.ts';
import { allSteps, type Steps } from '#shared/protocol/steps.ts';
import type { Pending } from '../waiting/mempool.ts';
import { BLOCK_OVERHEAD, feeRate, itemBytes, registerReceivers } from '../waiting/pendingSize.ts';
import type { PlacedItem } from '../waiting/walletMessage.ts';
import type { Template } from './jobDesk.ts';

/** An upper bound for the head of a list. */
const LIST_HEAD_BYTES = 13;

/**
 * A block on the tip, complete but for its footer (paper, "Block Structure"). Takes what pays most for each byte, where
 * fuel counts as bytes;
 * items of the same type, reference and features share a list. `begin` starts a block on the tip; `reward` is the
 * key that earns, registered by this very block when the chain does not know it yet.
 */
export function buildTemplate(input: TemplateInput): Template {
  return allSteps(templateSteps(input));
}

export interface TemplateInput {
  readonly begin: () => BlockExecution;
  readonly reward: Bytes;
  readonly domain: string;
  readonly candidates: Iterable<Pending>;
}

/** As `buildTemplate`, one transaction for each step; the tip must stay the same until the last one. */
export function* templateSteps(input: TemplateInput): Steps<Template> {
  const execution = input.begin();
  const base = execution.view;
  const { network, tip } = base;
  const id = tip.id + 1;
  const keys: Bytes[] = [];
  let rewardId = base.idOfKey(input.reward);
  if (rewardId < 0) {
    rewardId = execution.register(input.reward);
    keys.push(input.reward);
  }
  const lists = new Lists();
  const room = network.maxBlockBytes - BLOCK_OVERHEAD;
  let bytes = 32 * keys.length;
  const sorted = [...input.candidates]
    .map((pending) => ({ pending, rate: feeRate(pending) }))
    .sort((a, b) => b.rate - a.rate)
    .map(({ pending }) => pending)
    .filter(fitting());
  const publications = sorted.filter(({ message }) => message.kind === 'publish');
  let waiting = sorted.filter(({ message }) => message.kind !== 'publish');
  /** Contracts' accounts that have got their ids in this block. */
  let published = 0;
  let transactions = 0;

  /** Executes one and puts it into the list, or leaves all as it was. Faults: those of `execute`. */
  const take = (pending: Pending, list: OpenList): void => {
    const mark = execution.mark();
    let taken = false;
    try {
      const before = execution.view.walletCount;
      registerReceivers(execution, pending.message);
      const placed = pending.message.place(execution.view, pending.reference, pending.signature);
      const registered = execution.view.walletCount;
      // A publication, also one within a group, gives an id to its contract's account, which in the block comes behind
      // those of all its addresses.
      if (registered > before && published > 0) return;
      const size = list.costOf(placed) + 32 * (registered - before);
      if (bytes + size > room) return;
      execution.execute(placed.head, placed.item, 0, 0);
      taken = true;
      published += execution.view.walletCount - registered;
      list.add(placed);
      bytes += size;
      transactions += 1;
      for (let wallet = before; wallet < registered; wallet++) {
        keys.push(execution.view.keyOf(wallet));
      }
    } finally {
      if (taken) execution.release(mark);
      else execution.rollback(mark);
    }
  };

  // Lists are executed one after the other, so an item may need coins that a later list brings. What fails goes
  // into lists behind those of the first round, and so on until a round brings nothing new. Publications come after
  // that, and then what waited for them. An item for which the block has no fuel left waits for the next block.
  const takeAll = function* (): Steps<void> {
    for (let before = -1; before < transactions && waiting.length > 0; ) {
      before = transactions;
      const failed: Pending[] = [];
      for (const group of groups(waiting)) {
        if (lists.full) break;
        const list = lists.begin();
        for (const pending of group) {
          yield;
          try {
            take(pending, list);
          } catch (error) {
            if (!isFault(error)) throw error;
            if (error.code !== 'contract.fuel') failed.push(pending);
          }
        }
      }
      waiting = failed;
    }
  };
  yield* takeAll();
  if (publications.length > 0) {
    waiting = [...publications, ...waiting];
    yield* takeAll();
  }
  execution.runDue();

  const addresses: List[] =
    keys.length === 0
      ? []
      : [{ type: 9, reference: tip.id, features: 0, items: keys.map((key) => ({ key })) }];
  const all = [...addresses, ...lists.done()];
  const header: Header = {
    id,
    coreVersion: network.coreVersion,
    domain: input.domain,
    transactionFees: execution.transactionFees,
    contractFees: execution.contractFees,
    reward: blockReward(id, base.lostCoins),
    rewardId,
    leadershipId: 0,
    executionHash: sha256(execution.executionFile()),
    previousHash: tip.hash,
  };
  return {
    header,
    lists: all,
    footerHash: footerHash(encodeHeader(header), yield* listsHashSteps(all)),
    target: tip.nextTarget,
    earliest: tip.minedDate + 1,
    transactions,
  };
}

/** Leaves out that for which a block has no fuel, so that it is not run for nothing and takes no lighter one's place. */
function fitting(): (pending: Pending) => boolean {
  let fuel = 0;
  return (pending) => {
    if (fuel + pending.fuel > BLOCK_ITEM_FUEL) return false;
    fuel += pending.fuel;
    return true;
  };
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

  /** One list is left for the addresses. */
  get full(): boolean {
    return this.#lists.length >= LIMITS.lists - 1;
  }

  /** A list that comes into being with its first item. */
  begin(): OpenList {
    let list: List | undefined;
    return {
      costOf: (placed) => itemBytes(placed) + (list === undefined ? LIST_HEAD_BYTES : 0),
      add: ({ head, item }) => {
        if (list === undefined) {
          list = { ...head, items: [] } as List;
          this.#lists.push(list);
        }
        (list.items as Item[]).push(item);
      },
    };
  }

  done(): List[] {
    return this.#lists;
  }
}
