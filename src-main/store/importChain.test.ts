import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgeBlock } from '#shared/ledger/forge.ts';
import { alice, bob, TestLedger, testNetwork } from '#shared/ledger/testLedger.ts';
import { addressList, signedList, testKeys, walletTransfer } from '#shared/ledger/testWallets.ts';
import type { List } from '#shared/protocol/lists.ts';
import { openVerifier } from '../verifier/verifier.ts';
import type { ChainStore } from './chainStore.ts';
import { importChain } from './importChain.ts';
import { openChainStore } from './openChainStore.ts';
import { replayChain } from './replay.ts';

const verifier = openVerifier();
let folder: string;
let store: ChainStore;
let test: TestLedger;
let blocks: Uint8Array[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-import-'));
  store = await openChainStore({ folder, network: testNetwork });
  blocks = [];
  test = new TestLedger(testNetwork, ({ bytes }) => blocks.push(bytes));
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

afterAll(() => verifier.close());

const mine = (lists: List[] = []) => test.mine({ lists });

/** A block that is right but for what the ledger refuses. */
const forged = (lists: List[]) => forgeBlock(test.ledger, { lists }).bytes;

describe('import of many blocks', () => {
  it('comes to the same state as one by one, with each block resting on the one in flight', async () => {
    for (let n = 0; n < 12; n++) {
      const key = testKeys(`new ${n}`).publicKey;
      const pay = walletTransfer(test.ledger, alice, [{ key, amount: 5n }], [key]);
      const old = test.transfer(
        { amount: BigInt(n + 1) },
        { reference: Math.max(93, test.ledger.tip.id - 5) },
      );
      mine([addressList(test.ledger, [key]), pay, old]);
    }
    const seen: number[] = [];
    await importChain(store, verifier, blocks, { committed: ({ changes }) => seen.push(changes.tip.id) });
    expect(seen).toEqual(blocks.map((_, n) => 94 + n));
    expect(store.stateHash()).toEqual(test.ledger.stateHash());
    expect((await replayChain(store, verifier)).blocks).toBe(blocks.length);
  });

  it('keeps all before the first refused block, whichever test it fails', async () => {
    const list = test.transfer();
    mine([list]);
    mine();
    const good = blocks.length;
    // What stands in a block that is still in flight counts as standing in the chain.
    const last = test.transfer({ amount: 2n });
    mine([last]);
    const cases: [Uint8Array, string, number][] = [
      [forged([last]), 'transaction.repeated', good + 1],
      [forged([list]), 'transaction.repeated', good + 1],
      [
        forged([signedList(test.ledger, 1, { sender: 2, receiver: 3, amount: 9n }, bob.privateKey)]),
        'transaction.signature',
        good + 1,
      ],
      [Uint8Array.of(1, 2, 3), 'decode.truncated', good + 1],
    ];
    let from = 0;
    for (const [bad, code, kept] of cases) {
      const rest = blocks.slice(from);
      await expect(importChain(store, verifier, [...rest, bad, bad])).rejects.toMatchObject({ code });
      expect(store.ledger.tip.id).toBe(93 + kept);
      expect(store.stateHash()).toEqual(test.ledger.stateHash());
      from = blocks.length;
    }
  });

  it('names a bad signature, not what the block behind it would be refused for', async () => {
    const bad = forged([signedList(test.ledger, 1, { sender: 2, receiver: 3, amount: 9n }, bob.privateKey)]);
    await expect(importChain(store, verifier, [...blocks, bad, Uint8Array.of(9)])).rejects.toMatchObject({
      code: 'transaction.signature',
    });
    expect(store.ledger.tip.id).toBe(93 + blocks.length);
    // Signatures are not looked at below a block that one trusts.
    await importChain(store, verifier, [bad], { trusted: 1000 });
    expect(store.ledger.tip.id).toBe(94 + blocks.length);
    await expect(replayChain(store, verifier)).rejects.toMatchObject({ code: 'transaction.signature' });
  });
});
