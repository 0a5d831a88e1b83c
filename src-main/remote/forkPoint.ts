import type { Tip } from '#shared/ledger/ledgerView.ts';
import type { ProofBook, ProvenBlock } from './proofBook.ts';

/** How two pools' chains stand to each other. */
export type Comparison =
  | { readonly state: 'same' | 'behind' | 'ahead' }
  /** Different blocks from `blockId` on; `heavier`: which of the two has more work. */
  | {
      readonly state: 'forked';
      readonly blockId: number;
      readonly depth: number;
      readonly heavier: 'a' | 'b';
    }
  | { readonly state: 'unknown' };

/** Deeper than what is remembered one by one no common block is looked for. */
const STEPS = 4_000;

/** `a` and `b` are the checked ends of two chains of the same network. `behind`: a's chain is the beginning of b's. */
export function compareChains(book: ProofBook, a: Tip, b: Tip): Comparison {
  let left: ProvenBlock | undefined = book.find(a.hash);
  let right: ProvenBlock | undefined = book.find(b.hash);
  for (let step = 0; step < STEPS && left !== undefined && right !== undefined; step++) {
    if (left === right) {
      const { id } = left.tip;
      if (id === a.id && id === b.id) return { state: 'same' };
      if (id === a.id) return { state: 'behind' };
      if (id === b.id) return { state: 'ahead' };
      const heavier = a.totalWork >= b.totalWork ? 'a' : 'b';
      return { state: 'forked', blockId: id + 1, depth: Math.max(a.id, b.id) - id, heavier };
    }
    if (left.tip.id >= right.tip.id) left = book.parentOf(left);
    else right = book.parentOf(right);
  }
  return { state: 'unknown' };
}
