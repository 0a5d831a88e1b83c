// Makes src-main/miner/kernel/wasmBinary.ts from the C sources, with Debian's clang and lld (apt-get install clang lld).
// The result is committed: nobody needs a compiler for it, and a text module loads from a bundle, an asar and a test.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'src-main/native');
const sources = ['core.h', 'core.c', 'laid.h', 'rows.h', 'wasm.c'];
const compiler = process.env.WASM_CC ?? 'clang';
const work = mkdtempSync(join(tmpdir(), 'coco-wasm-'));
const binary = join(work, 'miner.wasm');

execFileSync(
  compiler,
  [
    ...['--target=wasm32', '-O2', '-msimd128', '-nostdlib', '-Wall', '-Wextra'],
    ...[
      '-Wl,--no-entry',
      '-Wl,--import-memory',
      '-Wl,--export=__heap_base',
      '-Wl,--strip-all',
      '-Wl,-z,stack-size=65536',
    ],
    ...['wasm.c', 'core.c', '-o', binary],
  ],
  { cwd: folder, stdio: 'inherit' },
);
const hash = createHash('sha256');
for (const name of sources) hash.update(readFileSync(join(folder, name)));
const base64 = readFileSync(binary).toString('base64');
rmSync(work, { recursive: true });
writeFileSync(
  join(root, 'src-main/miner/kernel/wasmBinary.ts'),
  `// Made by build/minerWasm.mjs from src-main/native; do not edit.

/** SHA-256 of ${sources.join(', ')}, one after the other, as they were when the binary was made. */
export const WASM_SOURCES = '${hash.digest('hex')}';

export const WASM_BASE64 =
  '${base64}';
`,
);
