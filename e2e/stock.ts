import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWallet } from './pages/firstRun.ts';
import { goTo } from './pages/frame.ts';
import { startMining } from './pages/mining.ts';
import { unlock } from './pages/unlock.ts';
import { expectCoins } from './pages/wallet.ts';
import type { OpenShell } from './shells.ts';

/** What a data folder holds when a test begins: nothing; a new wallet; a wallet with coins that it mined. */
export type Start = 'nothing' | 'wallet' | 'coins';

export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'coco-data-'));
}

function shelf(start: Start): string {
  const folder = process.env.COCO_E2E_FOLDER;
  if (folder === undefined) throw new Error('COCO_E2E_FOLDER is not set: playwright.config.ts does that');
  return join(folder, start);
}

/** Puts the folder of an app that has ended on the shelf, so that later tests can begin with it. */
export async function keep(start: Start, dataFolder: string): Promise<void> {
  const place = shelf(start);
  if (existsSync(place)) return;
  await cp(dataFolder, `${place}.part`, { recursive: true });
  await rename(`${place}.part`, place);
}

/** A data folder of its own for one test. What no earlier test left is made first, by the screens as always. */
export async function folderFor(
  start: Start,
  open: (dataFolder: string) => Promise<OpenShell>,
): Promise<string> {
  const dataFolder = await newFolder();
  if (start === 'nothing') return dataFolder;
  if (!existsSync(shelf(start))) {
    const first = start === 'coins' ? await folderFor('wallet', open) : await newFolder();
    const shell = await open(first);
    if (start === 'wallet') await makeWallet(shell.page);
    else await mineFirstCoins(shell);
    await shell.stop();
    await keep(start, first);
    await rm(first, { recursive: true, force: true });
  }
  await cp(shelf(start), dataFolder, { recursive: true });
  // English whatever the machine speaks, so that the specs find the words.
  await writeFile(join(dataFolder, 'settings.json'), JSON.stringify({ language: 'en' }));
  // The usual port may be another program's.
  const serving = { on: false, host: '0.0.0.0', port: await freePort() };
  await writeFile(join(dataFolder, 'serving.json'), JSON.stringify(serving));
  return dataFolder;
}

/** A port that nothing listens on, most likely for a while. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function mineFirstCoins({ page }: OpenShell): Promise<void> {
  await unlock(page);
  await startMining(page);
  await goTo(page, 'Wallet');
  await expectCoins(page, { timeout: 280_000 });
}
