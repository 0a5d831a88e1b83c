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
    'explorer.wallet': ({ address }) => session.getWallet({ address: address.trim() }),
    'explorer.history': ({ address, ...page }) => session.getHistory({ address: address.trim(), ...page }),
  };
}
