import type { BlockExecution } from '#shared/ledger/blockExecution.ts';
import { encodeHeader, type Header } from '#shared/protocol/block.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { isFault } from '#shared/protocol/fault.ts';
import { footerHash, listsHash, sha256 } from '#shared/protocol/hashing.ts';
import { type Item, LIMITS, type List } from '#shared/protocol/lists.ts';
import { blockReward } from '#shared/protocol/reward.ts';
import type { Template } from './jobDesk.ts';
import { BLOCK_OVERHEAD, feeRate, itemBytes, type Pending, registerReceivers } from './mempool.ts';
import type { PlacedItem } from './walletMessage.ts';

/** An upper bound for the head of a list. */
const LIST_HEAD_BYTES = 13;

/**
 * A block on the tip, complete but for its footer (paper, "Block Structure"). Takes what pays most for each byte;
 * items of the same type, reference and features share a list. `begin` starts a block on the tip; `reward` is the
 * key that earns, registered by this very block when the chain does not know it yet.
 */
export function buildTemplate(input: {
  begin: () => BlockExecution;
  reward: Bytes;
  domain: string;
  candidates: Iterable<Pending>;
}): Template {
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
  let waiting = [...input.candidates].sort((a, b) => feeRate(b) - feeRate(a));
  let transactions = 0;

  // Lists are executed one after the other, so an item may need coins that a later list brings. What fails goes
  // into lists behind those of the first round, and so on until a round brings nothing new.
  for (let progress = true; progress && waiting.length > 0; ) {
    progress = false;
    const failed: Pending[] = [];
    for (const group of groups(waiting)) {
      const list = lists.begin();
      for (const pending of group) {
        if (bytes + pending.size + LIST_HEAD_BYTES > room || lists.full) continue;
        const mark = execution.mark();
        let kept = false;
        try {
          const before = execution.view.walletCount;
          registerReceivers(execution, pending.message);
          const placed = pending.message.place(execution.view, pending.reference, pending.signature);
          execution.execute(placed.head, placed.item, 0, 0);
          kept = true;
          for (let n = before; n < execution.view.walletCount; n++) keys.push(execution.view.keyOf(n));
          bytes += list.add(placed) + 32 * (execution.view.walletCount - before);
          transactions += 1;
          progress = true;
        } catch (error) {
          if (!isFault(error)) throw error;
          failed.push(pending);
        } finally {
          if (kept) execution.release(mark);
          else execution.rollback(mark);
        }
      }
    }
    waiting = failed;
  }

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
    executionHash: sha256(new Uint8Array(0)),
    previousHash: tip.hash,
  };
  return {
    header,
    lists: all,
    footerHash: footerHash(encodeHeader(header), listsHash(all)),
    target: tip.nextTarget,
    earliest: tip.minedDate + 1,
    transactions,
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

class Lists {
  readonly #lists: List[] = [];

  /** One list is left for the addresses. */
  get full(): boolean {
    return this.#lists.length >= LIMITS.lists - 1;
  }

  begin(): { add(placed: PlacedItem): number } {
    let list: List | undefined;
    return {
      add: (placed) => {
        const { head, item } = placed;
        let bytes = itemBytes(placed);
        if (list === undefined) {
          list = { ...head, items: [] } as List;
          this.#lists.push(list);
          bytes += LIST_HEAD_BYTES;
        }
        (list.items as Item[]).push(item);
        return bytes;
      },
    };
  }

  done(): List[] {
    return this.#lists;
  }
}
