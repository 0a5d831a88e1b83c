import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { easyNetwork, forgeBlock } from '#shared/ledger/forge.ts';
import { addressList, signedList, testKeys, walletTransfer } from '#shared/ledger/testWallets.ts';
import { UNITS_PER_COIN } from '#shared/protocol/amounts.ts';
import { identityOf } from '#shared/protocol/transactions.ts';
import { openVerifier, type Verifier } from '../verifier/verifier.ts';
import type { ChainStore } from './chainStore.ts';
import { importBlock } from './importBlock.ts';
import { openChainStore } from './openChainStore.ts';

const leader = testKeys('leader');
const alice = testKeys('alice');
const bob = testKeys('bob');
const network = easyNetwork(leader.publicKey);

let folder: string;
let store: ChainStore;
let verifier: Verifier;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-store-'));
  verifier = openVerifier();
  store = await openChainStore({ folder, network });
});

afterEach(async () => {
  await store.close();
  await verifier.close();
  await rm(folder, { recursive: true, force: true });
});

async function mine(lists: Parameters<typeof forgeBlock>[1] = {}) {
  return await importBlock(store, verifier, forgeBlock(store.ledger, lists).bytes, null);
}

async function reopen() {
  await store.close();
  store = await openChainStore({ folder });
}

describe('chain store', () => {
  it('keeps rewards and payments over a restart', async () => {
    await mine({ lists: [addressList(store.ledger, [alice.publicKey])], rewardId: 1 });
    expect(store.ledger.balanceOf(1)).toBe((250n * UNITS_PER_COIN * 99n) / 100n);
    const pay = walletTransfer(
      store.ledger,
      alice,
      [{ key: bob.publicKey, amount: 150n * UNITS_PER_COIN }],
      [bob.publicKey],
    );
    const applied = await mine({ lists: [addressList(store.ledger, [bob.publicKey]), pay], rewardId: 1 });
    expect(store.ledger.balanceOf(2)).toBe(150n * UNITS_PER_COIN);
    const { tip } = store.ledger;
    const hash = store.stateHash();
    await reopen();
    expect(store.ledger.tip).toEqual(tip);
    expect(store.stateHash()).toEqual(hash);
    expect(store.ledger.balanceOf(store.ledger.idOfKey(bob.publicKey))).toBe(150n * UNITS_PER_COIN);
    expect(await store.blockBytes(95)).toEqual(applied.bytes);
    expect(await store.blockIdByHash(tip.hash)).toBe(95);
    const identity = identityOf(applied.signatures.at(0).message);
    expect(await store.transaction(identity)).toEqual({ blockId: 95, listIndex: 1, itemIndex: 0 });
    expect(await store.history(2, { limit: 10 })).toEqual([
      { blockId: 95, listIndex: 1, itemIndex: 0 },
      { blockId: 95, listIndex: 0, itemIndex: 0 },
    ]);
    expect(await store.history(1, { limit: 10, before: 95 })).toEqual([
      { blockId: 94, listIndex: -1, itemIndex: 0 },
      { blockId: 94, listIndex: 0, itemIndex: 0 },
    ]);
    await expect(mine({ lists: [pay] })).rejects.toMatchObject({ code: 'transaction.repeated' });
  });

  it('takes blocks back to the very state before them', async () => {
    await mine({ lists: [addressList(store.ledger, [alice.publicKey])], rewardId: 1 });
    const states = [store.stateHash()];
    for (let n = 0; n < 9; n++) {
      const key = testKeys(`w${n}`).publicKey;
      const pay = walletTransfer(store.ledger, alice, [{ key, amount: 1000n }], [key]);
      await mine({ lists: [addressList(store.ledger, [key]), pay], rewardId: 1 });
      states.push(store.stateHash());
    }
    const count = store.ledger.walletCount;
    for (let n = 0; n < 4; n++) {
      await store.undoTip();
      states.pop();
      expect(store.stateHash()).toEqual(states.at(-1));
    }
    expect(store.ledger.walletCount).toBe(count - 4);
    expect(store.ledger.idOfKey(testKeys('w8').publicKey)).toBe(-1);
    expect(store.ledger.referenceHash(94)).toBeDefined();
    expect(store.ledger.referenceHash(93)).toBeUndefined();
    expect(await store.history(10, { limit: 5 })).toEqual([]);
    await reopen();
    expect(store.stateHash()).toEqual(states.at(-1));
    const undone = await mine();
    expect(undone.changes.tip.id).toBe(100);
  });

  it('keeps records of other rooms, in the same write as a block or on their own', async () => {
    const value = Uint8Array.of(1, 2, 3);
    const bytes = forgeBlock(store.ledger).bytes;
    await importBlock(store, verifier, bytes, null, () => [{ type: 'put', key: 'share/1', value }]);
    await store.records.write([{ type: 'put', key: 'share/2', value: Uint8Array.of(4) }]);
    await reopen();
    expect(await store.records.get('share/1')).toEqual(value);
    expect((await store.records.list({ prefix: 'share/' })).map(({ key }) => key)).toEqual([
      'share/1',
      'share/2',
    ]);
    expect(await store.records.list({ prefix: 'share/', limit: 1, reverse: true })).toEqual([
      { key: 'share/2', value: Uint8Array.of(4) },
    ]);
    await store.records.write([{ type: 'del', key: 'share/1' }]);
    expect(await store.records.get('share/1')).toBeUndefined();
  });

  it('refuses a second instance, another network and an empty folder without one', async () => {
    await expect(openChainStore({ folder })).rejects.toMatchObject({ code: 'store.locked' });
    await store.close();
    const other = easyNetwork(leader.publicKey, { name: 'other' });
    await expect(openChainStore({ folder, network: other })).rejects.toMatchObject({
      code: 'store.anotherNetwork',
    });
    await expect(openChainStore({ folder: join(folder, 'none') })).rejects.toMatchObject({
      code: 'store.empty',
    });
    store = await openChainStore({ folder });
  });

  it('refuses a bad signature and changes nothing', async () => {
    await mine({ lists: [addressList(store.ledger, [alice.publicKey])], rewardId: 1 });
    const item = { sender: 1, receiver: 0, amount: 5n };
    const forged = signedList(store.ledger, 1, item, bob.privateKey);
    const before = store.stateHash();
    await expect(mine({ lists: [forged] })).rejects.toMatchObject({
      code: 'transaction.signature',
      facts: { block: 95, list: 0, item: 0 },
    });
    expect(store.stateHash()).toEqual(before);
    expect(store.ledger.tip.id).toBe(94);
  });

  it('makes a backup while blocks go on', async () => {
    await mine();
    await mine();
    const copy = `${folder}-copy`;
    const [state] = [store.stateHash()];
    const backup = store.backup(copy);
    await mine();
    await backup;
    const opened = await openChainStore({ folder: copy });
    expect(opened.ledger.tip.id).toBe(95);
    expect(opened.stateHash()).toEqual(state);
    expect(await opened.blockBytes(95)).toEqual(await store.blockBytes(95));
    await opened.close();
    await expect(store.backup(copy)).rejects.toMatchObject({ code: 'store.notEmpty' });
    await rm(copy, { recursive: true });
  });
});
