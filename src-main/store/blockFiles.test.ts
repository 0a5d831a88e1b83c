import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BlockFiles } from './blockFiles.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

// A device that is always full stands for the file that is begun when the disk is.
it.runIf(existsSync('/dev/full'))(
  'a block after one that found the disk full goes where it is looked for',
  async () => {
    await mkdir(join(folder, 'blocks'));
    await symlink('/dev/full', join(folder, 'blocks', '000001.blocks'));
    const files = await BlockFiles.open(folder, { file: 0, offset: 256 * 2 ** 20 - 100 });
    await expect(files.append(94, new Uint8Array(200))).rejects.toThrow('ENOSPC');
    const block = Uint8Array.of(1, 2, 3);
    const { place, end } = await files.append(94, block);
    files.commit(end);
    expect(place.file).toBe(0);
    expect(await files.read(94, place)).toEqual(block);
    await files.close();
  },
);
