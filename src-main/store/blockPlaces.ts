import type { Block } from '#shared/protocol/block.ts';
import type { Item, List } from '#shared/protocol/lists.ts';

/** Stands for a block's reward in the place of a list: item 0 for the reward id, 1 for the leadership's share. */
export const REWARD_LIST = -1;

/**
 * Calls `name` for each wallet that an item of the block names, with the item's place; what stands inside a list
 * group has the group's place. A wallet may be given several times for one item.
 * @param firstNewId the id that the block's first registered key gets
 */
export function eachNamedWallet(
  block: Block,
  firstNewId: number,
  name: (wallet: number, listIndex: number, itemIndex: number) => void,
): void {
  name(block.header.rewardId, REWARD_LIST, 0);
  name(block.header.leadershipId, REWARD_LIST, 1);
  let next = firstNewId;
  for (let list = 0; list < block.lists.length; list++) {
    const { type, items } = block.lists[list] as List;
    for (let item = 0; item < items.length; item++) {
      if (type === 9) name(next++, list, item);
      else namesOf(type, items[item] as Item, (wallet) => name(wallet, list, item));
    }
  }
}

function namesOf(type: List['type'], item: Item, name: (wallet: number) => void): void {
  const list = { type, items: [item] } as List;
  switch (list.type) {
    case 1:
      for (const one of list.items) {
        name(one.sender);
        name(one.receiver);
      }
      return;
    case 2:
      for (const one of list.items) {
        name(one.sender);
        for (const id of one.receivers) name(id);
      }
      return;
    case 3:
      for (const one of list.items) {
        name(one.sender);
        for (const { id } of one.receivers) name(id);
      }
      return;
    case 4:
      for (const one of list.items) name(one.creator);
      return;
    case 5:
      for (const one of list.items) name(one.applicant);
      return;
    case 6:
      for (const one of list.items) {
        name(one.sender);
        name(one.party);
      }
      return;
    case 7:
      for (const one of list.items) {
        name(one.party);
        for (const { id } of one.updates) name(id);
      }
      return;
    case 8:
      for (const one of list.items) {
        name(one.party);
        for (const inner of one.lists) for (const within of inner.items) namesOf(inner.type, within, name);
      }
      return;
    case 10:
      for (const one of list.items) name(one.caller);
      return;
    case 9:
      return;
  }
}

/** Calls `place` for each item that has an identity, in the order of a block's identities. */
export function eachIdentityPlace(block: Block, place: (listIndex: number, itemIndex: number) => void): void {
  for (let list = 0; list < block.lists.length; list++) {
    const { type, items } = block.lists[list] as List;
    if (type === 9) continue;
    for (let item = 0; item < items.length; item++) place(list, item);
  }
}
