import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { easyNetwork, forgeBlock } from '#shared/ledger/forge.ts';
import { Ledger } from '#shared/ledger/ledger.ts';
import { addressList, signedList, testKeys, walletTransfer } from '#shared/ledger/testWallets.ts';
import { applyBlock } from '#shared/ledger/transition.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { concatBytes, toHex } from '#shared/protocol/bytes.ts';
import { encodeInteger } from '#shared/protocol/integers.ts';
import { networkFile } from '#shared/protocol/network.ts';
import { runChain } from './chainCommands.ts';

const network = easyNetwork(testKeys('leader').publicKey);
const alice = testKeys('alice');
const bob = testKeys('bob');

let folder: string;
const at = (name: string) => join(folder, name);

/** Runs a command; its status and its answer's lines, read as JSON. */
async function chain(...args: string[]) {
  let answer = '';
  const status = await runChain(args, {
    answer: async (text) => {
      answer += text;
    },
    words: () => {},
  });
  const lines = answer.trim().split('\n');
  return {
    status,
    answer,
    last: lines.at(-1)?.startsWith('{') ? JSON.parse(lines.at(-1) as string) : undefined,
  };
}

/** Five good blocks: alice's reward, a payment to bob, his trust in alice. */
function goodBlocks(): { ledger: Ledger; blocks: Uint8Array[] } {
  const ledger = Ledger.genesis(network, [1, 2]);
  const blocks: Uint8Array[] = [];
  const mine = (plan: Parameters<typeof forgeBlock>[1]) => {
    const { bytes } = forgeBlock(ledger, plan);
    ledger.apply(applyBlock(ledger, bytes, null).changes);
    blocks.push(bytes);
  };
  mine({ lists: [addressList(ledger, [alice.publicKey])], rewardId: 1 });
  const pay = walletTransfer(ledger, alice, [{ key: bob.publicKey, amount: 500_000n }], [bob.publicKey]);
  mine({ lists: [addressList(ledger, [bob.publicKey]), pay], rewardId: 1 });
  mine({ lists: [signedList(ledger, 6, { sender: 2, party: 1, hours: 3 }, bob.privateKey)], rewardId: 1 });
  mine({});
  mine({ rewardId: 2 });
  return { ledger, blocks };
}

function blockFile(blocks: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    blocks.flatMap((bytes) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, Buffer.from(bytes)];
    }),
  );
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coco-chain-'));
  await writeFile(at('network.json'), JSON.stringify(networkFile(network)));
  const created = await chain('create', '--data', at('a'), '--network', at('network.json'));
  expect(created).toMatchObject({ status: 0, last: { network: 'local', tip: { id: 93 } } });
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('chain', () => {
  it('imports, exports, verifies and shows balances', async () => {
    const { ledger, blocks } = goodBlocks();
    await writeFile(at('1'), blockFile(blocks.slice(0, 2)));
    await writeFile(at('2'), blockFile(blocks.slice(2)));
    const tip = { id: 98, hash: toHex(ledger.tip.hash) };
    expect(await chain('import', '--data', at('a'), at('1'), at('2'))).toMatchObject({
      status: 0,
      last: { imported: 5, tip },
    });
    expect(await chain('export', '--data', at('a'), at('out'))).toMatchObject({ status: 0 });
    expect(await readFile(at('out'))).toEqual(blockFile(blocks));
    const stateHash = toHex(ledger.stateHash());
    expect((await chain('verify', '--data', at('a'))).last).toEqual({
      verified: true,
      blocks: 5,
      signatures: 2,
      stateHash,
    });
    expect((await chain('verify', '--data', at('a'), '--trusted', '96')).last.signatures).toBe(0);
    const { last, answer } = await chain('balances', '--data', at('a'), '--json');
    expect(answer.split('\n').length).toBe(2);
    expect(last).toMatchObject({ tip, stateHash, supply: '125000000000', lostCoins: '0' });
    expect(last.wallets).toEqual(
      [0, 1, 2].map((id) => ({
        id,
        address: encodeAddress('lcoco', ledger.keyOf(id)),
        units: ledger.balanceOf(id).toString(),
        trust: id === 2 ? { party: 1, hours: 3, ends: null } : null,
      })),
    );
    expect((await chain('balances', '--data', at('a'))).answer).toContain('trusts wallet 1');
  });

  it('stops at the first refused block; all before it stay', async () => {
    const { blocks } = goodBlocks();
    const bad = Uint8Array.from(blocks[2] as Uint8Array);
    // A byte of the signature: the block's own hashes would tell, so they are made right again.
    const ledger = Ledger.genesis(network, [1, 2]);
    for (const bytes of blocks.slice(0, 2)) ledger.apply(applyBlock(ledger, bytes, null).changes);
    const forged = signedList(ledger, 6, { sender: 2, party: 1, hours: 3 }, alice.privateKey);
    const wrong = forgeBlock(ledger, { lists: [forged], rewardId: 1 }).bytes;
    await writeFile(at('bad'), blockFile([...blocks.slice(0, 2), wrong, ...blocks.slice(3)]));
    expect(await chain('import', '--data', at('a'), at('bad'))).toMatchObject({
      status: 2,
      last: { refused: 96, fault: 'transaction.signature' },
    });
    expect((await chain('balances', '--data', at('a'), '--json')).last.tip.id).toBe(95);
    bad[bad.length - 1] = (bad[bad.length - 1] as number) ^ 1;
    for (const [name, content, refused, fault] of [
      ['hash', blockFile([bad]), 96, 'block.blockHash'],
      ['again', blockFile(blocks.slice(0, 1)), 94, 'block.id'],
      ['ahead', blockFile(blocks.slice(4)), 98, 'block.id'],
      ['torn', blockFile(blocks.slice(2)).subarray(0, -1), 98, 'decode.truncated'],
      ['short', Buffer.from([0, 0]), 98, 'decode.truncated'],
      ['huge', Buffer.from([0xff, 0xff, 0xff, 0xff]), 98, 'block.tooLarge'],
      ['noise', blockFile([Uint8Array.of(0xff)]), 98, 'decode.truncated'],
      // It begins as block 10,341 would: of what is no block nothing is believed.
      [
        'claim',
        blockFile([concatBytes(encodeInteger(10_341), new Uint8Array(60).fill(0xff))]),
        98,
        'decode.tooLong',
      ],
    ] as const) {
      await writeFile(at(name), content);
      const { status, last } = await chain('import', '--data', at('a'), at(name));
      expect([name, status, last]).toEqual([name, 2, { refused, fault }]);
    }
    expect((await chain('verify', '--data', at('a'))).status).toBe(0);
  });

  it('makes a backup and a repair', async () => {
    const { blocks } = goodBlocks();
    await writeFile(at('1'), blockFile(blocks));
    await chain('import', '--data', at('a'), at('1'));
    expect((await chain('backup', '--data', at('a'), at('b'))).status).toBe(0);
    expect((await chain('verify', '--data', at('b'))).last.blocks).toBe(5);
    await rm(join(at('b'), 'ledger'), { recursive: true });
    expect(await chain('verify', '--data', at('b'))).toMatchObject({
      status: 1,
      last: { fault: 'store.databaseDamaged' },
    });
    expect((await chain('repair', '--data', at('b'))).last).toMatchObject({ blocks: 5 });
    expect((await chain('verify', '--data', at('b'))).last.verified).toBe(true);
  });

  it('explains what it cannot do', async () => {
    expect(await chain('verify', '--data', at('none'))).toMatchObject({
      status: 1,
      last: { fault: 'store.empty' },
    });
    await writeFile(at('wrong.json'), '{');
    expect((await chain('create', '--data', at('c'), '--network', at('wrong.json'))).last).toEqual({
      fault: 'network.file',
    });
    const other = { ...networkFile(network), name: 'other' };
    await writeFile(at('other.json'), JSON.stringify(other));
    expect((await chain('create', '--data', at('a'), '--network', at('other.json'))).last).toEqual({
      fault: 'store.anotherNetwork',
    });
    for (const args of [
      [],
      ['verify'],
      ['import', '--data', at('a')],
      ['verify', '--data', at('a'), '--trust', '1'],
    ]) {
      expect((await chain(...args)).status).toBe(1);
    }
  });
});
