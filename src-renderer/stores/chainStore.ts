import { create } from 'zustand';
import type { ChainState } from '#shared/api/bridgeStates.ts';
import type { EventValue } from '../bridge.ts';

interface ChainStore {
  /** The network as the wallet's pool sees it; null until the app's first answer. */
  readonly chain: ChainState | null;
  /** The last change to a chain with more work. */
  readonly switched: EventValue<'switched'> | null;
}

export const useChain = create<ChainStore>(() => ({ chain: null, switched: null }));

/** A payment counts as final when this many blocks hold or follow it. */
export const DEEP = 6;

/** How many blocks confirm an entry of this block: 1 for the tip itself. */
export function confirmationsAt(tip: number | undefined, blockId: number | null): number {
  return tip === undefined || blockId === null ? 0 : Math.max(0, tip - blockId + 1);
}
