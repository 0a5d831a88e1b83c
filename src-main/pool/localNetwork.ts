import type { Bytes } from '#shared/protocol/bytes.ts';
import { MAX_TARGET, targetOfDifficulty } from '#shared/protocol/difficulty.ts';
import { localParameters, type Network } from '#shared/protocol/network.ts';

/**
 * A network of one's own (docs/PROTOCOL.md §2): its first blocks come about every block interval on a machine that
 * does `hashRate` tries a second. `leadership` is the key of wallet 0, `now` the genesis time.
 */
export function foundLocalNetwork(hashRate: number, leadership: Bytes, now: number): Network {
  const tries = Math.max(1, Math.round((hashRate * localParameters.blockInterval) / 1000));
  const target = targetOfDifficulty(BigInt(tries));
  return {
    ...localParameters,
    genesisTime: now,
    genesisTarget: target > MAX_TARGET ? MAX_TARGET : target,
    leadershipKey: leadership,
  };
}
