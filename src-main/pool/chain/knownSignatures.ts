import { SignatureBatch } from '#shared/ledger/signatureBatch.ts';
import type { AppliedBlock } from '#shared/ledger/transition.ts';
import { equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { inTurns } from '../../base/turns.ts';
import type { Mempool } from '../waiting/mempool.ts';

/**
 * The signatures of a block without those that were verified when the same transactions came to wait here: same
 * identity (the hash of what was signed), same key, same signature. Of a block that this pool made itself nothing is
 * left. In turns; the mempool may change meanwhile, which changes how much is left and not what is valid.
 */
export async function unknownSignatures(
  { signatures, changes }: AppliedBlock,
  mempool: Mempool,
): Promise<SignatureBatch> {
  const identities = changes.identities.bytes();
  // Each signed item has one of both, in the same order.
  if (identities.length !== 32 * signatures.count || mempool.size === 0) return signatures;
  const unknown = new SignatureBatch();
  await inTurns('soon', Array(signatures.count).keys(), (at) => {
    const { publicKey, signature, message, list, item } = signatures.at(at);
    const waiting = mempool.get(toHex(identities.subarray(32 * at, 32 * at + 32)));
    const isKnown =
      waiting !== undefined &&
      waiting.sender === toHex(publicKey) &&
      equalBytes(waiting.signature, signature);
    if (!isKnown) unknown.add(publicKey, signature, message, list, item);
  });
  return unknown;
}
