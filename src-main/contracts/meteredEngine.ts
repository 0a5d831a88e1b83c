import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { toHex } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { BASE_IMAGE_SHA256, ENGINE_SHA256, METERED_SHA256 } from './enginePins.ts';
import { meter } from './metering.ts';
import { STACK_FLOOR } from './quickjs.ts';
import { Sandbox } from './sandbox.ts';
import { webAssembly } from './webAssembly.ts';

function demand(what: string, bytes: Uint8Array, pinned: string): void {
  const found = toHex(sha256(bytes));
  if (found !== pinned)
    throw new Error(`The contract engine's ${what} is ${found}, not the pinned ${pinned}.`);
}

/** The engine's binary as it is pinned; throws where a byte differs. */
export function engineBinary(): Uint8Array {
  const path = createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
  const bytes = new Uint8Array(readFileSync(path));
  demand('binary', bytes, ENGINE_SHA256);
  return bytes;
}

/** The pinned engine, counted out; throws where a byte of either differs. */
export function meteredEngine(): Uint8Array {
  const metered = meter(engineBinary(), STACK_FLOOR);
  demand('metered form', metered, METERED_SHA256);
  return metered;
}

let compiled: object | undefined;

/** A sandbox of its own engine; the module is compiled once for each thread. */
export function createSandbox(): Sandbox {
  compiled ??= new webAssembly.Module(meteredEngine());
  const sandbox = new Sandbox(compiled);
  demand('first state', sandbox.baseImage(), BASE_IMAGE_SHA256);
  return sandbox;
}
