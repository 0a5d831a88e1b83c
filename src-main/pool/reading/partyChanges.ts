import type { Units } from '#shared/protocol/amounts.ts';
import type { Block } from '#shared/protocol/block.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { eachNamedWallet, REWARD_LIST } from '../../store/blockPlaces.ts';
import type { ChainStore } from '../../store/chainStore.ts';
import { movementsOf } from '../../store/runRecords.ts';
import type { ChainTeller, Told } from './history.ts';
import { type Part, partChanges, transactionParts } from './transactionParts.ts';

type Place = readonly [list: number, item: number];

/**
 * What balance updates and list groups did to the wallets that they name. An update states balances, not differences:
 * of a wallet under one, the ledger's own record of the block (kept for the last 10,000) tells the whole change, from
 * which all else that the block did to it is taken off. Of older blocks such a change is told as 0.
 */
export class PartyChanges {
  readonly #store: Pick<ChainStore, 'balanceChanges' | 'runsIn' | 'ledger' | 'network'>;
  readonly #teller: ChainTeller;

  constructor(
    store: Pick<ChainStore, 'balanceChanges' | 'runsIn' | 'ledger' | 'network'>,
    teller: ChainTeller,
  ) {
    this.#store = store;
    this.#teller = teller;
  }

  /** An item as `ChainTeller.item` tells it, with what it did to these wallets (ids) among those that it names. */
  async item(block: Block, list: number, item: number, wallets: Iterable<number>): Promise<Told | undefined> {
    const told = await this.#teller.item(block, list, item);
    const parts = this.#partsAt(block, list, item);
    if (told === undefined || parts.length === 0) return told;
    const named = namesOf(parts);
    const changes = new Map(told.changes);
    const set = (id: number, units: Units) => {
      if (this.#store.ledger.exists(id)) changes.set(toHex(this.#store.ledger.keyOf(id)), units);
    };
    for (const id of wallets) {
      if (!named.has(id) && id !== this.#partyAt(block, list, item)) continue;
      set(id, await this.#change(block, [list, item], id));
    }
    return { ...told, changes };
  }

  /** What the item at a place did to a wallet, in units. */
  async #change(block: Block, place: Place, wallet: number): Promise<Units> {
    const stated = await this.#stated(block, place, wallet);
    if (!this.#isUpdated(block, place, wallet)) return stated;
    const total = (await this.#store.balanceChanges(block.header.id, new Set([wallet])))?.get(wallet);
    if (total === undefined) return stated;
    let rest = total - (await this.#byContracts(block, wallet));
    let isLast = true;
    for (const other of placesOf(block, wallet)) {
      if (other[0] === place[0] && other[1] === place[1]) continue;
      rest -= await this.#stated(block, other, wallet);
      // Of several updates of one wallet in one block the last one stands for all of them.
      if (this.#isUpdated(block, other, wallet) && isAfter(other, place)) isLast = false;
    }
    return isLast ? rest : stated;
  }

  async #byContracts(block: Block, wallet: number): Promise<Units> {
    let change = 0n;
    for (const { payer, receiver, amount, fee } of movementsOf(await this.#store.runsIn(block.header.id))) {
      if (payer === wallet) change -= amount + fee;
      if (receiver === wallet) change += amount;
    }
    return change;
  }

  /** As far as the item itself says it. */
  async #stated(block: Block, [list, item]: Place, wallet: number): Promise<Units> {
    if (list === REWARD_LIST) return this.#ofTold(this.#teller.reward(block), wallet);
    const parts = this.#partsAt(block, list, item);
    const told = await this.#teller.item(block, list, item);
    return (
      (told === undefined ? 0n : this.#ofTold(told, wallet)) + (partChanges(parts).changes.get(wallet) ?? 0n)
    );
  }

  #ofTold(told: Told, wallet: number): Units {
    if (!this.#store.ledger.exists(wallet)) return 0n;
    return told.changes.get(toHex(this.#store.ledger.keyOf(wallet))) ?? 0n;
  }

  /** Whether the item changes the wallet by a difference that it does not state. */
  #isUpdated(block: Block, [list, item]: Place, wallet: number): boolean {
    const { updated } = partChanges(this.#partsAt(block, list, item));
    return updated.has(wallet) || (updated.size > 0 && this.#partyAt(block, list, item) === wallet);
  }

  #partsAt(block: Block, list: number, item: number): Part[] {
    const found = block.lists[list];
    return found === undefined ? [] : transactionParts(found, item, this.#store.network.defaultFee);
  }

  #partyAt(block: Block, list: number, item: number): number {
    const found = block.lists[list];
    if (found?.type !== 7 && found?.type !== 8) return -1;
    return found.items[item]?.party ?? -1;
  }
}

function namesOf(parts: readonly Part[]): ReadonlySet<number> {
  return new Set(partChanges(parts).changes.keys());
}

/** Where a block names a wallet, each place once. */
function placesOf(block: Block, wallet: number): Place[] {
  const places = new Map<string, Place>();
  eachNamedWallet(block, Number.POSITIVE_INFINITY, (id, list, item) => {
    if (id !== wallet) return;
    // Both of a block's reward places are told as one.
    const place: Place = list === REWARD_LIST ? [list, 0] : [list, item];
    places.set(place.join('/'), place);
  });
  return [...places.values()];
}

function isAfter(a: Place, b: Place): boolean {
  return a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
}
