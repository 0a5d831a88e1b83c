// `npm run dev`: the app in the browser, built again and started again when its sources change.
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { buildAll, root } from './build.mjs';

const SETTLE = 200;
const port = process.env.COCO_DEV_PORT ?? '4949';
const data = process.env.COCO_DATA ?? join(root, 'dist/dev-data');
let child;
let isBuilding = false;
let isDirty = true;

async function end(running) {
  if (running === undefined || running.exitCode !== null) return;
  running.kill('SIGTERM');
  await new Promise((resolve) => running.once('exit', resolve));
}

async function rebuild() {
  if (isBuilding) return;
  isBuilding = true;
  while (isDirty) {
    isDirty = false;
    try {
      await buildAll({ ifStale: true });
    } catch (error) {
      console.error(error);
      continue;
    }
    await end(child);
    const args = [join(root, 'dist/main/web.js'), '--port', port, '--data', data, '--no-open'];
    child = spawn(process.execPath, ['--enable-source-maps', ...args], { stdio: 'inherit' });
  }
  isBuilding = false;
}

let timer;
for (const folder of ['src-main', 'src-shared', 'src-renderer']) {
  watch(join(root, folder), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isDirty = true;
      void rebuild();
    }, SETTLE);
  });
}
process.on('SIGINT', async () => {
  await end(child);
  process.exit(0);
});
await rebuild();
