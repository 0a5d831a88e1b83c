// `npm run screenshots`: builds, starts the app, mines its first coins, and takes a picture of every screen, large and
// small, light and dark, into screenshots/; the README's picture goes to docs/wallet.png. Takes some minutes.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll, root } from './build.mjs';
import { ensureChromium } from './chromium.mjs';

const chromium = await ensureChromium();
if (chromium === undefined) {
  console.error('The pictures need a Chromium and none could be had.');
  process.exit(1);
}
await buildAll({ ifStale: true });
rmSync(join(root, 'screenshots'), { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--config', 'e2e/screenshots.config.ts'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, COCO_CHROMIUM: chromium } },
);
process.exit(status ?? 1);
