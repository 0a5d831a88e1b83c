import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What src-main/native/addon.c exports. */
export interface NativeAddon {
  /** The kernels that this machine can run. */
  readonly variants: readonly string[];
  heads(step3: Uint8Array, date: number, count: number, heads: Uint32Array): void;
  library(start: bigint, groups: number, library: Uint32Array, blobs: Uint8Array): bigint;
  search(
    variant: number,
    library: Uint32Array,
    group: number,
    end: number,
    heads: Uint32Array,
    count: number,
    limit: Uint32Array,
    found: Uint32Array,
    result: Uint32Array,
  ): void;
  /** SHA-256 of many parts, as `Sha256Parts` says; only where the processor has instructions for it. */
  hashEach?(data: Uint8Array, places: Int32Array, stride: number, count: number, digests: Uint8Array): void;
  hashChain?(data: Uint8Array, places: Int32Array, stride: number, count: number, chain: Uint8Array): void;
  /**
   * Sends many parts, each to the socket whose number (not on Windows, where sockets have none that C understands) stands
   * behind its place; `sent`: how many bytes each took at once, or -1.
   */
  sendEach?(data: Uint8Array, places: Int32Array, stride: number, count: number, sent: Int32Array): void;
  /**
   * As `sendEach`, on another thread. `sent` says how it went when `done` is called, and not before; until then data and
   * `sent` are to be left as they are. The sockets may be closed meanwhile: what is theirs goes to nobody else.
   */
  sendBeside?(
    data: Uint8Array,
    places: Int32Array,
    stride: number,
    count: number,
    sent: Int32Array,
    done: () => void,
  ): void;
  /** Puts the calling thread behind what a person waits for; false where the system refused. */
  lowerPriority(): boolean;
  /** Cycles a second of the calling thread's core; 0 where that can't be told. */
  clockRate(): number;
  /** Native memory as a server needs it: `processMemory.ts`. False where the C library can't be told so. */
  tuneMalloc(): boolean;
}

/** What was built on this machine, which only a developer has, comes first: it is never older than its sources. */
const places = [
  'src-main/native/build/Release/coco_miner.node',
  `prebuilds/${process.platform}-${process.arch}/coco-miner.node`,
];

let loaded: NativeAddon | null | undefined;

/** The addon that was built on this machine, else the packed app's; undefined where there is none that loads. */
export function nativeAddon(): NativeAddon | undefined {
  if (loaded === undefined) loaded = load() ?? null;
  return loaded ?? undefined;
}

function load(): NativeAddon | undefined {
  const require = createRequire(import.meta.url);
  for (const file of candidates()) {
    try {
      return require(file) as NativeAddon;
    } catch {
      // Built for another system or an older one: the next one may do, and WebAssembly always does.
    }
  }
  return undefined;
}

/** This file runs from the sources or from a bundle at some depth in `dist`: the root is some steps up. */
function* candidates(): Generator<string> {
  let folder = dirname(fileURLToPath(import.meta.url)).replace(/app\.asar(?=[\\/]|$)/, 'app.asar.unpacked');
  for (let steps = 0; steps < 6; steps++) {
    for (const place of places) {
      const file = join(folder, place);
      if (existsSync(file)) yield file;
    }
    folder = dirname(folder);
  }
}
