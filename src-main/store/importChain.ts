import { type AppliedBlock, applyBlock } from '#shared/ledger/transition.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import type { Verifier } from '../verifier/verifier.ts';
import type { ChainStore } from './chainStore.ts';
import { checkSignatures } from './importBlock.ts';

/** A block that passed all tests but those of its signatures, which are being verified. */
interface InFlight {
  readonly applied: AppliedBlock;
  readonly verified: Promise<void>;
}

/**
 * Takes many blocks onto the tip, as `importBlock` does one by one, but so that all cores have work: while the
 * signatures of a block are verified and written, the next one is decoded and executed on the ledger as it will be.
 * Nothing is committed before all that came before it was valid and committed.
 * Throws the fault of the first refused block; all before it stay, none after it is looked at.
 * @param trusted signatures of blocks up to this id are not verified (0: all are)
 */
export async function importChain(
  store: ChainStore,
  verifier: Verifier,
  blocks: AsyncIterable<Bytes> | Iterable<Bytes>,
  options: { trusted?: number; committed?: (applied: AppliedBlock) => void } = {},
): Promise<void> {
  const trusted = options.trusted ?? 0;
  let last: InFlight | undefined;
  const finish = async ({ applied, verified }: InFlight) => {
    await verified;
    await store.commit(applied);
    options.committed?.(applied);
  };
  try {
    for await (const bytes of blocks) {
      const applied = applyBlock(last?.applied.after ?? store.ledger, bytes, null);
      const verified =
        applied.changes.tip.id <= trusted ? Promise.resolve() : checkSignatures(applied, verifier);
      // It is awaited when its turn comes; until then a refusal must not look unhandled.
      verified.catch(() => {});
      if (last !== undefined) {
        const before = last;
        last = undefined;
        await finish(before);
        applied.after.rebase(store.ledger);
      }
      last = { applied, verified };
    }
  } catch (error) {
    // The block before the refused one may itself be refused, and then that is what counts.
    if (last !== undefined) await finish(last);
    throw error;
  }
  if (last !== undefined) await finish(last);
}
