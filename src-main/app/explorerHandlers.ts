import type { BridgeHandlers, BridgeMethod } from '#shared/api/bridge.ts';
import type { PoolSession } from '#shared/api/poolApi.ts';

type ExplorerMethod = Extract<BridgeMethod, `explorer.${string}`>;

/** The bridge's calls about the chain; they need no open wallet. */
export function explorerHandlers(session: PoolSession): Pick<BridgeHandlers, ExplorerMethod> {
  return {
    'explorer.search': (params) => session.search(params),
    'explorer.blocks': (params) => session.getBlocks(params),
    'explorer.block': (params) => session.getBlockDetail(params),
    'explorer.transaction': (params) => session.getTransactionDetail(params),
    'explorer.contract': (params) => session.getContract(params),
    'explorer.applicants': async ({ hash, from, limit }) => {
      const { applications, more } = await session.getApplications({ contract: hash, from, limit });
      const applicants = applications.map(({ applicant, active, wakeAt }) => ({
        address: applicant,
        active,
        wakeAt,
      }));
      return { applicants, more };
    },
    'explorer.runs': ({ hash, ...page }) => session.getRuns({ contract: hash, ...page }),
    'explorer.wallet': ({ address }) => session.getWallet({ address: address.trim() }),
    'explorer.history': ({ address, ...page }) => session.getHistory({ address: address.trim(), ...page }),
  };
}
