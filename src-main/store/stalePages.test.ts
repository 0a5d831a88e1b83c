import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { easyNetwork, forgeBlock } from '#shared/ledger/forge.ts';
import { addressList, signedList, testKeys } from '#shared/ledger/testWallets.ts';
import { encodeUtf8 } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { openVerifier } from '../verifier/verifier.ts';
import type { ChainStore } from './chainStore.ts';
import { importBlock } from './importBlock.ts';
import { openChainStore } from './openChainStore.ts';
import { PAGE_ROWS } from './rowPages.ts';

/** More pages than are written with one block, twice over. */
const PAGES = 40;

const leader = testKeys('leader');
const network = easyNetwork(leader.publicKey);
const verifier = openVerifier();
let parent = '';
let stores: ChainStore[] = [];

afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
  await verifier.close();
  await rm(parent, { recursive: true, force: true });
});

it('opens after a crash though pages were last written in a block that was taken back', async () => {
  parent = await mkdtemp(join(tmpdir(), 'coco-pages-'));
  const folder = join(parent, 'chain');
  const store = await openChainStore({ folder, network });
  stores.push(store);
  const { ledger } = store;
  const mine = async (lists: Parameters<typeof forgeBlock>[1] = {}) =>
    await importBlock(store, verifier, forgeBlock(ledger, lists).bytes, null);
  const pay = (receivers: number[], newKeys: Uint8Array[] = []) =>
    signedList(ledger, 2, { sender: 0, receivers, amount: 1n }, leader.privateKey, { newKeys });
  const onePerPage = Array.from({ length: PAGES }, (_, page) => page * PAGE_ROWS + 7);

  await mine();
  const keys = Array.from({ length: PAGES * PAGE_ROWS }, (_, n) => sha256(encodeUtf8(`wallet ${n}`)));
  const ids = keys.map((_, n) => n + 1);
  const lists = [addressList(ledger, keys), pay(ids.slice(0, 9_000), keys), pay(ids.slice(9_000), keys)];
  await mine({ lists });
  await mine({ lists: [pay(onePerPage)] });
  // What still waited is written now, by a block that touches none of it and does not stay.
  await mine();
  await store.undoTip();
  await mine({ lists: [pay(onePerPage)] });

  const copy = join(parent, 'copy');
  await cp(folder, copy, { recursive: true });
  const again = await openChainStore({ folder: copy });
  stores.push(again);
  expect(again.stateHash()).toEqual(store.stateHash());
  expect(again.ledger.balanceOf(onePerPage[20] as number)).toBe(ledger.balanceOf(onePerPage[20] as number));
}, 60_000);
