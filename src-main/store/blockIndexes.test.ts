import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Block } from '#shared/protocol/block.ts';
import { encodeUtf8 } from '#shared/protocol/bytes.ts';
import { sha256 } from '#shared/protocol/hashing.ts';
import type { ItemOf } from '#shared/protocol/lists.ts';
import { findHistory, findTransaction, indexOperations } from './blockIndexes.ts';
import { openDatabase } from './database.ts';

function blockOf(id: number, items: number, wallets: number): { block: Block; identities: Uint8Array } {
  const all: ItemOf<1>[] = Array.from({ length: items }, (_, n) => ({
    sender: 1 + (n % wallets),
    receiver: 1 + ((n * 7) % wallets),
    amount: 1n,
  }));
  const zero = new Uint8Array(32);
  const block: Block = {
    header: {
      id,
      coreVersion: '',
      domain: '',
      transactionFees: 0n,
      contractFees: 0n,
      reward: 0,
      rewardId: 1,
      leadershipId: 0,
      executionHash: zero,
      previousHash: zero,
    },
    lists: [{ type: 1, reference: 0, features: 0, items: all }],
    footer: { footerHash: zero, jobId: zero, minedDate: 0, blob: zero, hash: zero },
  };
  const identities = new Uint8Array(32 * items);
  for (let n = 0; n < items; n++) identities.set(identity(id, n), n * 32);
  return { block, identities };
}

const identity = (id: number, n: number) => sha256(encodeUtf8(`${id} ${n}`));

it('finds transactions and history in small and in large blocks, and forgets what was taken back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coco-index-'));
  const database = await openDatabase(folder);
  try {
    const small = blockOf(94, 50, 10);
    const large = blockOf(95, 6000, 3000);
    for (const { block, identities } of [small, large]) {
      await database.batch(indexOperations(block, { identities, firstNewId: 5000, runs: [] }, 'put'));
    }
    for (const [id, n] of [
      [94, 0],
      [94, 49],
      [95, 0],
      [95, 1234],
      [95, 5999],
    ] as const) {
      expect(await findTransaction(database, identity(id, n))).toEqual({
        blockId: id,
        listIndex: 0,
        itemIndex: n,
      });
    }
    expect(await findTransaction(database, identity(96, 0))).toBeUndefined();
    // Wallet 8 sends items 7, 17 …; it receives where 7n = 7 modulo the number of wallets.
    const expected = (id: number, items: number, wallets: number) =>
      Array.from({ length: items }, (_, n) => n)
        .filter((n) => n % wallets === 7 || (n * 7) % wallets === 7)
        .reverse()
        .map((itemIndex) => ({ blockId: id, listIndex: 0, itemIndex }));
    const whole = [...expected(95, 6000, 3000), ...expected(94, 50, 10)];
    expect(await findHistory(database, 8, { limit: 1000 })).toEqual(whole);
    expect(await findHistory(database, 8, { limit: 3 })).toEqual(whole.slice(0, 3));
    expect(await findHistory(database, 8, { limit: 2, before: 95 })).toEqual(
      expected(94, 50, 10).slice(0, 2),
    );
    await database.batch(indexOperations(large.block, { ...large, firstNewId: 5000, runs: [] }, 'del'));
    expect(await findTransaction(database, identity(95, 1234))).toBeUndefined();
    expect(await findHistory(database, 8, { limit: 1000 })).toEqual(expected(94, 50, 10));
    await database.batch(indexOperations(small.block, { ...small, firstNewId: 5000, runs: [] }, 'del'));
    expect(await database.keys().all()).toEqual([]);
  } finally {
    await database.close();
    await rm(folder, { recursive: true });
  }
});
