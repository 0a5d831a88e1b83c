/**
 * The engine is part of what a core version stands for: another binary, another way of counting or another state
 * to start from would split the chain. All three are pinned and tested at start.
 */

/** SHA-256 of `@jitl/quickjs-wasmfile-release-sync@0.32.0`, `dist/emscripten-module.wasm`. */
export const ENGINE_SHA256 = '105c3bed22d457e43e3d1c3c1c6959fda62a8fe06f0fc8a985303c3a2be72232';
/** SHA-256 of its metered form (`metering.ts`). */
export const METERED_SHA256 = 'a71184ecebbf1bcaf51d2fca19b38727fb463000140504810fc7a374aaa504e5';
/** SHA-256 of the memory after set-up, before a script (`bootstrap.ts`). */
export const BASE_IMAGE_SHA256 = '9995393730c84f83fc206f91e06eeef6894d2e17e2357ec174fdae159589d005';
