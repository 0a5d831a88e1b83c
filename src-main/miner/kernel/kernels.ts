import { nativeAddon } from '../../base/nativeAddon.ts';
import { type Kernel, limitOf, MAX_DATES } from './kernel.ts';
import { NativeKernel } from './nativeKernel.ts';
import { ReferenceKernel } from './referenceKernel.ts';
import { WasmKernel } from './wasmKernel.ts';

/** The names of all kernels that this machine can run, the likely fastest first. */
export function kernelNames(): readonly string[] {
  return [...(nativeAddon()?.variants ?? []), 'wasm', 'reference'];
}

/** A fresh kernel for one thread. An unknown name gets the reference, which runs everywhere. */
export function openKernel(name: string): Kernel {
  const addon = nativeAddon();
  if (addon?.variants.includes(name)) return new NativeKernel(addon, name);
  if (name === 'wasm') return new WasmKernel();
  return new ReferenceKernel();
}

const NOTHING_PASSES = limitOf(1n);

/**
 * Tries a second of the calling thread: the best of `runs` runs of about `ms` each, after a warm-up in which the
 * engine compiles WebAssembly in full. Other work on the machine only ever makes a run slower.
 */
export function measureKernel(kernel: Kernel, settings: { ms: number; runs: number }): number {
  const groups = 4;
  const library = kernel.makeLibrary(1n, groups);
  kernel.prepare(new Uint8Array(32), 1, MAX_DATES);
  const once = (): number => {
    const before = performance.now();
    kernel.search(library, 0, groups, NOTHING_PASSES);
    return performance.now() - before;
  };
  const warmUp = performance.now() + settings.ms;
  let shortest = once();
  while (performance.now() < warmUp) shortest = Math.min(shortest, once());
  const rounds = Math.max(1, Math.round(settings.ms / shortest));
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < settings.runs; run++) {
    let sum = 0;
    for (let round = 0; round < rounds; round++) sum += once();
    best = Math.min(best, sum);
  }
  return (rounds * groups * 16 * MAX_DATES * 1000) / best;
}

/** Short runs in turns: what else the machine does for a moment never falls on all runs of one kernel. */
const TURNS = 5;

/**
 * The fastest kernel of this machine, by measuring all that could be it (about 0.3 s): what a processor says it has
 * does not tell which is the fastest.
 */
export function chooseKernel(): { readonly name: string; readonly rate: number } {
  const compiled = kernelNames().filter((name) => name !== 'reference');
  let best = { name: 'reference', rate: 0 };
  for (let turn = 0; turn < TURNS; turn++) {
    for (const name of compiled) {
      try {
        const rate = measureKernel(openKernel(name), { ms: 1, runs: 3 });
        if (rate > best.rate) best = { name, rate };
      } catch {
        // No WebAssembly with SIMD here: the reference remains.
      }
    }
  }
  return best;
}
