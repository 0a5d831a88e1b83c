import { writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { easyNetwork, forgeBlock } from '#shared/ledger/forge.ts';
import { Ledger } from '#shared/ledger/ledger.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { addressList, signedList, testKeys, walletTransfer } from '#shared/ledger/testWallets.ts';
import { applyBlock } from '#shared/ledger/transition.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import { couldBeKey } from '#shared/protocol/keys.ts';
import { FEATURE, type List } from '#shared/protocol/lists.ts';
import { GENESIS_ID } from '#shared/protocol/network.ts';
import { openVerifier, type Verifier } from '../verifier/verifier.ts';
import { exportBlocks } from './blockStream.ts';
import { buildBeside } from './buildBeside.ts';
import type { ChainStore, RecordOperation } from './chainStore.ts';
import { importBlock } from './importBlock.ts';
import { openChainStore } from './openChainStore.ts';
import { rebuildChain } from './rebuild.ts';

const alice = testKeys('alice');

/** So short that a chain of the test forks deeper. */
const UNDO_DEPTH = 20;

export const crashNetwork = easyNetwork(testKeys('leader').publicKey, { name: 'crash' });

/** Key of the record that is written with a block, as a payout is. */
export const paidKey = (id: number) => `paid/${String(id).padStart(9, '0')}`;
export const noteKey = (number: number) => `note/${String(number).padStart(9, '0')}`;

/** Written before the next step is taken, so that what was told is never lost with the process. */
function tell(line: string): void {
  writeSync(1, `${line}\n`);
}

/** Numbers that look like chance and are the same for the same seed. */
export function chances(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * below);
  };
}

const CONTRACT = hashThatIsNoKey();
/** Wakes with every block and keeps what it did, so that each block changes a contract's state. */
const SCRIPT = `function applied(e) { wake(e.date); }
function due(e) { save({ runs: (e.model.runs || 0) + 1 }); wake(e.date); transfer(e.applicant, e.contract, '0.00000001'); }`;

function hashThatIsNoKey(): Uint8Array {
  let hash = sha256(new Uint8Array(1));
  while (couldBeKey(hash)) hash = sha256(hash);
  return hash;
}

/** Alice publishes, applies, cancels, applies again. */
function contractList(view: LedgerView): List {
  const id = view.contracts.contractIdOfHash(CONTRACT);
  const wallet = view.idOfKey(alice.publicKey);
  if (id < 0) {
    const item = {
      creator: wallet,
      contractHash: CONTRACT,
      model: new Uint8Array([0x7b, 0x7d]),
      script: SCRIPT,
    };
    return signedList(view, 4, item, alice.privateKey);
  }
  const isActive = view.contracts.application(id, wallet)?.active === true;
  const features = isActive ? FEATURE.cancel : 0;
  return signedList(view, 5, { applicant: wallet, contract: id }, alice.privateKey, { features });
}

/** A payment of alice's, to a new wallet or to one that is there, or nothing while she has nothing. */
function listsFor(view: LedgerView, chance: (below: number) => number): List[] {
  if (view.idOfKey(alice.publicKey) < 0) return [addressList(view, [alice.publicKey])];
  if (chance(5) === 0) return [contractList(view)];
  const { publicKey } = testKeys(`wallet ${chance(40)}`);
  const isNew = view.idOfKey(publicKey) < 0;
  const payment = walletTransfer(
    view,
    alice,
    [{ key: publicKey, amount: BigInt(1 + chance(1000)) }],
    isNew ? [publicKey] : [],
  );
  return isNew ? [addressList(view, [publicKey]), payment] : [payment];
}

/**
 * What the crash test kills: opens the folder and does `steps` things in an order that the seed decides, telling each
 * one before (`try`) and after (`did`) it is done.
 */
export async function runCrashScript(folder: string, seed: number, steps: number): Promise<void> {
  const chance = chances(seed);
  const verifier = openVerifier({ threads: 1 });
  let store = await openChainStore({ folder, network: crashNetwork, undoDepth: UNDO_DEPTH });
  tell('did open');
  for (let step = 0; step < steps; step++) {
    const dice = chance(100);
    if (dice < 12 && store.ledger.tip.id > 93) await undo(store);
    else if (dice < 20) await note(store, seed * 1000 + step);
    else if (dice < 24) await copy(store, folder);
    else if (dice < 28) {
      tell('try close');
      await store.close();
      if (dice === 27) await rebuildChain(folder);
      store = await openChainStore({ folder, undoDepth: UNDO_DEPTH });
      tell('did close');
    } else if (dice < 30) await switchDeep(store, verifier, chance);
    else {
      const view = store.ledger;
      const rewardId = Math.max(0, view.idOfKey(alice.publicKey));
      const lists = listsFor(view, chance);
      const isFirst = lists[0]?.type === 9 && view.idOfKey(alice.publicKey) < 0;
      const { block, bytes } = forgeBlock(view, { lists, rewardId: isFirst ? view.walletCount : rewardId });
      const { id } = block.header;
      const { hash } = block.footer;
      tell(`try commit ${id} ${toHex(hash)}`);
      await importBlock(store, verifier, bytes, null, () => [{ type: 'put', key: paidKey(id), value: hash }]);
      tell(`did commit ${id} ${toHex(hash)}`);
    }
  }
  await store.close();
  await verifier.close();
  tell('did end');
}

/** Over to another chain, which forks anywhere and is a block longer. */
async function switchDeep(
  store: ChainStore,
  verifier: Verifier,
  chance: (below: number) => number,
): Promise<void> {
  const { tip } = store.ledger;
  const fork = GENESIS_ID + chance(tip.id - GENESIS_ID + 1);
  const ledger = Ledger.genesis(crashNetwork, [1, 2], store.ledger.engine);
  for (let id = GENESIS_ID + 1; id <= fork; id++) {
    ledger.apply(applyBlock(ledger, (await store.blockBytes(id)) as Uint8Array, null).changes);
  }
  const blocks: Uint8Array[] = [];
  const hashes: Uint8Array[] = [];
  const changes: RecordOperation[] = [];
  for (let id = fork + 1; id <= tip.id + 1; id++) {
    const minedDate = ledger.tip.minedDate + 1000 + chance(crashNetwork.blockInterval);
    const { bytes, block } = forgeBlock(ledger, { minedDate });
    ledger.apply(applyBlock(ledger, bytes, null).changes);
    blocks.push(bytes);
    hashes.push(block.footer.hash);
    changes.push({ type: 'put', key: paidKey(id), value: block.footer.hash });
  }
  const other = {
    fork,
    hashes,
    blocks: async function* () {
      yield* blocks;
    },
  };
  tell(`try switch ${fork} ${hashes.map(toHex).join(' ')}`);
  await buildBeside(store, verifier, other);
  await store.switchOver(changes);
  tell(`did switch ${fork} ${hashes.map(toHex).join(' ')}`);
}

async function undo(store: ChainStore): Promise<void> {
  const { id } = store.ledger.tip;
  tell(`try undo ${id}`);
  await store.undoTip([{ type: 'del', key: paidKey(id) }]);
  tell(`did undo ${id}`);
}

async function note(store: ChainStore, number: number): Promise<void> {
  tell(`try note ${number}`);
  await store.records.write([{ type: 'put', key: noteKey(number), value: Uint8Array.of(1) }]);
  tell(`did note ${number}`);
}

async function copy(store: ChainStore, folder: string): Promise<void> {
  await rm(`${folder}.copy`, { recursive: true, force: true });
  await store.backup(`${folder}.copy`);
  await exportBlocks(store, `${folder}.blocks`);
}
