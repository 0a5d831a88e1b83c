import { decodeBlock } from '#shared/protocol/block.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { signedBytesOf } from '#shared/protocol/conversions.ts';
import { decodeTransferMessage, identityOf } from '#shared/protocol/transactions.ts';
import { EXECUTION_LIST } from '../../store/blockPlaces.ts';
import type { ChainStore } from '../../store/chainStore.ts';
import type { Part } from './winParts.ts';

/** A payment out of the pool's own wallet, as it stands in the chain. */
export interface FoundPayment {
  readonly identity: Bytes;
  readonly message: Bytes;
  readonly signature: Bytes;
  readonly receivers: readonly Part[];
  /** The block that it names: the tip at which it was made. */
  readonly reference: number;
  readonly minedIn: number;
}

const PAGE = 200;

/**
 * All transfers that the pool's own wallet has sent in the blocks after `after`, the oldest first. Blocks of which
 * `isKnown` says so are left out: `places` of them name the wallet, as sender or receiver.
 */
export async function findPayments(
  store: ChainStore,
  key: Bytes,
  after: number,
  isKnown: (blockId: number, places: number) => boolean,
): Promise<FoundPayment[]> {
  const wallet = store.ledger.idOfKey(key);
  if (wallet < 0) return [];
  const blocks = new Map<number, number>();
  for (let before: number | undefined, isMore = true; isMore; ) {
    const places = await store.history(wallet, { ...(before === undefined ? {} : { before }), limit: PAGE });
    const fresh = places.filter(({ blockId }) => blockId > after);
    for (const { blockId, listIndex } of fresh) {
      if (listIndex < 0 || listIndex === EXECUTION_LIST) continue;
      blocks.set(blockId, (blocks.get(blockId) ?? 0) + 1);
    }
    // A block that a page ends in may be counted short; it is looked at then, which does no harm.
    before = places.at(-1)?.blockId;
    isMore = fresh.length === PAGE;
  }
  const found: FoundPayment[] = [];
  for (const [blockId, places] of [...blocks].sort(([a], [b]) => a - b)) {
    if (!isKnown(blockId, places)) found.push(...(await paymentsIn(store, wallet, blockId)));
  }
  return found;
}

async function paymentsIn(store: ChainStore, wallet: number, blockId: number): Promise<FoundPayment[]> {
  const bytes = await store.blockBytes(blockId);
  if (bytes === undefined) return [];
  const found: FoundPayment[] = [];
  const { ledger, network } = store;
  const resolver = {
    // A wallet that was lost since has no key any more; a payment to it is none that is owed again.
    keyOf: (id: number) => (ledger.exists(id) ? ledger.keyOf(id) : new Uint8Array(32)),
    contractHashOf: () => undefined,
    defaultFee: network.defaultFee,
  };
  for (const list of decodeBlock(bytes, network).lists) {
    if (list.type !== 1 && list.type !== 2 && list.type !== 3) continue;
    const blockHash = await store.blockHash(list.reference);
    if (blockHash === undefined) continue;
    for (const item of list.items) {
      if (item.sender !== wallet || item.signature === undefined) continue;
      const message = signedBytesOf(list.type, list.features, item, blockHash, resolver);
      const { receivers } = decodeTransferMessage(message);
      found.push({
        ...{ identity: identityOf(message), message, signature: item.signature },
        receivers: receivers.map(({ key, amount }) => ({ wallet: toHex(key), amount })),
        ...{ reference: list.reference, minedIn: blockId },
      });
    }
  }
  return found;
}
