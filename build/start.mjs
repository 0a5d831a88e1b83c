// `npm start`: the desktop app where Electron is to be had, else the same window in a browser.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildAll, root } from './build.mjs';

const DOWNLOAD_LIMIT = 90_000;
const TRY_AGAIN_AFTER = 24 * 3600_000;
const electronFolder = join(root, 'node_modules/electron');
const failedNote = join(root, 'dist/.no-electron');

/** The path of Electron's program, or undefined. Requiring the package would start a download by itself. */
function electronBinary() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const pathFile = join(electronFolder, 'path.txt');
  const name = existsSync(pathFile)
    ? readFileSync(pathFile, 'utf8').trim()
    : ({ darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ??
      'electron');
  const binary = join(override ?? join(electronFolder, 'dist'), name);
  return existsSync(binary) ? binary : undefined;
}

function downloadElectron() {
  const failedLately = existsSync(failedNote) && Date.now() - statSync(failedNote).mtimeMs < TRY_AGAIN_AFTER;
  if (failedLately) return;
  const { status } = spawnSync(process.execPath, [join(electronFolder, 'install.js')], {
    stdio: 'ignore',
    timeout: DOWNLOAD_LIMIT,
  });
  if (status !== 0) {
    mkdirSync(join(root, 'dist'), { recursive: true });
    writeFileSync(failedNote, '');
  }
}

const args = process.argv.slice(2);
const wantsWeb = args.includes('--web');
if (!wantsWeb && existsSync(electronFolder) && electronBinary() === undefined) downloadElectron();
await buildAll({ ifStale: true });

const electron = wantsWeb ? undefined : electronBinary();
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
if (electron !== undefined && hasDisplay) {
  const child = spawn(electron, [root, ...args], { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  if (!wantsWeb) {
    const why = electron === undefined ? 'Electron could not be had here' : 'There is no display here';
    console.log(`${why}: Coco opens in the browser instead.`);
  }
  const program = join(root, 'dist/main/web.js');
  process.argv = [process.argv[0], program, ...args.filter((argument) => argument !== '--web')];
  await import(pathToFileURL(program).href);
}
