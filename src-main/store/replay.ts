import { Ledger } from '#shared/ledger/ledger.ts';
import { applyBlock } from '#shared/ledger/transition.ts';
import { equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';
import type { Verifier } from '../verifier/verifier.ts';
import type { ChainStore } from './chainStore.ts';
import { checkSignatures } from './importBlock.ts';
import { newSeed } from './ledgerLoading.ts';

/** What a replay has done. */
export interface ReplayReport {
  readonly blocks: number;
  readonly signatures: number;
  readonly stateHash: Uint8Array;
}

/**
 * Applies all blocks of a store again, from genesis on, to a ledger of its own, with every test but those of the
 * clock, and compares the state after each with the one that was kept.
 * Throws what the first wrong block is refused with, `store.stateDamaged` where the states differ.
 * @param trusted signatures up to this block are not checked (0: all are)
 */
export async function replayChain(
  store: ChainStore,
  verifier: Verifier,
  options: { trusted?: number; progress?: (block: number) => void } = {},
): Promise<ReplayReport> {
  const ledger = Ledger.genesis(store.network, newSeed());
  const last = store.ledger.tip.id;
  let signatures = 0;
  for (let id = FIRST_BLOCK_ID; id <= last; id++) {
    const bytes = await store.blockBytes(id);
    if (bytes === undefined) throw new Fault('store.blockDamaged', { block: id });
    const applied = applyBlock(ledger, bytes, null);
    if (id > (options.trusted ?? 0)) {
      await checkSignatures(applied, verifier);
      signatures += applied.signatures.count;
    }
    ledger.apply(applied.changes);
    const kept = await store.stateHashOf(id);
    if (kept === undefined || !equalBytes(kept, ledger.stateHash())) {
      throw new Fault('store.stateDamaged', {
        block: id,
        kept: kept === undefined ? '' : toHex(kept),
        replayed: toHex(ledger.stateHash()),
      });
    }
    options.progress?.(id);
  }
  const stateHash = ledger.stateHash();
  if (!equalBytes(stateHash, store.stateHash())) throw new Fault('store.stateDamaged', { block: last });
  return { blocks: Math.max(0, last - FIRST_BLOCK_ID + 1), signatures, stateHash };
}
