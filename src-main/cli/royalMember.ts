import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { openBlockSearch } from '../miner/blockSearch.ts';
import type { Peers } from '../peers/peers.ts';
import type { Pool } from '../pool/pool.ts';

/** How often it is looked whether something is to do, ms. */
const LOOK_EVERY = 5_000;
const AFTER_FAILURE = 30_000;

/**
 * Makes this pool one of the royal network and keeps it there (paper, "Joining Royal Network flow"): whenever its domain
 * stands in none of the last 1,000 blocks, it mines one under it with the help of the pool at `url`, which gets the reward.
 * All cores work at it, at low priority. The answer ends it.
 */
export function keepRoyal(parts: {
  readonly pool: Pool;
  readonly peers: Peers;
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
}): () => void {
  const { pool, peers, url, clock, log } = parts;
  let isEnding = false;
  let stop = (): void => {};
  const again = (wait: number) => {
    if (!isEnding) stop = clock.after(wait, () => void look());
  };
  const look = async (): Promise<void> => {
    // A chain that is behind tells nothing of the last blocks.
    if (!peers.isLevelWith(url) || (await peers.isRoyal())) return again(LOOK_EVERY);
    let tip = pool.store.ledger.tip.totalWork;
    const search = openBlockSearch({ stale: () => isEnding || pool.store.ledger.tip.totalWork !== tip });
    log.info('royal.joining', { domain: pool.domain, with: url });
    try {
      const { id } = await peers.join(url, async (work) => {
        if (isEnding) throw new Error('The pool ends.');
        tip = pool.store.ledger.tip.totalWork;
        return await search.search(work);
      });
      log.info('royal.joined', { id, domain: pool.domain });
      again(LOOK_EVERY);
    } catch (error) {
      if (!isEnding) log.warn('royal.notJoined', { error });
      again(AFTER_FAILURE);
    } finally {
      await search.close();
    }
  };
  again(LOOK_EVERY);
  return () => {
    isEnding = true;
    stop();
  };
}
