// `npm run dist:check`: packs the app with electron-builder and looks at what lies in the package. Where Electron's
// program cannot be had, a stand-in folder takes its place: the package does not start then, but its content is real.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildAll, root } from './build.mjs';

const require = createRequire(join(root, 'package.json'));
const output = join(root, 'out/check');
const real = join(root, 'node_modules/electron/dist');
const standIn = join(root, 'out/stand-in');

await buildAll({ ifStale: true });
spawnSync(process.execPath, [join(root, 'build/native.mjs'), '--prebuild'], { stdio: 'inherit' });
rmSync(output, { recursive: true, force: true });

function electronFolder() {
  if (existsSync(join(real, 'electron'))) return real;
  rmSync(standIn, { recursive: true, force: true });
  mkdirSync(join(standIn, 'resources'), { recursive: true });
  mkdirSync(join(standIn, 'locales'));
  const { version } = require('electron/package.json');
  writeFileSync(join(standIn, 'electron'), '#!/bin/sh\necho "a stand-in"\n', { mode: 0o755 });
  writeFileSync(join(standIn, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox'])
    writeFileSync(join(standIn, name), '');
  return standIn;
}

/** Fuses are bits in Electron's own program: a stand-in has none. */
function standInConfig() {
  const path = join(standIn, 'electron-builder.json');
  writeFileSync(path, JSON.stringify({ extends: 'electron-builder.yml', electronFuses: null }));
  return path;
}

const folder = electronFolder();
const isStandIn = folder === standIn;
const builder = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/electron-builder/cli.js'),
    '--linux',
    '--dir',
    '--publish=never',
    `-c.electronDist=${folder}`,
    `-c.directories.output=${output}`,
    ...(isStandIn ? ['--config', standInConfig()] : []),
  ],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
  },
);
if (builder.status !== 0) process.exit(1);

const resources = join(output, 'linux-unpacked/resources');
const { listPackage } = require('@electron/asar');
const packed = listPackage(join(resources, 'app.asar'), { isPack: false }).map((path) =>
  path.replaceAll('\\', '/'),
);
const unpackedFolder = join(resources, 'app.asar.unpacked');
const unpacked = readdirSync(unpackedFolder, { recursive: true }).map(
  (path) => `/${String(path).replaceAll('\\', '/')}`,
);

const needed = [
  '/package.json',
  '/dist/main/desktop.js',
  '/dist/main/preload.cjs',
  '/dist/renderer/index.html',
];
const neededOutside = [
  /^\/dist\/main\/workers\/miner\.js$/,
  /classic-level\/.*\.node$/,
  /sodium-native\/.*\.node$/,
  /coco-miner.*\.node$/,
];
const forbidden = [
  /\.test\./,
  /\.map$/,
  /^\/src-/,
  /^\/e2e/,
  /^\/docs/,
  /^\/node_modules\/(electron|vite|react|typescript)\//,
  /\.env/,
];

const problems = [
  ...needed.filter((path) => !packed.includes(path)).map((path) => `missing: ${path}`),
  ...neededOutside
    .filter((form) => !unpacked.some((path) => form.test(path)))
    .map((form) => `missing outside the archive: ${form}`),
  ...packed
    .filter((path) => forbidden.some((form) => form.test(path)))
    .map((path) => `should not be packed: ${path}`),
];
for (const problem of problems) console.error(problem);
console.log(
  `${packed.length} files packed${isStandIn ? ' over a stand-in for Electron' : ''}, ${problems.length} problems`,
);
rmSync(standIn, { recursive: true, force: true });
process.exit(problems.length === 0 ? 0 : 1);
