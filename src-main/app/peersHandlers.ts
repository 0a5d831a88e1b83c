import type { BridgeHandlers, BridgeMethod } from '#shared/api/bridge.ts';
import type { PeerBook } from './peerBook.ts';

type PeersMethod = Extract<BridgeMethod, `peers.${string}`>;

/** The bridge's calls about the other pools of the network. */
export function peersHandlers(book: PeerBook): Pick<BridgeHandlers, PeersMethod> {
  const done = async (work: Promise<void>) => {
    await work;
    return {};
  };
  return {
    'peers.inspect': ({ url }) => book.inspect(url),
    'peers.add': ({ url }) => done(book.add(url)),
    'peers.remove': ({ url }) => done(book.remove(url)),
    'peers.pardon': async ({ name }) => {
      book.peers.pardon(name);
      return {};
    },
    'peers.joinNetwork': ({ url, genesis }) => done(book.joinNetwork(url, genesis)),
    'peers.leaveNetwork': () => done(book.leaveNetwork()),
  };
}
