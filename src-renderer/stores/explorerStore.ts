import { create } from 'zustand';
import type { BlockSummary } from '#shared/api/poolValues.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';
import { bridge } from '../bridge.ts';
import { goTo } from './routeStore.ts';

interface ExplorerStore {
  /** Newest first; null until they are read for the first time. */
  readonly blocks: readonly BlockSummary[] | null;
  readonly loading: boolean;
  readonly fault: Fault | null;
  /** What was searched for last, and what came of it. */
  readonly search: {
    readonly text: string;
    readonly state: 'idle' | 'asking' | 'nothing';
    readonly fault: Fault | null;
  };
}

const PAGE = 25;
const idle = { text: '', state: 'idle', fault: null } as const;

export const useExplorer = create<ExplorerStore>(() => ({
  blocks: null,
  loading: false,
  fault: null,
  search: idle,
}));

/** Whether there are blocks below the ones that are shown. */
export const hasOlder = (blocks: readonly BlockSummary[]): boolean =>
  (blocks.at(-1)?.id ?? 0) > FIRST_BLOCK_ID;

export const loadBlocks = () => read(undefined);

export function loadOlderBlocks(): Promise<void> {
  return read(useExplorer.getState().blocks?.at(-1)?.id);
}

async function read(before: number | undefined): Promise<void> {
  if (useExplorer.getState().loading) return;
  useExplorer.setState({ loading: true, fault: null });
  try {
    const page = await bridge.call('explorer.blocks', {
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    });
    useExplorer.setState(({ blocks }) => ({
      loading: false,
      blocks: before === undefined ? merged(page.blocks, blocks ?? []) : merged(blocks ?? [], page.blocks),
    }));
  } catch (error) {
    if (!isFault(error)) throw error;
    useExplorer.setState({ loading: false, fault: error });
  }
}

/** Both as one list, newest first; of two blocks of one height the one of `first` stands. */
function merged(first: readonly BlockSummary[], second: readonly BlockSummary[]): readonly BlockSummary[] {
  const byId = new Map(second.map((block) => [block.id, block]));
  for (const block of first) byId.set(block.id, block);
  return [...byId.values()].sort((a, b) => b.id - a.id);
}

/** A new block stands first; one that replaced others stands instead of them and of what was on them. */
export function onExplorerBlock(block: BlockSummary): void {
  const { blocks } = useExplorer.getState();
  if (!blocks) return;
  const newest = blocks[0]?.id ?? block.id;
  // Blocks came that were not told, as after a sleep: the list is read anew.
  if (block.id > newest + 1) {
    useExplorer.setState({ blocks: null });
    void loadBlocks();
    return;
  }
  useExplorer.setState({ blocks: [block, ...blocks.filter(({ id }) => id < block.id)] });
}

/** Goes to what was found; says so where nothing was. */
export async function search(text: string): Promise<void> {
  const wanted = text.trim();
  if (wanted === '') return clearSearch();
  useExplorer.setState({ search: { text: wanted, state: 'asking', fault: null } });
  try {
    const { hit } = await bridge.call('explorer.search', { text: wanted });
    if (useExplorer.getState().search.text !== wanted) return;
    if (hit === null) {
      useExplorer.setState({ search: { text: wanted, state: 'nothing', fault: null } });
      goTo('explorer');
      return;
    }
    clearSearch();
    if (hit.kind === 'block') goTo('explorer', 'block', hit.id);
    else if (hit.kind === 'transaction') goTo('explorer', 'transaction', toHex(hit.identity));
    else if (hit.kind === 'contract') goTo('explorer', 'contract', toHex(hit.hash));
    else goTo('explorer', 'wallet', hit.address);
  } catch (error) {
    if (!isFault(error)) throw error;
    useExplorer.setState({ search: { text: wanted, state: 'idle', fault: error } });
  }
}

export const clearSearch = () => useExplorer.setState({ search: idle });
export const forgetExplorer = () => useExplorer.setState({ blocks: null, fault: null, search: idle });
