import type { BlockSummary, HistoryEntry, TransactionRecord } from '#shared/api/poolValues.ts';
import { type Block, decodeBlock } from '#shared/protocol/block.ts';
import { type Bytes, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';
import { nextTurn, turnEnds } from '../../base/turns.ts';
import { EXECUTION_LIST, eachIdentityPlace, eachNamedWallet, REWARD_LIST } from '../../store/blockPlaces.ts';
import type { ChainStore, ItemPlace } from '../../store/chainStore.ts';
import { movementsOf } from '../../store/runRecords.ts';
import type { Pending } from '../waiting/pending.ts';
import type { Addresses } from './addresses.ts';
import { ChainTeller, type Told } from './history.ts';
import { movementPlace } from './movementIdentity.ts';
import { PartyChanges } from './partyChanges.ts';

/** Decoded blocks that are kept at hand: so many, and so many bytes of them. The last one in any case. */
const KEPT = 32;
const KEPT_BYTES = 16 * 2 ** 20;

/** What of a block's transactions is told with it. */
const TRANSACTIONS_TOLD = 200;

/** Which of a block's transactions waited here. */
export interface Waited {
  /** Those of all the block's transactions, in their order, 32 bytes each. */
  readonly identities: Bytes;
  readonly mined: readonly Pending[];
}

/** The chain as people ask for it: blocks, single transactions, a wallet's history. */
export class ChainReader {
  readonly teller: ChainTeller;
  readonly #store: ChainStore;
  readonly #partyChanges: PartyChanges;
  readonly #kept = new Map<string, { block: Block; bytes: number }>();
  #keptBytes = 0;

  constructor(store: ChainStore, addresses: Addresses) {
    this.#store = store;
    this.teller = new ChainTeller(store.ledger, addresses, (id) => store.blockHash(id));
    this.#partyChanges = new PartyChanges(store, this.teller);
  }

  /** The newest first; `before` leaves out that block and all newer ones. */
  async blocks(before: number | undefined, limit: number): Promise<BlockSummary[]> {
    const summaries: BlockSummary[] = [];
    const tip = this.#store.ledger.tip.id;
    for (let id = Math.min(tip, (before ?? tip + 1) - 1); id >= FIRST_BLOCK_ID; id--) {
      if (summaries.length >= limit) break;
      const read = await this.#read(id);
      if (read !== undefined) summaries.push(this.teller.summary(read.block, read.bytes));
    }
    return summaries;
  }

  async block(
    which: { id: number } | { hash: Bytes },
  ): Promise<{ summary: BlockSummary; transactions: TransactionRecord[] } | null> {
    const id = 'id' in which ? which.id : await this.#store.blockIdByHash(which.hash);
    const read = id === undefined ? undefined : await this.#read(id);
    if (read === undefined) return null;
    const { block, bytes } = read;
    const transactions = [this.teller.reward(block).record];
    for (const [listIndex, list] of block.lists.entries()) {
      for (let item = 0; item < list.items.length && transactions.length < TRANSACTIONS_TOLD; item++) {
        const told = await this.teller.item(block, listIndex, item);
        if (told !== undefined) transactions.push(told.record);
      }
    }
    return { summary: this.teller.summary(block, bytes), transactions };
  }

  async transaction(identity: Bytes): Promise<Told | undefined> {
    const place = await this.#store.transaction(identity);
    if (place !== undefined) return this.#at(place.blockId, place.listIndex, place.itemIndex);
    const rewarded = await this.#store.blockIdByHash(identity);
    const read = rewarded === undefined ? undefined : await this.#read(rewarded);
    return read === undefined ? await this.movement(identity) : this.teller.reward(read.block);
  }

  /** What a contract moved, by its identity. */
  async movement(identity: Bytes): Promise<Told | undefined> {
    const { blockId, at } = movementPlace(identity);
    const told = await this.#at(blockId, EXECUTION_LIST, at);
    return told !== undefined && equalBytes(told.record.identity, identity) ? told : undefined;
  }

  /** All that contracts moved in a block, in order. */
  async movements(block: Block): Promise<Told[]> {
    const runs = await this.#store.runsIn(block.header.id);
    return movementsOf(runs).map((movement, at) => this.teller.movement(block, at, movement));
  }

  /**
   * A wallet's mined transactions and rewards, the newest first. Blocks are not parted, so that the next page can
   * begin before the last block: of a block with more than `limit` of them all are given.
   */
  async history(
    walletId: number,
    wallet: string,
    before: number | undefined,
    limit: number,
  ): Promise<{ entries: HistoryEntry[]; more: boolean }> {
    const { places, more } = await this.#wholeBlocks(walletId, before, limit);
    const entries: HistoryEntry[] = [];
    for (const { blockId, listIndex, itemIndex } of places) {
      const told = await this.#at(blockId, listIndex, itemIndex, [walletId]);
      if (told !== undefined) entries.push(this.teller.entry(told, wallet));
    }
    return { entries, more };
  }

  /** A wallet's entries in the blocks after `fork`, the newest first, at most `limit`. */
  async entriesAfter(walletId: number, wallet: string, fork: number, limit: number): Promise<HistoryEntry[]> {
    const places = onceRewarded(await this.#store.history(walletId, { limit }));
    const entries: HistoryEntry[] = [];
    for (const { blockId, listIndex, itemIndex } of places) {
      if (blockId <= fork) break;
      const told = await this.#at(blockId, listIndex, itemIndex, [walletId]);
      if (told !== undefined) entries.push(this.teller.entry(told, wallet));
    }
    return entries;
  }

  async #wholeBlocks(
    walletId: number,
    before: number | undefined,
    limit: number,
  ): Promise<{ places: ItemPlace[]; more: boolean }> {
    for (let asked = limit + 1; ; asked *= 2) {
      const places = await this.#store.history(walletId, {
        ...(before === undefined ? {} : { before }),
        limit: asked,
      });
      const cut = places.length < asked ? undefined : places.at(-1)?.blockId;
      const whole = places.filter(({ blockId }) => blockId !== cut);
      if (whole.length === 0 && cut !== undefined) continue;
      return { places: onceRewarded(whole), more: cut !== undefined };
    }
  }

  /** What of a block concerns one of these wallets (ids), its reward among it. In turns. */
  async naming(
    block: Block,
    wallets: ReadonlySet<number>,
    waited: Waited = { identities: new Uint8Array(0), mined: [] },
  ): Promise<Told[]> {
    const named = block.lists.map(() => new Set<number>());
    let isRewarded = false;
    // New wallets are told by the items that pay them, so where their ids begin does not matter here.
    eachNamedWallet(block, Number.POSITIVE_INFINITY, (wallet, list, item) => {
      if (!wallets.has(wallet)) return;
      if (list === REWARD_LIST) isRewarded = true;
      else named[list]?.add(item);
    });
    const told: Told[] = isRewarded ? [this.teller.reward(block)] : [];
    const payments = new Map(
      waited.mined.filter(({ kind }) => kind === 'transfer').map((one) => [one.key, one]),
    );
    const places: [list: number, item: number, at: number][] = [];
    let transactions = 0;
    eachIdentityPlace(block, (list, item) => {
      if (named[list]?.has(item) === true) places.push([list, item, transactions]);
      transactions += 1;
    });
    let ends = turnEnds();
    for (const [list, item, at] of places) {
      if (ends()) {
        await nextTurn('later');
        ends = turnEnds();
      }
      const payment = payments.get(toHex(waited.identities.subarray(32 * at, 32 * at + 32)));
      const one =
        payment === undefined
          ? await this.#partyChanges.item(block, list, item, wallets)
          : this.teller.mined(payment, block);
      if (one !== undefined) told.push(one);
    }
    for (const [at, movement] of movementsOf(await this.#store.runsIn(block.header.id)).entries()) {
      const { payer, receiver } = movement;
      if (wallets.has(payer) || (receiver !== null && wallets.has(receiver))) {
        told.push(this.teller.movement(block, at, movement));
      }
    }
    return told;
  }

  async #at(
    blockId: number,
    listIndex: number,
    itemIndex: number,
    wallets: Iterable<number> = [],
  ): Promise<Told | undefined> {
    const read = await this.#read(blockId);
    if (read === undefined) return undefined;
    if (listIndex === EXECUTION_LIST) {
      const movement = movementsOf(await this.#store.runsIn(blockId))[itemIndex];
      return movement === undefined ? undefined : this.teller.movement(read.block, itemIndex, movement);
    }
    return listIndex === REWARD_LIST
      ? this.teller.reward(read.block)
      : await this.#partyChanges.item(read.block, listIndex, itemIndex, wallets);
  }

  async #read(id: number): Promise<{ block: Block; bytes: number } | undefined> {
    const hash = await this.#store.blockHash(id);
    if (hash === undefined) return undefined;
    const key = toHex(hash);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const bytes = await this.#store.blockBytes(id);
    if (bytes === undefined) return undefined;
    const read = { block: decodeBlock(bytes, this.#store.network), bytes: bytes.length };
    this.#keep(key, read);
    return read;
  }

  #keep(key: string, read: { block: Block; bytes: number }): void {
    if (!this.#kept.has(key)) this.#keptBytes += read.bytes;
    this.#kept.set(key, read);
    for (const [oldest, { bytes }] of this.#kept) {
      if (oldest === key || (this.#kept.size <= KEPT && this.#keptBytes <= KEPT_BYTES)) return;
      this.#kept.delete(oldest);
      this.#keptBytes -= bytes;
    }
  }
}

/** A wallet that is reward wallet and leadership in one has one reward of a block, not two. */
function onceRewarded(places: readonly ItemPlace[]): ItemPlace[] {
  const seen = new Set<number>();
  return places.filter(({ blockId, listIndex }) => {
    if (listIndex !== REWARD_LIST) return true;
    if (seen.has(blockId)) return false;
    seen.add(blockId);
    return true;
  });
}
