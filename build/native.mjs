// Builds the miner's native kernels (src-main/native) with node-gyp unless a fitting build is there already.
// Runs on install, so it never fails: without a compiler the miner uses its WebAssembly kernel, and this says so.
//   node build/native.mjs              build for this machine when needed
//   node build/native.mjs --force      build again
//   node build/native.mjs --prebuild   and copy the result to prebuilds/, from where the packed app takes it
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'src-main/native');
const built = join(folder, 'build/Release/coco_miner.node');
const stamp = join(folder, 'build/sources.sha256');
const prebuilds = join(root, `prebuilds/${process.platform}-${process.arch}`);
const prebuilt = join(prebuilds, 'coco-miner.node');
const prebuiltStamp = join(prebuilds, 'sources.sha256');
const options = new Set(process.argv.slice(2));

function sourcesHash() {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    if (/\.(c|h|gyp)$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}

/** Does it load, in a process of its own, so that a broken one does no harm here? */
function loads(file) {
  return (
    spawnSync(process.execPath, ['-e', `require(${JSON.stringify(file)}).variants.length || process.exit(1)`])
      .status === 0
  );
}

/** Was this file made of these sources, and does it load here? */
function fits(file, stampFile) {
  return (
    existsSync(file) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === sourcesHash() &&
    loads(file)
  );
}

function upToDate() {
  if (options.has('--force')) return false;
  return fits(built, stamp) || (!options.has('--prebuild') && fits(prebuilt, prebuiltStamp));
}

/** npm hands its own copy to install scripts; otherwise the project's is used. */
function nodeGyp() {
  try {
    return require.resolve('node-gyp/bin/node-gyp.js');
  } catch {
    return process.env.npm_config_node_gyp;
  }
}

/** Headers that were installed with this Node save a download. */
function headers() {
  const besides = join(dirname(process.execPath), '..');
  if (process.env.npm_config_nodedir !== undefined) return [];
  return existsSync(join(besides, 'include/node/node_api.h')) ? [`--nodedir=${besides}`] : [];
}

function build() {
  const gyp = nodeGyp();
  if (gyp === undefined) return 'node-gyp is missing';
  const run = spawnSync(process.execPath, [gyp, 'rebuild', ...headers()], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (run.status === 0 && loads(built)) {
    writeFileSync(stamp, sourcesHash());
    return undefined;
  }
  const lines = `${run.stderr ?? ''}\n${run.stdout ?? ''}`.split('\n');
  const reason = lines.find((line) => /error:|gyp ERR! (find|stack Error)/i.test(line)) ?? 'the build failed';
  return reason.replace(/^gyp ERR! (stack )?/, '').trim();
}

const problem = upToDate() ? undefined : build();
if (problem !== undefined) {
  console.log(`Native miner not built (${problem}); mining uses WebAssembly, which is slower.`);
} else if (options.has('--prebuild')) {
  mkdirSync(prebuilds, { recursive: true });
  copyFileSync(built, prebuilt);
  copyFileSync(stamp, prebuiltStamp);
  console.log(`Native miner copied to ${prebuilt.slice(root.length + 1)}`);
}
