import type { JoinWork } from '#shared/api/peerApi.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Fault, isFault } from '#shared/protocol/fault.ts';
import type { PeerLink } from './peerLink.ts';

/**
 * Looks for a mined date and a blob with which the work's block hash is below its target; undefined when it was not
 * found in a while (the work may have become old).
 */
export type Search = (
  work: JoinWork & { readonly jobId: Bytes },
) => Promise<{ readonly minedDate: number; readonly blob: Bytes } | undefined>;

/** Works that may become old one after the other before it is given up. */
const TRIES = 10_000;

/**
 * The new pool's part of the paper's "Joining Royal Network flow": gets step 1 of a block with its own domain from a
 * member, chooses a job id, mines, hands the solution in. Resolves to the block that made it a member.
 */
export async function joinRoyalNetwork(
  link: PeerLink,
  domain: string,
  random: (length: number) => Bytes,
  search: Search,
): Promise<{ id: number; hash: Bytes }> {
  for (let n = 0; n < TRIES; n++) {
    const work = await link.call('getJoinWork', { domain });
    const jobId = random(16);
    const found = await search({ ...work, jobId });
    if (found === undefined) continue;
    try {
      return await link.call('handInJoinWork', { footerHash: work.footerHash, jobId, ...found });
    } catch (error) {
      // Another block was quicker.
      if (!isFault(error) || !/^(block\.|share\.unknownJob)/.test(error.code)) throw error;
    }
  }
  throw new Fault('peer.slow');
}
