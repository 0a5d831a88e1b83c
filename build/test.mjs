// `npm test`: everything that must hold, from a clean checkout. Prints `N passed, M failed` at the end.
// `npm test -- STEP…` runs some steps only: build types lint imports unused unit vectors determinism e2e dist
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll, root } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { compareRuntimes } from './determinism.mjs';
import { checkImports } from './imports.mjs';

const results = join(root, 'dist/test');
const bin = (path) => join(root, 'node_modules', path);
const node = (script, args, env = {}) =>
  spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  }).status === 0;

const readJson = (name) => {
  const path = join(results, name);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
};

/** One check that is either right or wrong. */
const single = (isRight) => ({ passed: isRight ? 1 : 0, failed: isRight ? 0 : 1, skipped: 0 });

function countVitest(isRight) {
  const report = readJson('vitest.json');
  if (report === undefined || report.numTotalTests === 0) return single(false);
  for (const test of report.testResults.flatMap((file) => file.assertionResults)) {
    if (test.status === 'pending' || test.status === 'skipped') console.log(`skipped: ${test.fullName}`);
  }
  // A file that could not even be loaded has no test of its own to fail.
  const failed = Math.max(report.numFailedTests, isRight ? 0 : 1);
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
}

function countPlaywright(isRight) {
  const stats = readJson('playwright.json')?.stats;
  if (stats === undefined || stats.expected + stats.unexpected + stats.flaky === 0) return single(false);
  return {
    passed: stats.expected,
    failed: Math.max(stats.unexpected + stats.flaky, isRight ? 0 : 1),
    skipped: stats.skipped,
  };
}

const steps = {
  build: async () => {
    await buildAll({ ifStale: true });
    return single(true);
  },
  types: () => single(node(bin('typescript/bin/tsc'), ['-b'])),
  lint: () =>
    single(
      node(bin('@biomejs/biome/bin/biome'), [
        'ci',
        '--error-on-warnings',
        ...(process.stdout.isTTY ? [] : ['--colors=off']),
        '.',
      ]),
    ),
  imports: async () => single(await checkImports()),
  unused: () => single(node(bin('knip/bin/knip.js'), [])),
  unit: () =>
    countVitest(
      node(bin('vitest/vitest.mjs'), [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${join(results, 'vitest.json')}`,
      ]),
    ),
  vectors: () =>
    single(node(join(root, 'dist/main/vectors.js'), [join(root, 'src-shared/protocol/vectors')])),
  // `npm run -s test:determinism` is the long form of it.
  determinism: () => compareRuntimes({ programs: 2000, offline: true }),
  e2e: async () => {
    const chromium = await ensureChromium();
    if (chromium === undefined) {
      console.error('The end-to-end tests need a Chromium and none could be had.');
      return single(false);
    }
    const isRight = node(bin('@playwright/test/cli.js'), ['test', '--config', 'e2e/playwright.config.ts'], {
      COCO_CHROMIUM: chromium,
      PLAYWRIGHT_JSON_OUTPUT_NAME: join(results, 'playwright.json'),
    });
    return countPlaywright(isRight);
  },
  dist: () => single(node(join(root, 'build/distCheck.mjs'), [])),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(steps, name));
if (unknown.length > 0) {
  console.error(`There is no step "${unknown.join('", "')}". Steps: ${Object.keys(steps).join(' ')}`);
  process.exit(1);
}
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
for (const [name, run] of Object.entries(steps)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n── ${name}`);
  const began = Date.now();
  let outcome;
  try {
    outcome = await run();
  } catch (error) {
    console.error(error);
    outcome = single(false);
  }
  for (const key of Object.keys(total)) total[key] += outcome[key];
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  lines.push(
    `${name.padEnd(11)} ${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped, ${seconds} s`,
  );
  if (name === 'build' && outcome.failed > 0) break;
}
console.log(`\n${lines.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
