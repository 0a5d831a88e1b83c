import type { RunRecord } from '#shared/contracts/contractRunner.ts';
import type { Block } from '#shared/protocol/block.ts';
import type { List } from '#shared/protocol/lists.ts';
import { movementsOf } from './runRecords.ts';

/** Stands for a block's reward in the place of a list: item 0 for the reward id, 1 for the leadership's share. */
export const REWARD_LIST = -1;

/** Stands for what contracts did, in the place of a list: the item is a place among `movementsOf(runs)`. */
export const EXECUTION_LIST = 0x3fffffff;

/** Calls `name` for each wallet whose coins contracts moved in a block. */
export function eachMovedWallet(
  runs: readonly RunRecord[],
  name: (wallet: number, listIndex: number, itemIndex: number) => void,
): void {
  for (const [at, { payer, receiver }] of movementsOf(runs).entries()) {
    name(payer, EXECUTION_LIST, at);
    if (receiver !== null) name(receiver, EXECUTION_LIST, at);
  }
}

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
  for (let at = 0; at < block.lists.length; at++) {
    const list = block.lists[at] as List;
    if (list.type === 9) for (let item = 0; item < list.items.length; item++) name(next++, at, item);
    else namesOf(list, (wallet, item) => name(wallet, at, item));
  }
}

/** One loop for each type, as a block has hundreds of thousands of items and few lists. */
function namesOf(list: List, name: (wallet: number, item: number) => void): void {
  let at = 0;
  switch (list.type) {
    case 1:
      for (const { sender, receiver } of list.items) {
        name(sender, at);
        name(receiver, at++);
      }
      return;
    case 2:
      for (const { sender, receivers } of list.items) {
        name(sender, at);
        for (const id of receivers) name(id, at);
        at += 1;
      }
      return;
    case 3:
      for (const { sender, receivers } of list.items) {
        name(sender, at);
        for (const { id } of receivers) name(id, at);
        at += 1;
      }
      return;
    case 4:
      for (const { creator } of list.items) name(creator, at++);
      return;
    case 5:
      for (const { applicant } of list.items) name(applicant, at++);
      return;
    case 6:
      for (const { sender, party } of list.items) {
        name(sender, at);
        name(party, at++);
      }
      return;
    case 7:
      for (const { party, updates } of list.items) {
        name(party, at);
        for (const { id } of updates) name(id, at);
        at += 1;
      }
      return;
    case 8:
      for (const { party, lists } of list.items) {
        const group = at++;
        name(party, group);
        for (const inner of lists) namesOf(inner, (wallet) => name(wallet, group));
      }
      return;
    case 10:
      for (const { caller } of list.items) name(caller, at++);
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
