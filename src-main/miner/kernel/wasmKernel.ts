import type { Bytes } from '#shared/protocol/bytes.ts';
import { FOUND_CAPACITY, type Found, GROUP_BLOBS, type Kernel, type Library, MAX_DATES } from './kernel.ts';
import { solutionsOf } from './nativeKernel.ts';
import { WASM_BASE64 } from './wasmBinary.ts';

const GROUP_BYTES = 12 * GROUP_BLOBS * 4;
const BLOB_BYTES = 8 * GROUP_BLOBS;
const PAGE = 65_536;
const MAX_PAGES = 4096;

/** The few things of the `WebAssembly` object that are used here. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const webAssembly = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

interface Exports {
  readonly __heap_base: { readonly value: number };
  heads(step3: number, date: number, count: number, heads: number): void;
  library(start: bigint, groups: number, library: number, blobs: number): bigint;
  search(search: number): void;
}

interface WasmLibrary extends Library {
  readonly kernel: WasmKernel;
  readonly address: number;
}

/** The C kernel for four lanes, as WebAssembly with SIMD: for machines where no native one loads. */
export class WasmKernel implements Kernel {
  readonly name = 'wasm';
  readonly libraryGroups = 256;
  readonly #memory: WasmMemory = new webAssembly.Memory({ initial: 4, maximum: MAX_PAGES });
  readonly #exports: Exports;
  readonly #step3: number;
  readonly #heads: number;
  readonly #limit: number;
  readonly #found: number;
  readonly #call: number;
  #free: number;
  #date = 0;
  #count = 0;

  constructor() {
    const module = new webAssembly.Module(Buffer.from(WASM_BASE64, 'base64'));
    const instance = new webAssembly.Instance(module, { env: { memory: this.#memory } });
    this.#exports = instance.exports as unknown as Exports;
    this.#free = this.#exports.__heap_base.value;
    this.#step3 = this.#take(32);
    this.#heads = this.#take(MAX_DATES * 32 * 4);
    this.#limit = this.#take(32);
    this.#found = this.#take(2 * FOUND_CAPACITY * 4);
    this.#call = this.#take(9 * 4);
  }

  /** Memory that is never given back: libraries live as long as their kernel. */
  #take(bytes: number): number {
    const address = Math.ceil(this.#free / 64) * 64;
    this.#free = address + bytes;
    const missing = this.#free - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  makeLibrary(start: bigint, groups: number): Library {
    const address = this.#take(groups * GROUP_BYTES);
    const blobs = this.#take(groups * BLOB_BYTES);
    const next = BigInt.asUintN(64, this.#exports.library(BigInt.asIntN(64, start), groups, address, blobs));
    const library: WasmLibrary = {
      kernel: this,
      address,
      groups,
      next,
      blob: (index) => new Uint8Array(this.#memory.buffer, blobs + 8 * index, 8).slice(),
    };
    return library;
  }

  prepare(step3: Bytes, date: number, count: number): void {
    new Uint8Array(this.#memory.buffer).set(step3, this.#step3);
    this.#exports.heads(this.#step3, date, count, this.#heads);
    this.#date = date;
    this.#count = count;
  }

  search(library: Library, group: number, end: number, limit: Uint32Array): Found {
    if (!isOf(this, library)) throw new TypeError('This library is of another kernel.');
    new Uint32Array(this.#memory.buffer, this.#limit, 8).set(limit);
    const call = new Uint32Array(this.#memory.buffer, this.#call, 9);
    call.set([
      library.address,
      group,
      end,
      this.#heads,
      this.#count,
      this.#limit,
      this.#found,
      FOUND_CAPACITY,
      0,
    ]);
    this.#exports.search(this.#call);
    const found = new Uint32Array(this.#memory.buffer, this.#found, 2 * FOUND_CAPACITY);
    return { next: call[1] ?? end, solutions: solutionsOf(found, call[8] ?? 0, this.#date) };
  }
}

function isOf(kernel: WasmKernel, library: Library): library is WasmLibrary {
  return 'kernel' in library && library.kernel === kernel;
}
