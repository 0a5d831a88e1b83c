import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { passes } from '#shared/protocol/difficulty.ts';
import { identityOf } from '#shared/protocol/transactions.ts';
import { TestPool, testWallet } from '../testPool.fixture.ts';

const COIN = 100_000_000n;
const alice = testWallet('alice');
const bob = testWallet('bob');

let test: TestPool;
let session: PoolSession;

beforeAll(async () => {
  test = await TestPool.open();
  await test.mine(9, alice);
  session = test.pool.openSession();
});
afterAll(async () => {
  await test.remove();
});

const search = async (text: string) => (await session.search({ text })).hit;

describe('search', () => {
  it('finds blocks by id and hash, wallets by address, id and key, transactions by identity', async () => {
    const { tip } = await session.getStatus({});
    expect(await search(String(tip.id))).toEqual({ kind: 'block', id: tip.id });
    expect(await search(` ${toHex(tip.hash).toUpperCase()} `)).toEqual({ kind: 'block', id: tip.id });
    expect(await search(alice.address)).toEqual({ kind: 'wallet', address: alice.address });
    expect(await search(alice.address.toUpperCase())).toEqual({ kind: 'wallet', address: alice.address });
    expect(await search(toHex(alice.publicKey))).toEqual({ kind: 'wallet', address: alice.address });
    const { id } = await session.getWallet({ address: alice.address });
    expect(await search(`#${id}`)).toEqual({ kind: 'wallet', address: alice.address });
    const identity = await test.send(alice, [{ wallet: bob, amount: COIN }]);
    expect(await search(toHex(identity))).toEqual({ kind: 'transaction', identity });
    await test.mine(1, alice);
    expect(await search(`0x${toHex(identity)}`)).toEqual({ kind: 'transaction', identity });
  });

  it('says null for what is not there, and why for what cannot be there', async () => {
    expect(await search('4000000')).toBeNull();
    expect(await search('93')).toBeNull();
    expect(await search('#99999')).toBeNull();
    expect(await search('ab'.repeat(32))).toBeNull();
    // An address that the chain does not know is one all the same: its page says so.
    expect(await search(testWallet('unheard').address)).toEqual({
      kind: 'wallet',
      address: testWallet('unheard').address,
    });
    const typo = `${bob.address.slice(0, -1)}${bob.address.endsWith('q') ? 'p' : 'q'}`;
    await expect(search(typo)).rejects.toMatchObject({ code: 'address.checksum' });
    await expect(search('what is this?')).rejects.toMatchObject({ code: 'search.text' });
  });
});

describe('a block in full', () => {
  it('tells header, proof of work, lists and transactions, page by page', async () => {
    for (let n = 1n; n <= 4n; n++) await test.send(alice, [{ wallet: bob, amount: n }]);
    await test.mine(1, alice);
    const { tip } = await session.getStatus({});
    const all = await session.getBlockDetail({ id: tip.id, from: 0, limit: 200 });
    if (all === null) throw new Error('The tip is not there.');
    const { summary, work, transactions, lists } = all;
    expect(summary.hash).toEqual(tip.hash);
    expect(all.next).toBeNull();
    expect(all.more).toBe(false);
    expect(transactions[0]?.kind).toBe('reward');
    expect(transactions.filter(({ sender }) => sender === alice.address)).toHaveLength(4);
    const items = lists.filter(({ type }) => type !== 9).reduce((sum, list) => sum + list.items, 0);
    // The pool's payout may stand there, too.
    expect(transactions).toHaveLength(items + 1);
    expect(passes(tip.hash, work.target)).toBe(true);
    const before = await session.getBlockDetail({ id: tip.id - 1, from: 0, limit: 1 });
    expect(before?.summary.hash).toEqual(all.previousHash);
    expect(before?.next).toEqual({ id: tip.id, hash: tip.hash });
    const pages = [];
    for (let from = 0; from < transactions.length; from += 2) {
      const page = await session.getBlockDetail({ id: tip.id, from, limit: 2 });
      expect(page?.more).toBe(from + 2 < transactions.length);
      pages.push(...(page?.transactions ?? []));
    }
    expect(pages).toEqual(transactions);
    expect(await session.getBlockDetail({ id: tip.id + 1, from: 0, limit: 1 })).toBeNull();
  });
});

describe('a transaction in full', () => {
  it('tells the signed bytes of a waiting and of a mined one, and of a reward what there is', async () => {
    const prepared = await session.prepare({
      kind: 'transfer',
      sender: alice.address,
      receivers: [{ address: bob.address, amount: 77n }],
    });
    const { message } = prepared;
    const signature = alice.sign(message);
    await session.submit({ message, signature });
    const identity = identityOf(message);
    const waiting = await session.getTransactionDetail({ identity });
    expect(waiting).toMatchObject({ blockHash: null, record: { state: 'pending', amount: 77n } });
    expect(waiting?.signed).toEqual({ message, signature });
    await test.mine(1, alice);
    const { tip } = await session.getStatus({});
    const mined = await session.getTransactionDetail({ identity });
    expect(mined).toMatchObject({ blockHash: tip.hash, record: { state: 'mined', blockId: tip.id } });
    expect(mined?.signed).toEqual({ message, signature });
    expect(await session.getTransactionDetail({ identity: tip.hash })).toMatchObject({
      record: { kind: 'reward' },
      signed: null,
      blockHash: tip.hash,
    });
    expect(await session.getTransactionDetail({ identity: new Uint8Array(32) })).toBeNull();
  });
});

describe('many wallets at once', () => {
  it('answers in the order of the addresses', async () => {
    const unheard = testWallet('unheard').address;
    const { wallets } = await session.getWallets({ addresses: [unheard, alice.address] });
    const { id, balance } = await session.getWallet({ address: alice.address });
    expect(wallets).toEqual([
      { address: unheard, id: null, balance: 0n, trust: null },
      { address: alice.address, id, balance, trust: null },
    ]);
  });
});
