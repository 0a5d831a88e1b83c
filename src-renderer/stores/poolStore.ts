import { create } from 'zustand';
import type { Payout, PoolState } from '#shared/api/bridgeStates.ts';
import type { BlockSummary } from '#shared/api/poolValues.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge, type CallParams } from '../bridge.ts';

interface PoolStore {
  readonly pool: PoolState | null;
  readonly blocks: readonly BlockSummary[] | null;
  readonly payouts: readonly Payout[] | null;
}

const SHOWN = 50;

export const usePool = create<PoolStore>(() => ({ pool: null, blocks: null, payouts: null }));

export async function loadBlocks(): Promise<void> {
  const { blocks } = await bridge.call('pool.blocks', { limit: SHOWN });
  usePool.setState({ blocks });
}

export async function loadPayouts(): Promise<void> {
  const { payouts } = await bridge.call('pool.payouts', { limit: SHOWN });
  usePool.setState({ payouts });
}

/** The pool of this app may be on another chain than the wallet: its own state tells when there is a new block. */
export function onPool(pool: PoolState): void {
  const before = usePool.getState();
  usePool.setState({ pool });
  const tip = before.pool?.status.tip;
  if (tip?.id === pool.status.tip.id && toHex(tip.hash) === toHex(pool.status.tip.hash)) return;
  if (before.blocks !== null) void loadBlocks().catch(() => undefined);
  if (before.payouts !== null) void loadPayouts().catch(() => undefined);
}

export const serve = (params: CallParams<'pool.serve'>) => bridge.call('pool.serve', params);
export const testReach = () => bridge.call('pool.reach', {});
export const pardon = (address: string) => bridge.call('pool.pardon', { address });
export const inspectPeer = (url: string) => bridge.call('peers.inspect', { url });
export const addPeer = (url: string) => bridge.call('peers.add', { url });
export const removePeer = (url: string) => bridge.call('peers.remove', { url });
export const pardonPeer = (name: string) => bridge.call('peers.pardon', { name });
export const joinNetwork = (params: CallParams<'peers.joinNetwork'>) =>
  bridge.call('peers.joinNetwork', params);
export const leaveNetwork = () => bridge.call('peers.leaveNetwork', {});
export const changePool = (change: CallParams<'pool.change'>) => bridge.call('pool.change', change);
