import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Block, decodeBlock, encodeBlock, encodeHeader } from '#shared/protocol/block.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { passes } from '#shared/protocol/difficulty.ts';
import { footerHash, listsHash } from '#shared/protocol/hashing.ts';
import { blockHash } from '#shared/protocol/proofOfWork.ts';
import { listen, settle, solve, TestPool, testWallet } from '../testPool.fixture.ts';

const alice = testWallet('alice');
const bob = testWallet('bob');
const carol = testWallet('carol');

/** Two pools of one network: blocks found by `first` are handed to `second` as a peer would. */
let first: TestPool;
let second: TestPool;
beforeEach(async () => {
  first = await TestPool.open();
  second = await TestPool.open({ network: first.pool.network, clock: first.clock, operator: 'other' });
});
afterEach(async () => {
  await first.remove();
  await second.remove();
});

async function bytesOf(id: number): Promise<Bytes> {
  const bytes = await first.pool.store.blockBytes(id);
  if (bytes === undefined) throw new Error(`There is no block ${id}.`);
  return bytes;
}

/** The same block with something changed, and its work done again. */
function remade(bytes: Bytes, change: (block: Block) => void, target: bigint): Bytes {
  const block = decodeBlock(bytes, first.pool.network);
  change(block);
  const footer = {
    ...block.footer,
    footerHash: footerHash(encodeHeader(block.header), listsHash(block.lists)),
  };
  for (let nonce = 0; ; nonce++) {
    footer.blob = new Uint8Array(8);
    new DataView(footer.blob.buffer).setUint32(0, nonce);
    footer.hash = blockHash(footer);
    if (passes(footer.hash, target)) return encodeBlock({ ...block, footer });
  }
}

describe('a block from elsewhere', () => {
  it('becomes the tip, ends the round, and is told to everybody', async () => {
    await first.mine(1, alice);
    const session = second.pool.openSession();
    const job = await session.requestJob({ address: bob.address, shareDifficulty: 1 });
    await session.submitShare({ jobId: job.jobId, minedDate: first.clock.now(), blob: new Uint8Array(8) });
    expect(await session.getMiner({ address: bob.address })).toMatchObject({ roundPoints: 1 });
    const heard = listen(session);
    const taken = await second.pool.importBlock(await bytesOf(94), first.clock.now());
    expect(taken.id).toBe(94);
    await settle();
    expect(heard.map(({ type }) => type)).toEqual(expect.arrayContaining(['job', 'block']));
    // The points of a block that another pool finds are lost, as the paper says.
    expect(await session.getMiner({ address: bob.address })).toMatchObject({ points: 1, roundPoints: 0 });
    await expect(
      session.submitShare({
        jobId: job.jobId,
        minedDate: first.clock.now(),
        blob: new Uint8Array(8).fill(1),
      }),
    ).rejects.toMatchObject({ code: 'share.stale' });
    expect(second.pool.operator.status().tip.id).toBe(94);
  });

  it('lets a waiting transaction expire that no block takes up', async () => {
    await first.mine(1, alice);
    await first.mine(7, bob);
    for (let id = 94; id <= 101; id++) await second.pool.importBlock(await bytesOf(id), null);
    const session = second.pool.openSession();
    await session.watch({ addresses: [alice.address] });
    const identity = await second.send(alice, [{ wallet: carol, amount: 5n }]);
    expect((await session.getTransaction({ identity }))?.state).toBe('pending');
    const heard = listen(session);
    await first.mine(6, bob);
    for (let id = 102; id <= 107; id++) await second.pool.importBlock(await bytesOf(id), null);
    expect((await session.getTransaction({ identity }))?.state).toBe('expired');
    const told = heard.filter(({ type }) => type === 'transaction').at(-1);
    expect(told).toMatchObject({ value: { address: alice.address, entry: { identity, state: 'expired' } } });
    await second.restart();
    const after = second.pool.openSession();
    expect((await after.getWallet({ address: alice.address })).pendingOut).toBe(0n);
  });

  it('is refused when it is too old or too far in the future, and held when its time is near', async () => {
    await first.mine(1, alice);
    const bytes = await bytesOf(94);
    const mined = first.clock.now();
    await expect(second.pool.importBlock(bytes, mined + 60_001)).rejects.toMatchObject({
      code: 'block.minedDate',
      facts: { reason: 'tooOld' },
    });
    await expect(second.pool.importBlock(bytes, mined - 60_001)).rejects.toMatchObject({
      code: 'block.minedDate',
      facts: { reason: 'future' },
    });
    const held = second.pool.importBlock(bytes, mined - 500);
    await settle();
    expect(second.pool.operator.status().tip.id).toBe(93);
    first.clock.advance(500);
    await expect(held).resolves.toMatchObject({ id: 94 });
  });

  it('is refused when it was taken already, or its parent is not the tip', async () => {
    await first.mine(2, alice);
    await expect(second.pool.importBlock(await bytesOf(95), null)).rejects.toMatchObject({
      code: 'block.id',
    });
    await second.pool.importBlock(await bytesOf(94), null);
    await expect(second.pool.importBlock(await bytesOf(94), null)).rejects.toMatchObject({
      code: 'block.id',
    });
  });

  it('changes nothing when a signature in it is wrong', async () => {
    await first.mine(1, alice);
    await first.mine(7, bob);
    for (let id = 94; id <= 101; id++) await second.pool.importBlock(await bytesOf(id), null);
    await first.send(alice, [{ wallet: carol, amount: 5n }]);
    await first.mine(1, bob);
    const target = second.pool.store.ledger.tip.nextTarget;
    const forged = remade(
      await bytesOf(102),
      ({ lists }) => {
        for (const list of lists) {
          if (list.type !== 1) continue;
          for (const item of list.items) item.amount += 1n;
        }
      },
      target,
    );
    const before = second.pool.store.stateHash();
    await expect(second.pool.importBlock(forged, null)).rejects.toMatchObject({
      code: 'transaction.signature',
    });
    expect(second.pool.store.stateHash()).toEqual(before);
    await second.pool.importBlock(await bytesOf(102), null);
    expect(await second.balance(carol)).toBe(5n);
  });

  it('is refused for a signature that is not the one with which the same transaction waits', async () => {
    await first.mine(1, alice);
    await first.mine(7, bob);
    for (let id = 94; id <= 101; id++) await second.pool.importBlock(await bytesOf(id), null);
    for (const pool of [first, second]) await pool.send(alice, [{ wallet: carol, amount: 5n }]);
    await first.mine(1, bob);
    const { ledger } = second.pool.store;
    const forged = remade(
      await bytesOf(102),
      ({ lists }) => {
        for (const list of lists) {
          if (list.type === 1) for (const item of list.items) item.signature = new Uint8Array(64).fill(1);
        }
      },
      ledger.tip.nextTarget,
    );
    await expect(second.pool.importBlock(forged, null)).rejects.toMatchObject({
      code: 'transaction.signature',
    });
    expect(ledger.tip.id).toBe(101);
    await second.pool.importBlock(await bytesOf(102), null);
    expect(await second.balance(carol)).toBe(5n);
  });

  it('is refused when too many wait already', async () => {
    const garbage = new Uint8Array(10);
    const results = await Promise.allSettled(
      Array.from({ length: 70 }, () => second.pool.importBlock(garbage, null)),
    );
    const codes = results.map((one) => (one.status === 'rejected' ? one.reason.code : 'taken'));
    expect(codes.slice(0, 64).every((code) => code.startsWith('decode.'))).toBe(true);
    expect(codes.slice(64)).toEqual(Array.from({ length: 6 }, () => 'pool.busy'));
  });
});

describe('a block of this pool', () => {
  it('is taken, however many of others wait', async () => {
    await first.mine(1, alice);
    const session = second.pool.openSession();
    const job = await session.requestJob({ address: bob.address, shareDifficulty: 1_000_000 });
    // Blocks of the near future, which are held until their time comes.
    const early = remade(
      await bytesOf(94),
      ({ footer }) => {
        footer.minedDate = first.clock.now() + 30_000;
      },
      job.target,
    );
    const others = Promise.allSettled(
      Array.from({ length: 70 }, () => second.pool.importBlock(early, first.clock.now())),
    );
    const verdict = await session.submitShare(solve(job, first.clock.now(), job.target));
    expect(verdict.block).toMatchObject({ id: 94 });
    first.clock.advance(30_000);
    expect((await others).every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('is taken, and all that follows from it is done, though not everybody can be told', async () => {
    const accepted: number[] = [];
    second.pool.events.on('block.accepted', ({ summary }) => accepted.push(summary.id));
    await second.mine(1, bob);
    const session = second.pool.openSession();
    await session.watch({ addresses: [second.operatorWallet.address] });
    first.clock.advance(10_000);
    const job = await session.requestJob({ address: bob.address, shareDifficulty: 1_000_000 });
    const reading = vi
      .spyOn(second.pool.store, 'runsIn')
      .mockRejectedValueOnce(new Error('The disk is away.'));
    const verdict = await session.submitShare(solve(job, first.clock.now(), job.target));
    expect(reading).toHaveBeenCalled();
    expect(verdict.block).toMatchObject({ id: 95 });
    expect(accepted).toEqual([94, 95]);
    await second.mine(1, bob);
    expect(accepted).toEqual([94, 95, 96]);
  });
});

describe('two pools of one network', () => {
  it('register the second pool’s wallet with the first block that it finds', async () => {
    await second.mine(1, alice);
    const bytes = await second.pool.store.blockBytes(94);
    expect(bytes).toBeDefined();
    const block = decodeBlock(bytes as Bytes, second.pool.network);
    expect(block.header.rewardId).toBe(1);
    expect(block.lists).toMatchObject([{ type: 9, items: [{ key: second.operatorWallet.publicKey }] }]);
    await first.pool.importBlock(bytes as Bytes, null);
    expect(await first.balance(second.operatorWallet)).toBe((250n * 100_000_000n * 99n) / 100n);
    expect(await first.balance(first.operatorWallet)).toBe((250n * 100_000_000n) / 100n);
  });
});
