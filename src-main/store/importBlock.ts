import { type AppliedBlock, applyBlock } from '#shared/ledger/transition.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Verifier } from '../verifier/verifier.ts';
import type { ChainStore, RecordOperation } from './chainStore.ts';

/**
 * Throws `transaction.signature` for the first item whose signature is not valid. `signatures`: those of the block
 * that are not known to be valid.
 */
export async function checkSignatures(
  applied: AppliedBlock,
  verifier: Verifier,
  signatures = applied.signatures,
): Promise<void> {
  const bad = await verifier.verifyAll(signatures);
  if (bad < 0) return;
  const { list, item } = signatures.at(bad);
  throw new Fault('transaction.signature', { block: applied.changes.tip.id, list, item });
}

/**
 * Takes a block onto the tip: every test of docs/PROTOCOL.md §7 but the domain probe, then the durable commit. The chain
 * is unchanged when a fault is thrown. One call at a time.
 * @param now ms epoch when the block was delivered, null for blocks fetched to catch up (see `checkHeader`)
 */
export async function importBlock(
  store: ChainStore,
  verifier: Verifier,
  bytes: Bytes,
  now: number | null,
  records: (applied: AppliedBlock) => readonly RecordOperation[] = () => [],
): Promise<AppliedBlock> {
  const applied = applyBlock(store.ledger, bytes, now);
  await checkSignatures(applied, verifier);
  await store.commit(applied, records(applied));
  return applied;
}
