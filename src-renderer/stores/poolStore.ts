import { create } from 'zustand';
import type { Payout, PoolState } from '#shared/api/bridge.ts';
import type { BlockSummary } from '#shared/api/poolApi.ts';
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

/** A new block stands first; one that replaced others of its height stands instead of them. */
export function onBlock(block: BlockSummary): void {
  const { blocks } = usePool.getState();
  if (!blocks) return;
  usePool.setState({ blocks: [block, ...blocks.filter(({ id }) => id < block.id)].slice(0, SHOWN) });
  void loadPayouts().catch(() => undefined);
}

export const serve = (params: CallParams<'pool.serve'>) => bridge.call('pool.serve', params);
export const changePool = (change: CallParams<'pool.change'>) => bridge.call('pool.change', change);
