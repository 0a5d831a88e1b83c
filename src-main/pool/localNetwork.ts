import type { Bytes } from '#shared/protocol/bytes.ts';
import { MAX_TARGET, targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { localParameters, type Network } from '#shared/protocol/network.ts';

/**
 * The rate is measured while the machine has nothing else to do, and blocks come by chance: with half the tries, the
 * first block keeps a person waiting for longer than three block intervals once in 400 times, not once in 20. The
 * difficulty finds its level from there.
 */
const FIRST_BLOCKS_EASIER = 2;

/**
 * A network of one's own (docs/PROTOCOL.md §2): its first blocks come somewhat faster than every block interval on a
 * machine that does `hashRate` tries a second. `leadership` is the key of wallet 0, `now` the genesis time.
 */
export function foundLocalNetwork(hashRate: number, leadership: Bytes, now: number): Network {
  const tries = Math.max(
    1,
    Math.round((hashRate * localParameters.blockInterval) / 1000 / FIRST_BLOCKS_EASIER),
  );
  const target = targetOfDifficulty(BigInt(tries));
  return {
    ...localParameters,
    genesisTime: now,
    genesisTarget: target > MAX_TARGET ? MAX_TARGET : target,
    leadershipKey: leadership,
  };
}
