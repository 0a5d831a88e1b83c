import type { BlockSummary } from '#shared/api/poolValues.ts';
import type { Block } from '#shared/protocol/block.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';

/** What a pool tells the rest of the program, always after it was committed. */
export interface PoolFacts {
  'block.accepted': {
    readonly block: Block;
    readonly bytes: Bytes;
    readonly summary: BlockSummary;
    /** Found by this pool's miners. */
    readonly own: boolean;
  };
  /** Every miner gets a job on a new tip from now on. */
  'jobs.due': Record<string, never>;
  /** So many connections have their jobs of a new tip: for a moment there is less to do. */
  'jobs.out': { readonly workers: number };
  /** The chain was left for a heavier one; `block.accepted` of its last blocks comes before this. */
  'chain.switched': { readonly abandoned: number };
  /** A transaction waits; peers may want it. */
  'transaction.accepted': { readonly identity: Bytes; readonly message: Bytes; readonly signature: Bytes };
  /** Something that the operator's screen shows has changed; at most about once a second. */
  'operator.changed': Record<string, never>;
}
