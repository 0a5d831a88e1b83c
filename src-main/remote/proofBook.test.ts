import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { genesisTip } from '#shared/ledger/ledger.ts';
import { silentLog } from '../base/log.ts';
import { TestPool } from '../pool/testPool.fixture.ts';
import { ProofBook } from './proofBook.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('a book of proven blocks', () => {
  it('is on disk when any of its savings has ended, also one that found nothing left to write', async () => {
    const test = await TestPool.open();
    closing.push(() => test.remove());
    const { network } = test.pool;
    const folder = await mkdtemp(join(tmpdir(), 'coco-proof-book-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'proofs.json');
    const book = await ProofBook.open(path, network, silentLog);
    const genesis = genesisTip(network);
    book.add({ ...genesis, id: genesis.id + 1, hash: new Uint8Array(32).fill(1), totalWork: 1n }, genesis);

    void book.save(true);
    await book.save(true);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ blocks: [{ id: 93 }, { id: 94 }] });
  });
});
