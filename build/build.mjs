// Builds what runs: src-main into dist/main (rolldown; packages stay outside), src-renderer into dist/renderer (vite).
// `node build/build.mjs [--if-stale] [--main-only]`
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Programs: name in dist/main → source. */
const programs = {
  web: 'src-main/cli/web.ts',
  pool: 'src-main/cli/pool.ts',
  miner: 'src-main/cli/miner.ts',
  chain: 'src-main/cli/chain.ts',
  crash: 'src-main/cli/crash.ts',
  vectors: 'src-main/cli/vectors.ts',
  contract: 'src-main/cli/contract.ts',
  bench: 'bench/bench.ts',
  desktop: 'src-main/desktop/desktop.ts',
};
/** Worker threads: name in dist/main/workers → source. */
const workers = {
  miner: 'src-main/miner/worker.ts',
  verifier: 'src-main/verifier/worker.ts',
  kdf: 'src-main/wallet/kdfWorker.ts',
  contracts: 'src-main/contracts/worker.ts',
};
const preload = 'src-main/desktop/preload.ts';

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'build') yield* filesBelow(path);
    } else if (!entry.name.includes('.test.')) yield path;
  }
}

/** A fingerprint of the sources' names, sizes and times: enough to know that nothing was touched since. */
function fingerprint(folders) {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const path of [...filesBelow(join(root, folder))].sort()) {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path} ${size} ${mtimeMs}\n`);
    }
  }
  for (const file of ['package.json', 'package-lock.json', 'vite.config.ts', 'build/build.mjs']) {
    if (existsSync(join(root, file))) hash.update(`${file} ${statSync(join(root, file)).mtimeMs}\n`);
  }
  return hash.digest('hex');
}

function isFresh(stamp, print) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === print;
}

const isOwn = (id) =>
  id.startsWith('.') || id.startsWith('/') || id.startsWith('#') || /^[A-Za-z]:[\\/]/.test(id);
const isBuiltin = (id) => id.startsWith('node:');
/** Packages with native code, which no bundle can hold. */
const isNative = (id) => ['sodium-native', 'classic-level'].includes(id);

async function bundle(sources, folder, external) {
  const { rolldown } = await import('rolldown');
  const input = Object.fromEntries(
    Object.entries(sources)
      .filter(([, source]) => existsSync(join(root, source)))
      .map(([name, source]) => [name, join(root, source)]),
  );
  const build = await rolldown({
    cwd: root,
    platform: 'node',
    external,
    logLevel: 'warn',
    input,
  });
  await build.write({
    dir: join(root, folder),
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[hash].js',
    sourcemap: true,
  });
  await build.close();
}

async function buildMain() {
  rmSync(join(root, 'dist/main'), { recursive: true, force: true });
  await bundle(programs, 'dist/main', (id) => !isOwn(id));
  // In a packed app, worker threads start outside the archive, where the packages inside it cannot be found.
  await bundle(workers, 'dist/main/workers', (id) => isBuiltin(id) || isNative(id));
  if (existsSync(join(root, preload))) {
    const { rolldown } = await import('rolldown');
    // A sandboxed preload script is CommonJS and may require nothing but electron.
    const script = await rolldown({
      cwd: root,
      input: join(root, preload),
      external: ['electron'],
      logLevel: 'warn',
    });
    await script.write({ file: join(root, 'dist/main/preload.cjs'), format: 'cjs' });
    await script.close();
  }
}

async function buildRenderer() {
  const { build } = await import('vite');
  await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
}

/** Builds both halves; with `ifStale` only the half whose sources changed since it was built. */
export async function buildAll({ ifStale = false, mainOnly = false } = {}) {
  const halves = [
    { stamp: join(root, 'dist/.main'), folders: ['src-shared', 'src-main', 'bench'], run: buildMain },
    {
      stamp: join(root, 'dist/.renderer'),
      folders: ['src-shared', 'src-renderer', 'assets'],
      run: buildRenderer,
    },
  ];
  for (const { stamp, folders, run } of mainOnly ? halves.slice(0, 1) : halves) {
    const print = fingerprint(folders);
    if (ifStale && isFresh(stamp, print)) continue;
    rmSync(stamp, { force: true });
    await run();
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, print);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildAll({
    ifStale: process.argv.includes('--if-stale'),
    mainOnly: process.argv.includes('--main-only'),
  });
}
