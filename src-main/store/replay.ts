import { Ledger } from '#shared/ledger/ledger.ts';
import { type AppliedBlock, applyBlock } from '#shared/ledger/transition.ts';
import { equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { List } from '#shared/protocol/lists.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';
import type { Verifier } from '../verifier/verifier.ts';
import type { ChainStore } from './chainStore.ts';
import { checkSignatures } from './importBlock.ts';
import { newSeed } from './ledgerLoading.ts';

/** What a replay has done. */
export interface ReplayReport {
  readonly blocks: number;
  readonly signatures: number;
  /** Movements of coins: receivers of transfers and updated balances, those inside list groups too. */
  readonly items: number;
  readonly stateHash: Uint8Array;
}

/**
 * Applies all blocks of a store again, from genesis on, to a ledger of its own, with every test but those of the
 * clock, and compares the state after each with the one that was kept. A second ledger is in memory for so long.
 * Throws what the first wrong block is refused with, `store.stateDamaged` where the states differ.
 * @param trusted signatures up to this block are not checked (0: all are)
 */
export async function replayChain(
  store: ChainStore,
  verifier: Verifier,
  options: { trusted?: number; progress?: (block: number) => void } = {},
): Promise<ReplayReport> {
  const ledger = Ledger.genesis(store.network, newSeed(), store.ledger.engine);
  const trusted = options.trusted ?? 0;
  const report = { blocks: 0, signatures: 0, items: 0 };
  const finish = async ({ applied, verified }: { applied: AppliedBlock; verified: Promise<void> }) => {
    await verified;
    ledger.apply(applied.changes);
    const { id } = applied.changes.tip;
    const kept = await store.stateHashOf(id);
    const replayed = ledger.stateHash();
    if (kept === undefined || !equalBytes(kept, replayed)) {
      throw new Fault('store.stateDamaged', {
        block: id,
        kept: kept === undefined ? '' : toHex(kept),
        replayed: toHex(replayed),
      });
    }
    report.blocks += 1;
    for (const list of applied.block.lists) report.items += movements(list);
    options.progress?.(id);
  };
  let last: Parameters<typeof finish>[0] | undefined;
  for (let id = FIRST_BLOCK_ID; id <= store.ledger.tip.id; id++) {
    const bytes = await store.blockBytes(id);
    if (bytes === undefined) throw new Fault('store.blockDamaged', { block: id });
    const applied = applyBlock(last?.applied.after ?? ledger, bytes, null);
    let verified = Promise.resolve();
    if (id > trusted) {
      verified = checkSignatures(applied, verifier);
      // It is awaited when its turn comes; until then a refusal must not look unhandled.
      verified.catch(() => {});
      report.signatures += applied.signatures.count;
    }
    if (last !== undefined) {
      await finish(last);
      applied.after.rebase(ledger);
    }
    last = { applied, verified };
  }
  if (last !== undefined) await finish(last);
  const stateHash = ledger.stateHash();
  if (!equalBytes(stateHash, store.stateHash())) {
    throw new Fault('store.stateDamaged', { block: store.ledger.tip.id });
  }
  return { ...report, stateHash };
}

function movements(list: List): number {
  switch (list.type) {
    case 1:
      return list.items.length;
    case 2:
    case 3: {
      let count = 0;
      for (const item of list.items) count += item.receivers.length;
      return count;
    }
    case 7: {
      let count = 0;
      for (const item of list.items) count += item.updates.length;
      return count;
    }
    case 8: {
      let count = 0;
      for (const item of list.items) for (const inner of item.lists) count += movements(inner);
      return count;
    }
    default:
      return 0;
  }
}
