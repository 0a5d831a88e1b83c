import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { easyNetwork, forgeBlock } from '#shared/ledger/forge.ts';
import { Ledger } from '#shared/ledger/ledger.ts';
import { addressList, testKeys, walletTransfer } from '#shared/ledger/testWallets.ts';
import { applyBlock } from '#shared/ledger/transition.ts';
import { openVerifier } from '../verifier/verifier.ts';
import { buildBeside, type OtherChain } from './buildBeside.ts';
import type { ChainStore } from './chainStore.ts';
import { importChain } from './importChain.ts';
import { openChainStore } from './openChainStore.ts';
import { replayChain } from './replay.ts';

const DEPTH = 3;
const alice = testKeys('alice');
const network = easyNetwork(testKeys('leader').publicKey);
const verifier = openVerifier({ threads: 1 });

let parent: string;
let folder: string;
let store: ChainStore;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'coco-beside-'));
  folder = join(parent, 'chain');
  store = await openChainStore({ folder, network, undoDepth: DEPTH });
  await importChain(store, verifier, chainOf('ours', 20).blocks);
});
afterEach(async () => {
  await store.close();
  await rm(parent, { recursive: true, force: true });
});
afterAll(() => verifier.close());

/** A chain of `length` blocks; two of other names have the same blocks up to `same`. */
function chainOf(name: string, length: number, same = 4) {
  const ledger = Ledger.genesis(network, [1, 2]);
  const blocks: Uint8Array[] = [];
  const hashes: Uint8Array[] = [];
  for (let n = 0; n < length; n++) {
    const key = testKeys(`${n < same ? 'both' : name} ${n}`).publicKey;
    const lists =
      n === 0
        ? [addressList(ledger, [alice.publicKey])]
        : [addressList(ledger, [key]), walletTransfer(ledger, alice, [{ key, amount: 1000n }], [key])];
    const { bytes, block } = forgeBlock(ledger, { lists, rewardId: 1 });
    ledger.apply(applyBlock(ledger, bytes, null).changes);
    blocks.push(bytes);
    hashes.push(block.footer.hash);
  }
  const other: OtherChain = {
    fork: 93 + same,
    hashes: hashes.slice(same),
    blocks: async function* () {
      yield* blocks.slice(same);
    },
  };
  return { ledger, blocks, other };
}

describe('a chain that forks deeper than blocks can be taken back', () => {
  it('is built beside the present one, which goes on, and takes its place with the records', async () => {
    const theirs = chainOf('theirs', 24);
    await store.records.write([
      { type: 'put', key: 'note/1', value: Uint8Array.of(1) },
      { type: 'put', key: 'note/2', value: Uint8Array.of(2) },
    ]);
    const { ledger, records } = store;
    const done: number[] = [];
    await buildBeside(store, verifier, theirs.other, {
      committed: ({ changes }) => done.push(changes.tip.id),
    });
    expect(done).toEqual(theirs.blocks.map((_, n) => 94 + n));
    expect(ledger.tip.id).toBe(113);
    await importChain(store, verifier, [forgeBlock(ledger).bytes]);
    await records.write([{ type: 'put', key: 'note/3', value: Uint8Array.of(3) }]);
    const told = records.list({ prefix: 'note/' });
    const writing = [4, 5].map((n) =>
      records.write([{ type: 'put', key: `note/${n}`, value: Uint8Array.of(n) }]),
    );
    await store.switchOver([{ type: 'del', key: 'note/1' }]);
    await Promise.all(writing);
    expect((await told).length).toBeGreaterThan(2);
    // The same objects show the other chain.
    expect(ledger.tip).toEqual(theirs.ledger.tip);
    expect(store.stateHash()).toEqual(theirs.ledger.stateHash());
    expect(ledger.idOfKey(testKeys('ours 10').publicKey)).toBe(-1);
    expect(ledger.balanceOf(ledger.idOfKey(testKeys('theirs 10').publicKey))).toBe(1000n);
    expect((await records.list({ prefix: 'note/' })).map(({ key }) => key)).toEqual(
      [2, 3, 4, 5].map((n) => `note/${n}`),
    );
    await replayChain(store, verifier);
    // It is a chain like any other: it grows, and its last blocks can be taken back.
    await importChain(store, verifier, [forgeBlock(ledger).bytes]);
    for (let n = 0; n < DEPTH; n++) await store.undoTip();
    await store.close();
    store = await openChainStore({ folder });
    expect(store.ledger.tip.id).toBe(115);
    expect((await readdir(parent)).sort()).toEqual(['chain', 'chain.former']);
    const former = await openChainStore({ folder: `${folder}.former` });
    expect(former.ledger.tip.id).toBe(114);
    await former.close();
  });

  it('leaves the present one as it is when a block is refused, and goes on where it stood', async () => {
    const theirs = chainOf('theirs', 24);
    const before = store.stateHash();
    const bad = theirs.other.hashes.length - 2;
    const broken: OtherChain = {
      ...theirs.other,
      blocks: async function* () {
        let at = 0;
        for await (const bytes of theirs.other.blocks()) {
          const copy = bytes.slice();
          if (at++ === bad) copy[copy.length - 97] = (copy[copy.length - 97] as number) ^ 1;
          yield copy;
        }
      },
    };
    await expect(buildBeside(store, verifier, broken)).rejects.toMatchObject({ name: 'Fault' });
    expect(store.stateHash()).toEqual(before);
    await replayChain(store, verifier);
    let again = 0;
    await buildBeside(store, verifier, theirs.other, { committed: () => again++ });
    expect(again).toBe(2);
    // A third chain: what is there is too far from it to be taken back.
    const third = chainOf('third', 26, 2);
    await buildBeside(store, verifier, third.other);
    await store.switchOver([]);
    expect(store.stateHash()).toEqual(third.ledger.stateHash());
  });

  it('ends when it is told to, and the present one stays', async () => {
    const before = store.stateHash();
    const stop = () => {
      throw new Error('stopped');
    };
    await expect(buildBeside(store, verifier, chainOf('theirs', 24).other, { goOn: stop })).rejects.toThrow(
      'stopped',
    );
    expect(store.stateHash()).toEqual(before);
  });
});

describe('what lies deeper than undo records', () => {
  it('is worked out from the dates', async () => {
    const tips = [];
    const other = await openChainStore({ folder: join(parent, 'whole'), network });
    await importChain(other, verifier, chainOf('ours', 20).blocks);
    for (let id = 93; id <= 113; id++) tips.push(await other.tipAt(id));
    expect(await other.keepsUndo(94)).toBe(true);
    expect(await store.keepsUndo(94)).toBe(false);
    for (const [at, tip] of tips.entries()) expect(await store.tipAt(93 + at)).toEqual(tip);
    expect(await store.targetOf(95)).toBe(tips[1]?.nextTarget);
    expect(await store.tipAt(92)).toBeUndefined();
    expect(await store.tipAt(114)).toBeUndefined();
    expect(await store.targetOf(93)).toBeUndefined();
    await other.close();
  });
});
