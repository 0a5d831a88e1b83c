import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { decodeProof, encodeProof } from '#shared/protocol/block.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { ManualClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { TestPool, testWallet } from '../pool/testPool.fixture.ts';
import { compareChains } from './forkPoint.ts';
import { ProofBook } from './proofBook.ts';
import { type ProvingPool, provePool } from './provePool.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const miner = testWallet('miner');

async function openPool(options: Parameters<typeof TestPool.open>[0] = {}): Promise<TestPool> {
  const test = await TestPool.open(options);
  closing.push(() => test.remove());
  return test;
}

async function openBook(test: TestPool, folder?: string): Promise<ProofBook> {
  const place = folder ?? (await mkdtemp(join(tmpdir(), 'coco-proofs-')));
  if (folder === undefined) closing.push(() => rm(place, { recursive: true, force: true }));
  return await ProofBook.open(join(place, 'proofs.json'), test.pool.network, silentLog);
}

/** The pool's session with one of its answers changed. */
function lying(
  session: PoolSession,
  change: (proofs: Uint8Array[], from: number) => Uint8Array[],
): ProvingPool {
  return {
    getStatus: (params) => session.getStatus(params),
    getProofs: async (params) => ({
      proofs: change((await session.getProofs(params)).proofs, params.from),
    }),
  };
}

const refusal = (promise: Promise<unknown>, facts: object) =>
  expect(promise).rejects.toMatchObject({ code: 'remote.badProof', facts });

describe('checking a pool’s work', () => {
  it('goes from genesis to the tip, later from where it was, also after a restart', async () => {
    const test = await openPool();
    await test.mine(5, miner);
    const folder = await mkdtemp(join(tmpdir(), 'coco-proofs-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const book = await openBook(test, folder);
    const session = test.pool.openSession();
    expect(await provePool(session, book, test.clock)).toEqual(test.pool.store.ledger.tip);
    await test.mine(2, miner);
    const asked: number[] = [];
    const listening = lying(session, (proofs, from) => {
      asked.push(from);
      return proofs;
    });
    expect(await provePool(listening, book, test.clock)).toEqual(test.pool.store.ledger.tip);
    expect(asked).toEqual([98, 99]);
    await book.save(true);
    const again = await openBook(test, folder);
    expect(again.best).toEqual(test.pool.store.ledger.tip);
    asked.length = 0;
    await provePool(listening, again, test.clock);
    expect(asked).toEqual([100, 101]);
  });

  it('waits for a pool that has no time', async () => {
    const test = await openPool();
    await test.mine(2, miner);
    const session = test.pool.openSession();
    let refused = 2;
    const busy: ProvingPool = {
      getStatus: (params) => session.getStatus(params),
      getProofs: async (params) => {
        if (refused-- > 0) throw new Fault('server.rateLimited');
        return session.getProofs(params);
      },
    };
    const waiting = {
      now: () => test.clock.now(),
      after: (_: number, task: () => void) => {
        task();
        return () => {};
      },
    };
    expect((await provePool(busy, await openBook(test), waiting)).id).toBe(95);
  });

  it('goes on where an answer holds fewer proofs than were asked for', async () => {
    const test = await openPool();
    await test.mine(5, miner);
    const pool = lying(test.pool.openSession(), (proofs) => proofs.slice(0, 2));
    expect(await provePool(pool, await openBook(test), test.clock)).toEqual(test.pool.store.ledger.tip);
  });

  it('finds every lie: no work, a changed header, another network, a gap, rubbish, the future', async () => {
    const test = await openPool();
    await test.mine(6, miner);
    const session = test.pool.openSession();
    const altered = (id: number, change: (proof: ReturnType<typeof decodeProof>) => void) =>
      lying(session, (proofs, from) =>
        proofs.map((bytes, at) => {
          if (from + at !== id) return bytes;
          const proof = decodeProof(bytes);
          change(proof);
          return encodeProof(proof);
        }),
      );
    const prove = async (pool: ProvingPool) => provePool(pool, await openBook(test), test.clock);
    await refusal(
      prove(
        altered(96, (proof) => {
          proof.header.reward += 1;
        }),
      ),
      { reason: 'block.footerHash', blockId: 96 },
    );
    await refusal(
      prove(
        altered(96, (proof) => {
          proof.footer.minedDate += 1;
        }),
      ),
      { reason: 'block.blockHash', blockId: 96 },
    );
    await refusal(
      prove(
        altered(97, (proof) => {
          proof.header.previousHash = new Uint8Array(32);
        }),
      ),
      { reason: 'block.previousHash', blockId: 97 },
    );
    await refusal(prove(lying(session, (proofs) => proofs.filter((_, at) => at !== 2))), {
      reason: 'block.id',
      blockId: 96,
    });
    await refusal(prove(lying(session, (proofs) => proofs.map(() => new Uint8Array(3)))), {
      reason: expect.stringMatching(/^decode\./),
      blockId: 94,
    });
    const other = await openPool({ operator: 'somebody else' });
    await refusal(provePool(session, await openBook(other), test.clock), {
      reason: 'block.previousHash',
      blockId: 94,
    });
    await refusal(provePool(session, await openBook(test), new ManualClock(test.clock.now() - 3_600_000)), {
      reason: 'block.minedDate',
    });
  });

  it('tells a fork from a pool that is behind', async () => {
    const clock = new ManualClock(1_760_000_000_000);
    const a = await openPool({ clock });
    await a.mine(2, miner);
    const b = await openPool({ clock, network: a.pool.network, operator: 'b' });
    for (const id of [94, 95]) {
      const bytes = await a.pool.store.blockBytes(id);
      if (bytes === undefined) throw new Error('There is no such block.');
      await b.pool.importBlock(bytes, null);
    }
    const book = await openBook(a);
    const tips = async () => ({
      a: await provePool(a.pool.openSession(), book, clock),
      b: await provePool(b.pool.openSession(), book, clock),
    });
    let now = await tips();
    expect(compareChains(book, now.a, now.b)).toEqual({ state: 'same' });
    await a.mine(1, miner);
    now = await tips();
    expect(compareChains(book, now.a, now.b)).toEqual({ state: 'ahead' });
    expect(compareChains(book, now.b, now.a)).toEqual({ state: 'behind' });
    await b.mine(3, miner);
    now = await tips();
    expect(compareChains(book, now.a, now.b)).toEqual({
      ...{ state: 'forked', blockId: 96, depth: 3 },
      heavier: now.a.totalWork >= now.b.totalWork ? 'a' : 'b',
    });
    expect(now.b.totalWork).toBeGreaterThan(now.a.totalWork);
  });
});
