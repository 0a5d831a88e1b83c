import { create } from 'zustand';
import type { ConnectionState } from '#shared/api/connectionBridge.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge, type CallParams } from '../bridge.ts';

/** Which pools there are and which is in use; null until the app's first answer. */
export const useConnection = create<{ readonly connection: ConnectionState | null }>(() => ({
  connection: null,
}));

/** Keeps it; whether it is another network than before. */
export function onConnection(connection: ConnectionState): boolean {
  const before = useConnection.getState().connection;
  useConnection.setState({ connection });
  return before !== null && toHex(before.network.genesis) !== toHex(connection.network.genesis);
}

/** "pool.example:9094" of a pool's address, as it is called in texts. */
export const hostOf = (url: string): string => url.replace(/^wss?:\/\//, '');

export const inspectPool = (url: string) => bridge.call('connection.inspect', { url });
export const addPool = (params: CallParams<'connection.add'>) => bridge.call('connection.add', params);
export const removePool = (url: string) => bridge.call('connection.remove', { url });
export const choosePool = (url: string | null) => bridge.call('connection.choose', { url });
export const orderPools = (urls: string[]) => bridge.call('connection.order', { urls });
export const lookAtPools = () => bridge.call('connection.look', {});
