/**
 * The engine is part of what a core version stands for: another binary, another way of counting or another state
 * to start from would split the chain. All three are pinned and tested at start.
 */

/** SHA-256 of `@jitl/quickjs-wasmfile-release-sync@0.32.0`, `dist/emscripten-module.wasm`. */
export const ENGINE_SHA256 = '105c3bed22d457e43e3d1c3c1c6959fda62a8fe06f0fc8a985303c3a2be72232';
/** SHA-256 of its metered form (`metering.ts`). */
export const METERED_SHA256 = 'f5b5be8cace51aa3275eee0916833258eb771d28bf20a48c2431651c2e3374c8';
/** SHA-256 of the memory after set-up, before a script (`bootstrap.ts`). */
export const BASE_IMAGE_SHA256 = '';
