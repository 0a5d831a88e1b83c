import type { BridgeHandlers, BridgeMethod } from '#shared/api/bridge.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Pool } from '../pool/pool.ts';
import type { PoolSettings } from '../pool/poolSettings.ts';
import type { LogRing } from './logRing.ts';
import type { Serving } from './serving.ts';

type PoolScreenMethod = Extract<BridgeMethod, `pool.${string}` | `block.${string}` | `log.${string}`>;

/** The bridge's calls about the pool of this app. */
export function poolHandlers(
  pool: Pool,
  session: PoolSession,
  serving: Serving,
  ring: LogRing,
  /** A session with some other pool, for one question. */
  others: () => Promise<{ session: PoolSession; name: string } | undefined>,
): Pick<BridgeHandlers, PoolScreenMethod> {
  return {
    'pool.serve': async (change) => {
      await serving.change(change);
      return {};
    },
    'pool.change': async ({ feePercent, payoutThreshold, scheme }) => {
      const change: Partial<PoolSettings> = {
        ...(feePercent === undefined ? {} : { feePercent }),
        ...(payoutThreshold === undefined ? {} : { payoutThreshold }),
        ...(scheme === undefined ? {} : { scheme }),
      };
      await pool.operator.change(change);
      return {};
    },
    'pool.reach': async () => {
      const helper = await others();
      if (helper === undefined) throw new Fault('reach.nobody');
      try {
        const { reached, target } = await serving.reach(helper.session);
        // The other pool's word is shown only where it can be nothing but an address.
        const seen = /^([0-9.]{7,15}|\[[0-9a-f:.]{2,45}\]):\d{1,5}$/.test(target) ? target : '';
        return { reached, target: serving.state.domain || seen, by: helper.name };
      } finally {
        helper.session.close();
      }
    },
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
