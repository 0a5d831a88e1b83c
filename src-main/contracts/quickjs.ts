import { type WasmFunction, type WasmGlobal, type WasmInstance, webAssembly } from './webAssembly.ts';

/**
 * The pinned engine, QuickJS in WebAssembly, driven without the package's own glue: that reads the clock, the
 * environment and the language, lets memory grow, and swallows what is thrown below a host function. Export
 * names are those of the pinned binary (`enginePins.ts`), as its glue maps them.
 */
const exportNames = {
  initialize: 'u',
  malloc: 'v',
  throwValue: 'w',
  newError: 'x',
  setMaxStackSize: 'D',
  undefinedValue: 'E',
  falseValue: 'G',
  trueValue: 'H',
  newRuntime: 'K',
  free: 'M',
  newContext: 'N',
  freeValue: 'P',
  freeCString: 'S',
  getFloat64: 'Z',
  newString: '_',
  getString: '$',
  getProperty: 'ha',
  setProperty: 'ja',
  call: 'ma',
  resolveException: 'na',
  evaluate: 'pa',
  typeOf: 'ra',
  globalObject: 'ua',
  newFunction: 'Da',
  argument: 'Ea',
} as const;

type ExportName = keyof typeof exportNames;

/** Pages of 64 KiB. Initial and maximum at once: memory never grows. */
const MEMORY_PAGES = 256;
/** Of the pinned binary: where its data begins, its own stack (which grows down) ends and begins. */
const DATA_START = 1024;
export const STACK_FLOOR = 90_208;
const STACK_TOP = 5_333_088;
/** Of the pinned binary: the word that holds the end of the heap (`sbrk`). */
const HEAP_END_WORD = 86_864;
/** A leaf function may write this far below the stack pointer without moving it. */
const RED_ZONE = 128;

/** Thrown through the engine, past every handler that a script could set, when memory runs out. */
export class OutOfMemory extends Error {}

/** The engine asked for something that it is not given (it wants to abort, to write, to load a module). */
export class EngineStop extends Error {}

/** The whole state of the engine; what lies between its ranges is zero. */
export interface Snapshot {
  readonly stackLow: number;
  readonly stackPointer: number;
  readonly stack: Uint8Array;
  readonly data: Uint8Array;
  readonly heap: Uint8Array;
}

/** A host function: gets addresses of values, returns that of a new value. */
export type HostCall = (argumentCount: number, argumentsAt: number, id: number) => number;

export class QuickJs {
  readonly fn: Readonly<Record<ExportName, WasmFunction>>;
  readonly memory: Uint8Array;
  hostCall: HostCall = () => {
    throw new Error('No host function may be called now.');
  };
  private readonly words: Uint32Array;
  private readonly fuelGlobal: WasmGlobal;
  private readonly depthGlobal: WasmGlobal;
  private readonly stackLowGlobal: WasmGlobal;
  private readonly stackPointerGlobal: WasmGlobal;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private readonly encoder = new TextEncoder();

  constructor(meteredModule: object) {
    const memory = new webAssembly.Memory({ initial: MEMORY_PAGES, maximum: MEMORY_PAGES });
    this.memory = new Uint8Array(memory.buffer);
    this.words = new Uint32Array(memory.buffer);
    const refused = (name: string) => () => {
      throw new EngineStop(name);
    };
    const instance: WasmInstance = new webAssembly.Instance(meteredModule, {
      a: {
        ...Object.fromEntries([...'bcdghijlmnoqr'].map((name) => [name, refused(name)])),
        a: memory,
        // Environment: no variables, no bytes.
        e: () => 0,
        f: (count: number, size: number) => {
          this.words[count >> 2] = 0;
          this.words[size >> 2] = 0;
          return 0;
        },
        // The heap can't grow. Thrown, not returned, because a script could catch what is made of a refusal.
        k: () => {
          throw new OutOfMemory();
        },
        // The clock stands still, or its digits would leak into the heap.
        p: () => 0,
        s: (_context: number, _self: number, count: number, values: number, id: number) =>
          this.hostCall(count, values, id),
        // A host function was freed.
        t: () => undefined,
      },
    });
    const exported = (name: string) => {
      const value = instance.exports[name];
      if (value === undefined) throw new Error(`The engine has no "${name}".`);
      return value;
    };
    this.fn = Object.fromEntries(
      Object.entries(exportNames).map(([name, short]) => [name, exported(short)]),
    ) as unknown as Record<ExportName, WasmFunction>;
    this.fuelGlobal = exported('fuel') as WasmGlobal;
    this.depthGlobal = exported('depth') as WasmGlobal;
    this.stackLowGlobal = exported('stackLow') as WasmGlobal;
    this.stackPointerGlobal = exported('stackPointer') as WasmGlobal;
    this.fn.initialize();
  }

  get fuel(): number {
    return this.fuelGlobal.value;
  }

  set fuel(value: number) {
    this.fuelGlobal.value = value;
  }

  /** Words of host stack at the moment; after a trap: at the trap. */
  get depth(): number {
    return this.depthGlobal.value;
  }

  get stackLow(): number {
    return this.stackLowGlobal.value;
  }

  /** Bytes that the heap has reached so far. */
  get heapLength(): number {
    return this.heapEnd - STACK_TOP;
  }

  private get heapEnd(): number {
    return this.words[HEAP_END_WORD >> 2] ?? 0;
  }

  /** A copy of everything that has been written since the engine was made. */
  takeSnapshot(): Snapshot {
    const low = this.lowestWritten();
    return {
      stackLow: low,
      stackPointer: this.stackPointerGlobal.value,
      stack: this.memory.slice(low, STACK_TOP),
      data: this.memory.slice(DATA_START, STACK_FLOOR),
      heap: this.memory.slice(STACK_TOP, this.heapEnd),
    };
  }

  /** Puts the engine back: copies the ranges that may differ, clears what was used beyond them. */
  restore(snapshot: Snapshot): void {
    const low = this.lowestWritten();
    if (low < snapshot.stackLow) this.memory.fill(0, low, snapshot.stackLow);
    const heapEnd = this.heapEnd;
    const snapshotEnd = STACK_TOP + snapshot.heap.length;
    this.memory.set(snapshot.stack, snapshot.stackLow);
    this.memory.set(snapshot.data, DATA_START);
    this.memory.set(snapshot.heap, STACK_TOP);
    if (heapEnd > snapshotEnd) this.memory.fill(0, snapshotEnd, heapEnd);
    this.stackPointerGlobal.value = snapshot.stackPointer;
    this.stackLowGlobal.value = snapshot.stackLow + RED_ZONE;
    this.depthGlobal.value = 0;
  }

  private lowestWritten(): number {
    return Math.max(STACK_FLOOR, Math.min(this.stackLowGlobal.value, STACK_TOP) - RED_ZONE);
  }

  /** Of a text in UTF-8. */
  byteLength(text: string): number {
    return this.encoder.encode(text).length;
  }

  /** Bytes on the engine's heap, with a zero behind them. */
  private place(bytes: Uint8Array): number {
    const at = this.fn.malloc(bytes.length + 1);
    if (at === 0) throw new OutOfMemory();
    this.memory.set(bytes, at);
    this.memory[at + bytes.length] = 0;
    return at;
  }

  newString(context: number, text: string): number {
    const at = this.place(this.encoder.encode(text));
    const value = this.fn.newString(context, at);
    this.fn.free(at);
    return value;
  }

  /**
   * The text of a value known to be a string, or undefined where it has more than `limit` characters, holds a zero or
   * half a character. A string's own length is no guest code.
   */
  readString(context: number, value: number, limit: number): string | undefined {
    const key = this.newString(context, 'length');
    const property = this.fn.getProperty(context, value, key);
    const length = this.fn.getFloat64(context, property);
    this.fn.freeValue(context, property);
    this.fn.freeValue(context, key);
    if (length > limit) return undefined;
    const at = this.fn.getString(context, value);
    const text = this.readText(at);
    this.fn.freeCString(context, at);
    // The engine hands out text that ends at its first zero.
    return text?.length === length ? text : undefined;
  }

  typeOf(context: number, value: number): string | undefined {
    const at = this.fn.typeOf(context, value);
    const text = this.readText(at);
    this.fn.free(at);
    return text;
  }

  private readText(at: number): string | undefined {
    const end = this.memory.indexOf(0, at);
    try {
      return this.decoder.decode(this.memory.subarray(at, end));
    } catch {
      return undefined;
    }
  }

  /** Evaluates a script's text; returns the address of its result or of an exception. */
  evaluate(context: number, source: string, file: string, flags: number): number {
    const bytes = this.encoder.encode(source);
    const at = this.place(bytes);
    const fileAt = this.place(this.encoder.encode(file));
    const result = this.fn.evaluate(context, at, bytes.length, fileAt, 0, flags);
    this.fn.free(at);
    this.fn.free(fileAt);
    return result;
  }

  newFunction(context: number, name: string, argumentCount: number, id: number): number {
    const at = this.place(this.encoder.encode(name));
    const value = this.fn.newFunction(context, at, argumentCount, 0, id);
    this.fn.free(at);
    return value;
  }

  setProperty(context: number, object: number, name: string, value: number): void {
    const key = this.newString(context, name);
    this.fn.setProperty(context, object, key, value);
    this.fn.freeValue(context, key);
  }

  call(context: number, callee: number, values: readonly number[]): number {
    const list = this.fn.malloc(Math.max(4, values.length * 4));
    if (list === 0) throw new OutOfMemory();
    for (const [index, value] of values.entries()) this.words[(list >> 2) + index] = value;
    const result = this.fn.call(context, callee, this.fn.undefinedValue(), values.length, list);
    this.fn.free(list);
    return result;
  }
}
