import type { ChainState } from '#shared/api/bridge.ts';
import type { PoolSession, PoolStatus } from '#shared/api/poolApi.ts';
import type { Network } from '#shared/protocol/network.ts';

/** The chain as the status bar shows it, kept up to date by what a pool tells. */
export interface ChainWatch {
  readonly state: ChainState;
  close(): void;
}

export async function openChainWatch(
  session: PoolSession,
  network: Network,
  changed: (state: ChainState) => void,
): Promise<ChainWatch> {
  let state = stateOf(await session.getStatus({}), network);
  const stop = session.subscribe((event) => {
    if (event.type !== 'block') return;
    const { id, hash, minedDate } = event.value;
    state = { ...state, tip: { id, hash, minedDate } };
    changed(state);
  });
  return {
    get state() {
      return state;
    },
    close: stop,
  };
}

function stateOf(status: PoolStatus, network: Network): ChainState {
  return {
    network: network.name,
    addressPrefix: network.addressPrefix,
    blockInterval: network.blockInterval,
    defaultFee: network.defaultFee,
    lostCoins: { ...network.lostCoins, first: network.genesisTime + network.lostCoins.first },
    tip: status.tip,
    connection: { kind: 'embedded', domain: status.domain, status: 'connected', latency: null },
  };
}
