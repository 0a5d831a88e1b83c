import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { nativeAddon } from './nativeAddon.ts';

/** The heap may grow by so much of what is alive in it before it is collected again, in percent. */
const HEAP_GROWTH = 100;

/**
 * Keeps a process that serves thousands close to the memory that it needs. Left alone, the engine lets garbage grow to
 * several times what is alive, and the C library gives each thread a place of its own, of which none gives back what was
 * freed by another. Small pieces that were freed are joined at once, and not before each read from a socket, which asks for
 * 64 KiB; large ones go back to the system. To be called early, before threads have begun to ask for memory.
 */
export function keepMemoryClose(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);
  nativeAddon()?.tuneMalloc();
}

/**
 * Gives a function that collects all garbage in one pause, if the heap has grown by that part of what it may grow by since
 * the last time: for a moment at which a pause does less harm than a collection that begins by itself at a worse one.
 */
export function collector(): (grown: number) => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let alive = 0;
  return (grown) => {
    if (oldBytes() < alive * (1 + (grown * HEAP_GROWTH) / 100)) return;
    collect();
    alive = oldBytes();
  };
}

/** What has outlived two collections of the young part, which come and go by themselves. */
function oldBytes(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name: name }) => !name.startsWith('new_'))
    .reduce((sum, { space_used_size: used }) => sum + used, 0);
}
