import type { BridgeHandlers, BridgeMethod } from '#shared/api/bridge.ts';
import type { Connection } from './connection.ts';

type ConnectionMethod = Extract<BridgeMethod, `connection.${string}`>;

/** The bridge's calls about which pool is used; they need no open wallet. */
export function connectionHandlers(connection: Connection): Pick<BridgeHandlers, ConnectionMethod> {
  const done = async (work: Promise<void>) => {
    await work;
    return {};
  };
  return {
    'connection.inspect': ({ url }) => connection.inspect(url),
    'connection.add': (params) => done(connection.add(params)),
    'connection.remove': ({ url }) => done(connection.remove(url)),
    'connection.choose': ({ url }) => done(connection.choose(url)),
    'connection.order': ({ urls }) => done(connection.order(urls)),
    'connection.look': () => done(connection.look()),
  };
}
