import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { easyNetwork, forgeBlock } from '#shared/ledger/forge.ts';
import { addressList, testKeys, walletTransfer } from '#shared/ledger/testWallets.ts';
import { openVerifier } from '../verifier/verifier.ts';
import type { ChainStore } from './chainStore.ts';
import { importBlock } from './importBlock.ts';
import { openChainStore } from './openChainStore.ts';
import { rebuildChain } from './rebuild.ts';
import { replayChain } from './replay.ts';

const alice = testKeys('alice');
const network = easyNetwork(testKeys('leader').publicKey);
const verifier = openVerifier();

let parent: string;
let folder: string;
/** State hash and tip of the chain that each test begins with, which is closed. */
let whole: { state: Uint8Array; tip: number };

async function grow(store: ChainStore, blocks: number): Promise<void> {
  for (let n = 0; n < blocks; n++) {
    const view = store.ledger;
    const first = view.idOfKey(alice.publicKey) < 0;
    const key = testKeys(`wallet ${view.tip.id}`).publicKey;
    const lists = first
      ? [addressList(view, [alice.publicKey])]
      : [addressList(view, [key]), walletTransfer(view, alice, [{ key, amount: 1000n }], [key])];
    await importBlock(store, verifier, forgeBlock(view, { lists, rewardId: 1 }).bytes, null);
  }
}

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'coco-damage-'));
  folder = join(parent, 'chain');
  const store = await openChainStore({ folder, network });
  await grow(store, 12);
  whole = { state: store.stateHash(), tip: store.ledger.tip.id };
  await store.close();
});

afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

const blocksFile = () => join(folder, 'blocks', '000000.blocks');

async function flip(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  byte[0] = (byte[0] as number) ^ 0x40;
  await file.write(byte, 0, 1, at);
  await file.close();
}

/** The code with which opening, a full replay and closing end; 'fine' if all is as it was. */
async function health(): Promise<string> {
  let store: ChainStore | undefined;
  try {
    store = await openChainStore({ folder });
    await replayChain(store, verifier);
    expect(store.stateHash()).toEqual(whole.state);
    return 'fine';
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === undefined) throw error;
    return code;
  } finally {
    await store?.close().catch(() => {});
  }
}

describe('block files', () => {
  it('cuts a torn tail away and goes on', async () => {
    const { size } = await stat(blocksFile());
    const torn = (await readFile(blocksFile())).subarray(0, 100);
    await writeFile(blocksFile(), torn, { flag: 'a' });
    await writeFile(join(folder, 'blocks', '000001.blocks'), torn);
    expect(await health()).toBe('fine');
    expect((await stat(blocksFile())).size).toBe(size);
    const store = await openChainStore({ folder });
    await grow(store, 2);
    await replayChain(store, verifier);
    await store.close();
  });

  it('explains a lost tail, and is repaired as far as blocks are whole', async () => {
    await truncate(blocksFile(), (await stat(blocksFile())).size - 10);
    expect(await health()).toBe('store.blockDamaged');
    expect(await rebuildChain(folder)).toMatchObject({ blocks: 11 });
    const store = await openChainStore({ folder });
    expect(store.ledger.tip.id).toBe(whole.tip - 1);
    await grow(store, 1);
    await replayChain(store, verifier);
    await store.close();
  });

  it('detects a flipped byte wherever it is, and never serves the block', async () => {
    const { size } = await stat(blocksFile());
    for (let at = 0; at < size; at += Math.ceil(size / 60)) {
      await flip(blocksFile(), at);
      expect([at, await health()]).toEqual([at, 'store.blockDamaged']);
      await flip(blocksFile(), at);
    }
    expect(await health()).toBe('fine');
  });

  it('explains a file that is gone', async () => {
    await rm(blocksFile());
    expect(await health()).toBe('store.blockDamaged');
  });
});

describe('database', () => {
  it('detects a flipped byte in any of its files: explained or without effect, never a wrong ledger', async () => {
    const names = (await readdir(join(folder, 'ledger'))).filter((name) =>
      /\.(log|ldb)$|^MANIFEST/.test(name),
    );
    expect(names.length).toBeGreaterThan(1);
    const seen = new Set<string>();
    for (const name of names) {
      const path = join(folder, 'ledger', name);
      const content = await readFile(path);
      const { length } = content;
      for (let n = 0; n < 25 && n < length; n++) {
        const copy = join(parent, `copy ${name} ${n}`);
        execFileSync('cp', ['-r', folder, copy]);
        await flip(join(copy, 'ledger', name), Math.floor((n * length) / 25));
        const original = folder;
        folder = copy;
        const code = await health();
        folder = original;
        seen.add(code);
        expect([
          'fine',
          'store.databaseDamaged',
          'store.stateDamaged',
          'store.blockDamaged',
          'store.failed',
        ]).toContain(code);
        await rm(copy, { recursive: true });
      }
    }
    expect(seen.has('store.databaseDamaged')).toBe(true);
  });

  it('is built anew from the block files when it is lost, with the same state', async () => {
    await rm(join(folder, 'ledger'), { recursive: true });
    expect(await health()).toBe('store.databaseDamaged');
    expect(await rebuildChain(folder)).toEqual({ blocks: 12, records: 0, lost: 0 });
    expect(await health()).toBe('fine');
  });

  it('keeps other rooms’ records when it is built anew', async () => {
    const store = await openChainStore({ folder });
    await store.records.write([{ type: 'put', key: 'share/1', value: Uint8Array.of(7) }]);
    await store.close();
    expect(await rebuildChain(folder)).toEqual({ blocks: 12, records: 1, lost: 0 });
    const again = await openChainStore({ folder });
    expect(await again.records.get('share/1')).toEqual(Uint8Array.of(7));
    await again.close();
  });
});

describe('the disk', () => {
  const isRoot = process.getuid?.() === 0;

  it.runIf(isRoot && process.platform === 'linux')(
    'explains that it is full, loses nothing and goes on with room (needs root on Linux)',
    async ({ skip }) => {
      const disk = join(parent, 'disk');
      await mkdir(disk);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk], { stdio: 'ignore' });
      } catch {
        skip('a container may not mount anything');
      }
      try {
        folder = join(disk, 'chain');
        const store = await openChainStore({ folder, network });
        await grow(store, 3);
        const filler = join(disk, 'filler');
        await writeFile(filler, new Uint8Array(0));
        for (const piece of [65_536, 4096, 512, 1]) {
          await fill(filler, piece);
        }
        const tip = store.ledger.tip.id;
        const state = store.stateHash();
        let code = '';
        for (let n = 0; n < 200 && code === ''; n++) {
          await grow(store, 1).catch((error: { code: string }) => {
            code = error.code;
          });
        }
        expect(code).toBe('store.diskFull');
        expect(store.ledger.tip.id).toBeGreaterThanOrEqual(tip);
        if (store.ledger.tip.id === tip) expect(store.stateHash()).toEqual(state);
        const reached = store.ledger.tip.id;
        await store.close().catch(() => {});
        await rm(filler);
        const again = await openChainStore({ folder });
        expect(again.ledger.tip.id).toBeGreaterThanOrEqual(reached);
        await grow(again, 3);
        await replayChain(again, verifier);
        await again.close();
      } finally {
        execFileSync('umount', ['-l', disk]);
      }
    },
  );

  it.runIf(isRoot && process.platform === 'linux')(
    'explains that the folder is read-only, and changes nothing (needs root on Linux)',
    async ({ skip }) => {
      try {
        execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' });
      } catch {
        skip('no mount is allowed here');
      }
      try {
        execFileSync('mount', ['-o', 'remount,ro,bind', folder]);
        expect(await health()).toBe('store.readOnly');
      } finally {
        execFileSync('umount', ['-l', folder]);
      }
      expect(await health()).toBe('fine');
    },
  );

  it.skipIf(isRoot)(
    'explains that the folder may not be written to (not for root, who may write anywhere)',
    async () => {
      await chmod(join(folder, 'ledger'), 0o500);
      expect(await health()).toBe('store.readOnly');
      await chmod(join(folder, 'ledger'), 0o700);
      expect(await health()).toBe('fine');
    },
  );
});

async function fill(path: string, piece: number): Promise<void> {
  const bytes = new Uint8Array(piece);
  for (let n = 0; n < 10_000; n++) {
    try {
      await writeFile(path, bytes, { flag: 'a' });
    } catch {
      return;
    }
  }
}
