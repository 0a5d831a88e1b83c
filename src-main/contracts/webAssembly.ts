/** The few things of the `WebAssembly` object that are used, the same in Node and in a browser. */
export interface WasmGlobal {
  value: number;
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export type WasmFunction = (...values: number[]) => number;

export interface WasmInstance {
  readonly exports: Readonly<Record<string, WasmFunction | WasmGlobal>>;
}

interface WasmApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => WasmInstance;
  RuntimeError: new () => Error;
  Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
}

export const webAssembly: WasmApi = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;
