import { access, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { syncFolder } from '../base/atomicFile.ts';
import { failPoint } from '../base/failPoint.ts';

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Where a chain is built anew, beside the present one. */
export const freshFolder = (folder: string) => `${folder}.rebuilt`;
/** Where the present one is kept when the new one has taken its place. */
export const formerFolder = (folder: string) => `${folder}.former`;

/**
 * Puts the chain that was built in `freshFolder` in the place of the present one, which is kept as `formerFolder`. Both
 * must be closed. After a crash at any point `finishSwitch` ends it.
 */
export async function switchFolder(folder: string): Promise<void> {
  const parent = dirname(resolve(folder));
  await rm(formerFolder(folder), { recursive: true, force: true });
  failPoint('store.switch.beforeRename');
  await rename(folder, formerFolder(folder));
  failPoint('store.switch.betweenRenames');
  await rename(freshFolder(folder), folder);
  await syncFolder(parent);
  failPoint('store.switch.afterRename');
}

/** A crash between the two renames left nothing under the name: the new one, which is whole, takes its place. */
export async function finishSwitch(folder: string): Promise<void> {
  if (await isThere(folder)) return;
  if (!(await isThere(formerFolder(folder))) || !(await isThere(freshFolder(folder)))) return;
  await rename(freshFolder(folder), folder);
  await syncFolder(dirname(resolve(folder)));
}
