import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PoolSession } from '#shared/api/poolApi.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import type { FaultCode } from '#shared/protocol/fault.ts';
import { decodeTransferMessage, identityOf } from '#shared/protocol/transactions.ts';
import { TestPool, testWallet } from '../testPool.fixture.ts';

const COIN = 100_000_000n;
const alice = testWallet('alice');
const bob = testWallet('bob');
const carol = testWallet('carol');
const nobody = testWallet('nobody');

let test: TestPool;
let session: PoolSession;

beforeAll(async () => {
  test = await TestPool.open();
  // Enough for alice and bob to have been paid.
  await test.mine(1, alice);
  await test.mine(1, bob);
  await test.mine(8, carol);
  session = test.pool.openSession();
});
afterAll(async () => {
  await test.remove();
});

const transfer = (from: { address: string }, to: { address: string }, amount: bigint, fee?: bigint) =>
  session.prepare({
    kind: 'transfer',
    sender: from.address,
    receivers: [{ address: to.address, amount }],
    ...(fee === undefined ? {} : { fee }),
  });
const refused = (promise: Promise<unknown>, code: FaultCode, facts: object = {}) =>
  expect(promise).rejects.toMatchObject({ code, facts: expect.objectContaining(facts) });

describe('prepare', () => {
  it('answers with the exact bytes, the fee, and what is left', async () => {
    const { balance } = await session.getWallet({ address: alice.address });
    const prepared = await transfer(alice, bob, COIN);
    const { tip } = await session.getStatus({});
    expect(prepared).toMatchObject({
      amount: COIN,
      fee: 10_000n,
      balanceAfter: balance - COIN - 10_000n,
      reference: { id: tip.id, hash: tip.hash },
      expiresAfter: tip.id + 6,
      newWallets: [],
      warnings: [],
    });
    expect(decodeTransferMessage(prepared.message)).toEqual({
      blockHash: tip.hash,
      sender: alice.publicKey,
      receivers: [{ key: bob.publicKey, amount: COIN }],
      fee: 10_000n,
    });
  });

  it('warns of wallets that the chain does not know, and of a payment to oneself', async () => {
    const prepared = await transfer(alice, nobody, COIN);
    expect(prepared.newWallets).toEqual([nobody.address]);
    expect(prepared.warnings.map(({ code }) => code)).toEqual(['prepare.newWallet']);
    const own = await transfer(alice, alice, 1n, 0n);
    expect(own.warnings.map(({ code }) => code)).toEqual(['prepare.toItself']);
    expect(own.balanceAfter).toBe(await test.balance(alice));
  });

  it('says why not', async () => {
    const { balance } = await session.getWallet({ address: alice.address });
    await refused(transfer(alice, bob, balance), 'transaction.balanceTooLow', { address: alice.address });
    await refused(transfer(nobody, bob, COIN), 'transaction.balanceTooLow', {
      address: nobody.address,
      have: '0',
      need: '1.0001',
    });
    await refused(transfer(alice, bob, 0n), 'transaction.amount');
    await refused(transfer(alice, bob, COIN, 2n ** 30n), 'transaction.fee');
    const typo = `${bob.address.slice(0, -1)}${bob.address.endsWith('q') ? 'p' : 'q'}`;
    await refused(transfer(alice, { address: typo }, COIN), 'address.checksum', { address: typo });
    const foreign = { address: encodeAddress('coco', bob.publicKey) };
    await refused(transfer(alice, foreign, COIN), 'address.prefix', foreign);
    const twice = [
      { address: bob.address, amount: 1n },
      { address: bob.address, amount: 2n },
    ];
    await refused(
      session.prepare({ kind: 'transfer', sender: alice.address, receivers: twice }),
      'transaction.receiverTwice',
      { address: bob.address },
    );
    await refused(
      session.prepare({ kind: 'transfer', sender: alice.address, receivers: [] }),
      'transaction.receivers',
    );
  });

  it('raises a default fee by one unit where the same bytes were signed before, and says so', async () => {
    const first = await transfer(alice, bob, 7n);
    await session.submit({ message: first.message, signature: alice.sign(first.message) });
    const second = await transfer(alice, bob, 7n);
    expect(second.fee).toBe(first.fee + 1n);
    expect(second.warnings).toEqual([{ code: 'prepare.feeRaised', facts: { by: '0.00000001' } }]);
    // A chosen fee is not changed behind anybody's back.
    await refused(transfer(alice, bob, 7n, first.fee), 'transaction.repeated');
    await test.mine(1, carol);
    await test.mine(1, carol);
  });

  it('counts what waits: one wallet’s transactions follow each other', async () => {
    const before = await session.getWallet({ address: alice.address });
    const half = before.balance / 2n;
    const one = await transfer(alice, bob, half);
    await session.submit({ message: one.message, signature: alice.sign(one.message) });
    expect(await session.getWallet({ address: alice.address })).toMatchObject({
      balance: before.balance,
      pendingOut: half + 10_000n,
      spendable: before.balance - half - 10_000n,
    });
    await refused(transfer(alice, bob, half), 'transaction.balanceTooLow');
    // Bob can spend on top of what he is about to get, and is told so.
    const bobs = await session.getWallet({ address: bob.address });
    expect(bobs).toMatchObject({ pendingIn: half, spendable: bobs.balance });
    // What is on its way in counts as soon as it is in a block, not before.
    expect((await transfer(bob, carol, 1n)).balanceAfter).toBe(bobs.balance - 1n - 10_000n);
    const risky = await transfer(bob, carol, bobs.balance + 1n);
    expect(risky.balanceAfter).toBe(half - 1n - 10_000n);
    expect(risky.warnings.map(({ code }) => code)).toEqual(['prepare.spendsPending']);
    await session.submit({ message: risky.message, signature: bob.sign(risky.message) });
    // Both can stand in one block, in the right order.
    await test.mine(1, carol);
    expect((await session.getTransaction({ identity: identityOf(risky.message) }))?.state).toBe('mined');
    expect(await test.balance(bob)).toBe(half - 1n - 10_000n);
  });

  it('prepares trust and balance updates, with the reasons why not', async () => {
    const trust = (hours: number) =>
      session.prepare({ kind: 'trust', sender: bob.address, party: carol.address, hours });
    await refused(trust(0), 'trust.none', { address: bob.address });
    await refused(
      session.prepare({ kind: 'trust', sender: bob.address, party: bob.address, hours: 1 }),
      'trust.party',
    );
    await refused(
      session.prepare({ kind: 'trust', sender: bob.address, party: nobody.address, hours: 1 }),
      'wallet.unknown',
      { address: nobody.address },
    );
    const update = (balance: bigint) =>
      session.prepare({
        kind: 'update',
        sender: carol.address,
        balances: [{ address: bob.address, balance }],
      });
    await refused(update(COIN), 'update.notTrusting', { address: bob.address });
    const prepared = await trust(2);
    expect(prepared).toMatchObject({ amount: 0n, fee: 10_000n });
    await session.submit({ message: prepared.message, signature: bob.sign(prepared.message) });
    await test.mine(1, alice);
    expect((await session.getWallet({ address: bob.address })).trust).toEqual({
      party: carol.address,
      hours: 2,
      ends: null,
    });
    await refused(transfer(bob, alice, 1n), 'transaction.underTrust', { address: bob.address });
    const change = await update(5n);
    await session.submit({ message: change.message, signature: carol.sign(change.message) });
    await test.mine(1, alice);
    expect(await test.balance(bob)).toBe(5n);
    const { entries } = await session.getHistory({ address: bob.address, limit: 2 });
    expect(entries.map(({ kind }) => kind)).toEqual(['update', 'trust']);
  });
});

describe('submit', () => {
  it('refuses a signature of somebody else, and bytes that are no transaction', async () => {
    const { message } = await transfer(alice, bob, COIN);
    await refused(session.submit({ message, signature: bob.sign(message) }), 'transaction.signature');
    await refused(
      session.submit({ message: message.subarray(0, 50), signature: alice.sign(message) }),
      'decode.truncated',
    );
    await refused(
      session.submit({ message: Uint8Array.of(0xf4), signature: alice.sign(message) }),
      'decode.truncated',
    );
  });

  it('gives the same answer when the same transaction comes again', async () => {
    const { message } = await transfer(alice, bob, COIN);
    const signature = alice.sign(message);
    const [first, second] = await Promise.all([
      session.submit({ message, signature }),
      session.submit({ message, signature }),
    ]);
    expect(second).toEqual(first);
    expect(await session.submit({ message, signature })).toEqual(first);
    await test.mine(1, carol);
    await refused(session.submit({ message, signature }), 'transaction.repeated');
  });

  it('tells a transaction that came too late from one of another chain', async () => {
    const { message } = await transfer(alice, bob, COIN + 5n);
    await test.mine(7, carol);
    await refused(session.submit({ message, signature: alice.sign(message) }), 'mempool.expired');
    const other = message.slice();
    other[8] = (other[8] ?? 0) ^ 1;
    await refused(session.submit({ message: other, signature: alice.sign(other) }), 'transaction.reference');
  });
});
