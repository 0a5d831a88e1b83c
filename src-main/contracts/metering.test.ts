import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { toHex } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { BASE_IMAGE_SHA256, ENGINE_SHA256, METERED_SHA256 } from './enginePins.ts';
import { createSandbox, meteredEngine } from './meteredEngine.ts';
import { meter } from './metering.ts';
import { type WasmFunction, type WasmGlobal, webAssembly } from './webAssembly.ts';

const path = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');

/** One stack pointer, and the function under test, `(param i32) (result i32)`, exported as `f`. */
function moduleWith(...code: number[]): Uint8Array {
  const section = (id: number, ...bytes: number[]) => [id, bytes.length, ...bytes];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 1, 0x7f, 1, 0x7f),
    ...section(3, 1, 0),
    ...section(5, 1, 0, 1),
    ...section(6, 1, 0x7f, 1, 0x41, 0x80, 0x08, 0x0b),
    ...section(7, 1, 1, 0x66, 0, 0),
    ...section(10, 1, code.length + 1, 0, ...code),
  ]);
}

function runIn(module: Uint8Array, fuel: number, argument: number) {
  const { exports } = new webAssembly.Instance(new webAssembly.Module(meter(module, 512)), {});
  const [fuelLeft, depth, low] = ['fuel', 'depth', 'stackLow'].map((name) => exports[name] as WasmGlobal);
  if (fuelLeft === undefined || depth === undefined || low === undefined) throw new Error('no counters');
  fuelLeft.value = fuel;
  let result: number | 'trap';
  try {
    result = (exports.f as WasmFunction)(argument);
  } catch {
    result = 'trap';
  }
  return { result, used: fuel - fuelLeft.value, depth: depth.value, low: low.value };
}

// (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (i32.const 7)
const countDown = moduleWith(0x03, 0x40, 0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x41, 7, 0x0b);
// (if (local.get 0) (then (return (i32.const 5)))) (i32.const 6)
const early = moduleWith(0x20, 0, 0x04, 0x40, 0x41, 5, 0x0f, 0x0b, 0x41, 6, 0x0b);
// (call 0 (local.get 0))
const recursive = moduleWith(0x20, 0, 0x10, 0, 0x0b);
// (memory.fill (i32.const 0) (i32.const 1) (local.get 0)) (i32.load8_u (i32.const 9))
const fill = moduleWith(0x41, 0, 0x41, 1, 0x20, 0, 0xfc, 11, 0, 0x41, 9, 0x2d, 0, 0, 0x0b);
// (global.set 0 (local.get 0)) (global.get 0)
const stack = moduleWith(0x20, 0, 0x24, 0, 0x23, 0, 0x0b);

describe('counting', () => {
  it('one for entering, one for each turn of a loop', () => {
    expect(runIn(countDown, 1000, 1)).toMatchObject({ result: 7, used: 2, depth: 0 });
    expect(runIn(countDown, 1000, 100)).toMatchObject({ result: 7, used: 101, depth: 0 });
  });

  it('stops below zero, at exactly that turn', () => {
    expect(runIn(countDown, 101, 100).result).toBe(7);
    expect(runIn(countDown, 100, 100)).toMatchObject({ result: 'trap', used: 101 });
  });

  it('keeps the depth on every way out', () => {
    expect(runIn(early, 10, 1)).toMatchObject({ result: 5, depth: 0 });
    expect(runIn(early, 10, 0)).toMatchObject({ result: 6, depth: 0 });
  });

  it('stops a recursion by depth, long before the host would', () => {
    const { result, depth, used } = runIn(recursive, 2_000_000_000, 1);
    expect(result).toBe('trap');
    expect(depth).toBeGreaterThan(40_000);
    expect(used).toBeLessThan(5_000);
  });

  it('a 64th of the length for a fill', () => {
    expect(runIn(fill, 1000, 640)).toMatchObject({ result: 1, used: 11 });
    expect(runIn(fill, 5, 640)).toMatchObject({ result: 'trap' });
    expect(runIn(fill, 1_000_000_000, -1)).toMatchObject({ result: 'trap' });
  });

  it('notes the lowest stack pointer, and stops below the floor', () => {
    expect(runIn(stack, 10, 700)).toMatchObject({ result: 700, low: 700 });
    expect(runIn(stack, 10, 511)).toMatchObject({ result: 'trap', low: 511 });
  });

  it('refuses a module that it does not understand', () => {
    expect(() => meter(moduleWith(0x20, 0, 0x12, 0, 0x0b), 0)).toThrow('instruction 18');
    expect(() => meter(moduleWith(0x41, 0, 0x40, 0, 0x0b), 0)).toThrow('instruction 64');
  });
});

describe('pins', () => {
  const bytes = new Uint8Array(readFileSync(path));

  it('are those of the installed engine, of its metered form and of its first state', () => {
    expect(toHex(sha256(bytes))).toBe(ENGINE_SHA256);
    expect(toHex(sha256(meteredEngine()))).toBe(METERED_SHA256);
    expect(toHex(sha256(createSandbox().baseImage()))).toBe(BASE_IMAGE_SHA256);
  });

  it('the metered form is a valid module that asks for what the engine asks for', () => {
    const api = (globalThis as unknown as { WebAssembly: { Module: { imports(module: object): unknown } } })
      .WebAssembly;
    const imports = (module: Uint8Array) => api.Module.imports(new webAssembly.Module(module));
    expect(imports(meter(bytes, 90_208))).toEqual(imports(bytes));
  });
});
