import type { PoolCallHandlers } from '#shared/api/poolApi.ts';
import type {
  BlockDetail,
  SearchHit,
  TransactionDetail,
  TransactionPart,
  TransactionRecord,
  WalletBrief,
} from '#shared/api/poolValues.ts';
import { isTrustActive } from '#shared/ledger/ledgerView.ts';
import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import { type Block, decodeBlock } from '#shared/protocol/block.ts';
import { type Bytes, fromHex, toHex } from '#shared/protocol/bytes.ts';
import { signedBytesOf } from '#shared/protocol/conversions.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { encodeList } from '#shared/protocol/listEncoding.ts';
import type { List } from '#shared/protocol/lists.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';
import type { ItemPlace } from '../../store/chainStore.ts';
import type { PoolRooms } from '../poolRooms.ts';
import { type Part, transactionParts } from './transactionParts.ts';

type Params<M extends keyof PoolCallHandlers> = Parameters<PoolCallHandlers[M]>[0];

/** Signed bytes up to this length are told with a transaction. */
const MESSAGE_TOLD = 64 * 1024;
const PARTS_TOLD = 200;
const PART_RECEIVERS_TOLD = 50;

/** The chain for who wants to look: everything about one block, transaction or wallet, and the way to it. */
export class Explorer {
  readonly #rooms: Pick<PoolRooms, 'store' | 'reader' | 'mempool' | 'recheck' | 'transactions' | 'clock'>;

  constructor(rooms: Pick<PoolRooms, 'store' | 'reader' | 'mempool' | 'recheck' | 'transactions' | 'clock'>) {
    this.#rooms = rooms;
  }

  /**
   * What a person typed: digits are a block's id, `#` and digits a wallet's, 64 hex digits a block's hash, a
   * transaction's identity, a contract's hash or a wallet's key, else an address. null: there is no such thing on this chain.
   * Faults: `address.*` for what looks like an address, `search.text` for what can be none of these.
   */
  async search(typed: string): Promise<SearchHit | null> {
    const { store } = this.#rooms;
    const text = typed.trim();
    const digits = /^#?[\d.,'\u00a0\u202f ]+$/.test(text) ? text.replace(/\D/g, '') : '';
    if (digits !== '' && digits.length <= 10) {
      const id = Number(digits);
      if (text.startsWith('#')) {
        if (id >= store.ledger.walletCount || !store.ledger.exists(id)) return null;
        return { kind: 'wallet', address: this.#address(store.ledger.keyOf(id)) };
      }
      return id >= FIRST_BLOCK_ID && id <= store.ledger.tip.id ? { kind: 'block', id } : null;
    }
    const hex = text.toLowerCase().replace(/^0x/, '');
    if (/^[0-9a-f]{64}$/.test(hex)) return await this.#byHash(fromHex(hex));
    if (/^[a-z]{1,12}1[a-z0-9]{6,}$/i.test(text)) {
      const key = decodeAddress(store.network.addressPrefix, text);
      return { kind: 'wallet', address: this.#address(key) };
    }
    throw new Fault('search.text', { text: text.slice(0, 40) });
  }

  async #byHash(hash: Bytes): Promise<SearchHit | null> {
    const { store, reader, mempool, transactions } = this.#rooms;
    const id = await store.blockIdByHash(hash);
    if (id !== undefined) return { kind: 'block', id };
    const isKnown =
      mempool.get(toHex(hash)) !== undefined ||
      (await store.transaction(hash)) !== undefined ||
      transactions.expired(hash) !== undefined ||
      (await reader.movement(hash)) !== undefined;
    if (isKnown) return { kind: 'transaction', identity: hash };
    // Before the wallet: a contract's own account has its hash as its key.
    if (store.contracts.contractIdOfHash(hash) >= 0) return { kind: 'contract', hash };
    return store.ledger.idOfKey(hash) < 0 ? null : { kind: 'wallet', address: this.#address(hash) };
  }

  /**
   * null where the chain has no such block. `from` and `limit` part its transactions: the reward is the first, what
   * contracts moved comes last.
   */
  async block({ id, from, limit }: Params<'getBlockDetail'>): Promise<BlockDetail | null> {
    const { store, reader } = this.#rooms;
    const bytes = await store.blockBytes(id);
    if (bytes === undefined) return null;
    const block = decodeBlock(bytes, store.network);
    const { header, footer, lists } = block;
    const target = await store.targetOf(id);
    // Taken back in the meantime.
    if (target === undefined) return null;
    const nextHash = await store.blockHash(id + 1);
    const { page, more } = await this.#transactions(block, from, limit);
    return {
      summary: reader.teller.summary(block, bytes.length),
      previousHash: header.previousHash,
      next: nextHash === undefined ? null : { id: id + 1, hash: nextHash },
      coreVersion: header.coreVersion,
      rewardId: header.rewardId,
      leadershipId: header.leadershipId,
      transactionFees: header.transactionFees,
      contractFees: header.contractFees,
      executionHash: header.executionHash,
      work: {
        target,
        footerHash: footer.footerHash,
        jobId: footer.jobId,
        blob: footer.blob,
      },
      lists: lists.map((list) => ({
        type: list.type,
        reference: list.reference,
        features: list.features,
        items: list.items.length,
        bytes: encodeList(list).length,
      })),
      transactions: page,
      more,
    };
  }

  async #transactions(
    block: Block,
    from: number,
    limit: number,
  ): Promise<{ page: TransactionRecord[]; more: boolean }> {
    const { teller } = this.#rooms.reader;
    const page: TransactionRecord[] = from === 0 ? [teller.reward(block).record] : [];
    // Place 0 is the reward's.
    let place = 1;
    for (const [listIndex, list] of block.lists.entries()) {
      if (list.type === 9) continue;
      const first = Math.max(0, from - place);
      for (let item = first; item < list.items.length; item++) {
        if (page.length >= limit) return { page, more: true };
        const told = await teller.item(block, listIndex, item);
        if (told !== undefined) page.push(told.record);
      }
      place += list.items.length;
    }
    const moved = await this.#rooms.reader.movements(block);
    const left = moved.slice(Math.max(0, from - place));
    const room = limit - page.length;
    return {
      page: [...page, ...left.slice(0, room).map(({ record }) => record)],
      more: left.length > room,
    };
  }

  /** Mined, waiting or expired; null where this pool knows none of this identity. */
  async transaction(identity: Bytes): Promise<TransactionDetail | null> {
    const { store, reader, mempool, recheck, transactions } = this.#rooms;
    const waiting = mempool.get(toHex(identity)) ?? transactions.expired(identity);
    const place = await store.transaction(identity);
    if (place !== undefined) return await this.#mined(place);
    if (waiting !== undefined) {
      const isExpired = mempool.get(waiting.key) === undefined;
      const { record } = reader.teller.pending(waiting, isExpired ? 'expired' : 'pending');
      const { head, item } = await recheck.tell(() =>
        waiting.message.place(mempool.view, waiting.reference, waiting.signature),
      );
      const list = { ...head, items: [item] } as List;
      return this.#detail(record, null, list, 0, waiting.bytes, waiting.signature);
    }
    const told = await reader.transaction(identity);
    if (told === undefined) return null;
    const { blockId } = told.record;
    const blockHash = blockId === null ? undefined : await store.blockHash(blockId);
    return {
      record: told.record,
      blockHash: blockHash ?? null,
      ...{ hours: null, parts: [], partCount: 0, signed: null, messageBytes: 0 },
    };
  }

  async #mined({ blockId, listIndex, itemIndex }: ItemPlace): Promise<TransactionDetail | null> {
    const { store, reader } = this.#rooms;
    const bytes = await store.blockBytes(blockId);
    if (bytes === undefined) return null;
    const block = decodeBlock(bytes, store.network);
    const told = await reader.teller.item(block, listIndex, itemIndex);
    const list = block.lists[listIndex];
    const item = list?.items[itemIndex];
    if (told === undefined || list === undefined || item === undefined || list.type === 9) return null;
    const referenceHash = await store.blockHash(list.reference);
    const { ledger, network } = store;
    const message =
      referenceHash === undefined
        ? undefined
        : signedBytesOf(list.type, list.features, item as never, referenceHash, {
            // A wallet that was lost since can't be named any more; the bytes then are not the signed ones.
            keyOf: (id) => (ledger.exists(id) ? ledger.keyOf(id) : new Uint8Array(32)),
            contractHashOf: (id) => ledger.contracts.contractById(id)?.hash,
            defaultFee: network.defaultFee,
          });
    const signature = 'signature' in item ? item.signature : undefined;
    return this.#detail(told.record, block.footer.hash, list, itemIndex, message, signature);
  }

  #detail(
    record: TransactionRecord,
    blockHash: Bytes | null,
    list: List,
    itemIndex: number,
    message: Bytes | undefined,
    signature: Bytes | undefined,
  ): TransactionDetail {
    const parts = this.#parts(list, itemIndex);
    return {
      record,
      blockHash,
      hours: list.type === 6 ? (list.items[itemIndex]?.hours ?? null) : null,
      parts: parts.slice(0, PARTS_TOLD),
      partCount: parts.length,
      signed:
        message === undefined || signature === undefined || message.length > MESSAGE_TOLD
          ? null
          : { message, signature },
      messageBytes: message?.length ?? 0,
    };
  }

  #parts(list: List, itemIndex: number): TransactionPart[] {
    const { ledger, network } = this.#rooms.store;
    const nameOf = (id: number) => this.#address(ledger.exists(id) ? ledger.keyOf(id) : new Uint8Array(32));
    const told = (part: Part): TransactionPart => {
      if (part.kind === 'balance')
        return { kind: 'balance', address: nameOf(part.id), balance: part.balance };
      const sender = nameOf(part.sender);
      if (part.kind === 'termination') return { kind: 'termination', sender, party: nameOf(part.party) };
      const receivers = part.receivers.slice(0, PART_RECEIVERS_TOLD);
      return {
        kind: 'transfer',
        sender,
        receivers: receivers.map(({ id, amount }) => ({ address: nameOf(id), amount })),
        fee: part.fee,
      };
    };
    return transactionParts(list, itemIndex, network.defaultFee).map(told);
  }

  /** Many wallets at once. Faults: `address.*`. */
  wallets(addresses: readonly string[]): WalletBrief[] {
    const { store, clock } = this.#rooms;
    const { ledger, network } = store;
    const now = clock.now();
    return addresses.map((text) => {
      const key = decodeAddress(network.addressPrefix, text);
      const address = this.#address(key);
      const id = ledger.idOfKey(key);
      if (id < 0) return { address, id: null, balance: 0n, trust: null };
      const trust = ledger.trustOf(id);
      return {
        address,
        id,
        balance: ledger.balanceOf(id),
        trust: isTrustActive(trust, now)
          ? {
              party: this.#address(ledger.keyOf(trust.party)),
              hours: trust.hours,
              ends: trust.ends === 0 ? null : trust.ends,
            }
          : null,
      };
    });
  }

  #address(key: Bytes): string {
    return encodeAddress(this.#rooms.store.network.addressPrefix, key);
  }
}
