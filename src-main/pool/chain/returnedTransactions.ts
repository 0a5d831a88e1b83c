import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { decodeBlock } from '#shared/protocol/block.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { signedBytesOf } from '#shared/protocol/conversions.ts';
import { isFault } from '#shared/protocol/fault.ts';
import { identityOf } from '#shared/protocol/transactions.ts';
import type { ChainStore } from '../../store/chainStore.ts';
import { EXPIRY_BLOCKS, Pending } from '../waiting/pending.ts';
import { readWalletMessage } from '../waiting/walletMessage.ts';

/** Of those that can't be mined any more, so many are told of. */
const TOLD_AT_MOST = 10_000;

/**
 * What wallets signed that stands in the blocks after `fork`, which are about to be taken back, in the order in which
 * it stands there. To be asked while they are still the chain: their ids mean other wallets afterwards. What a
 * transaction costs in a block is told again when it waits again.
 *
 * Only the first six of those blocks can hold what names a block that both chains have; what stands above them is void
 * in the other chain. It is given too, to be told of, but not without bound: a long chain holds more than memory does.
 */
export async function transactionsAfter(store: ChainStore, fork: number, now: number): Promise<Pending[]> {
  const returned: Pending[] = [];
  for (let id = fork + 1; id <= store.ledger.tip.id; id++) {
    if (id > fork + EXPIRY_BLOCKS && returned.length >= TOLD_AT_MOST) break;
    const bytes = await store.blockBytes(id);
    if (bytes === undefined) continue;
    for (const list of decodeBlock(bytes, store.network).lists) {
      if (list.type === 9) continue;
      const blockHash = await store.blockHash(list.reference);
      if (blockHash === undefined) continue;
      for (const item of list.items) {
        if (item.signature === undefined) continue;
        try {
          const message = signedBytesOf(list.type, list.features, item, blockHash, resolver(store.ledger));
          returned.push(
            pendingOf(store.ledger, message, item.signature, list.reference, now, returned.length),
          );
        } catch (error) {
          // Of a kind that can't wait, or by a wallet that was lost since.
          if (!isFault(error)) throw error;
        }
      }
    }
  }
  return returned;
}

function resolver(view: LedgerView) {
  return {
    keyOf: (id: number) => (view.exists(id) ? view.keyOf(id) : undefined),
    contractHashOf: (id: number) => view.contracts.contractById(id)?.hash,
    defaultFee: view.network.defaultFee,
  };
}

function pendingOf(
  view: LedgerView,
  bytes: Bytes,
  signature: Bytes,
  reference: number,
  takenAt: number,
  order: number,
): Pending {
  const message = readWalletMessage(bytes);
  const fee = message.fee(view.network.defaultFee);
  const signing = { identity: identityOf(bytes), bytes, signature, message, reference, takenAt, order };
  return new Pending(signing, fee, { fees: fee, head: '', size: 1, fuel: 0, moves: undefined });
}
