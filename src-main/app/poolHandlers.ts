import type { BridgeHandlers, BridgeMethod } from '#shared/api/bridge.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import type { Pool } from '../pool/pool.ts';
import type { PoolSettings } from '../pool/poolSettings.ts';
import type { LogRing } from './logRing.ts';
import { type Helper, testReach } from './reach.ts';
import type { Serving } from './serving.ts';

type PoolScreenMethod = Extract<BridgeMethod, `pool.${string}` | `block.${string}` | `log.${string}`>;

/** The bridge's calls about the pool of this app. */
export function poolHandlers(
  pool: Pool,
  session: PoolSession,
  serving: Serving,
  ring: LogRing,
  others: () => Helper | undefined,
): Pick<BridgeHandlers, PoolScreenMethod> {
  return {
    'pool.serve': async (change) => {
      await serving.change(change);
      return {};
    },
    'pool.change': async ({ feePercent, payoutThreshold, scheme, contractFiles }) => {
      const change: Partial<PoolSettings> = {
        ...(feePercent === undefined ? {} : { feePercent }),
        ...(payoutThreshold === undefined ? {} : { payoutThreshold }),
        ...(scheme === undefined ? {} : { scheme }),
        ...(contractFiles === undefined ? {} : { contractFiles }),
      };
      await pool.operator.change(change);
      return {};
    },
    'pool.reach': () => testReach(serving, others()),
    'pool.pardon': async ({ address }) => {
      serving.pardon(address);
      return {};
    },
    'log.read': async ({ level, limit }) => ({ lines: ring.read(level, limit) }),
    'pool.blocks': (params) => session.getBlocks(params),
    'pool.payouts': async ({ limit }) => ({ payouts: await pool.operator.payouts(limit) }),
    'block.read': (params) => session.getBlock(params),
  };
}
