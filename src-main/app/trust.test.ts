import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PoolSession } from '#shared/api/poolApi.ts';
import type { GroupItem, Prepared, PrepareRequest } from '#shared/api/poolValues.ts';
import type { FaultCode } from '#shared/protocol/fault.ts';
import { decodeGroupMessage, encodeGroupMessage } from '#shared/protocol/trusts.ts';
import { silentLog } from '../base/log.ts';
import { settle, TestPool, testWallet } from '../pool/testPool.fixture.ts';
import { openWallet } from '../wallet/openWallet.ts';
import { quickStretch } from '../wallet/testStretch.fixture.ts';
import type { Wallet } from '../wallet/wallet.ts';

const COIN = 100_000_000n;
const HOUR = 3_600_000;
const password = 'a long password';
const miner = testWallet('miner');

let test: TestPool;
let session: PoolSession;
let folder: string;
let wallet: Wallet;
/** Set: changes what the pool answers to `prepare`. */
let lie: ((prepared: Prepared) => Prepared) | undefined;

const [anna, party, other] = [0, 1, 2];
const address = (account: number) => wallet.addressOf(account);
const stateOf = (account: number) => {
  const state = wallet.state.accounts[account];
  if (state === undefined) throw new Error('There is no such account.');
  return state;
};
const refused = (promise: Promise<unknown>, code: FaultCode, facts: object = {}) =>
  expect(promise).rejects.toMatchObject({ code, facts: expect.objectContaining(facts) });

async function mine(blocks = 1): Promise<void> {
  await test.mine(blocks, miner);
  await settle();
}

/** Approves with the password and mines it. */
async function approve(draftId: string): Promise<void> {
  await wallet.approve({ draftId, password });
  await mine();
}

beforeAll(async () => {
  test = await TestPool.open();
  await test.mine(8, miner);
  folder = await mkdtemp(join(tmpdir(), 'coco-trust-'));
  const real = test.pool.openSession();
  session = new Proxy(real, {
    get(target, name) {
      if (name === 'prepare' && lie !== undefined) {
        return async (request: PrepareRequest) => lie?.(await target.prepare(request));
      }
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  wallet = await openWallet({
    folder,
    clock: test.clock,
    random: (length) => new Uint8Array(randomBytes(length)),
    log: silentLog,
    session,
    network: test.pool.network,
    autoLockMinutes: 0,
    stretch: quickStretch,
  });
  await wallet.restore('abandon '.repeat(11).concat('about'), password);
  await wallet.addAccount('Party');
  await wallet.addAccount('Other');
  for (const account of [anna, party, other]) {
    const publicKey = new Uint8Array(32);
    await test.send(miner, [
      { wallet: { address: address(account), publicKey, sign: miner.sign }, amount: 10n * COIN },
    ]);
    await mine();
  }
  await mine(2);
});
afterAll(async () => {
  wallet.close();
  await test.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('trust, update and group, from the wish to the chain', () => {
  it('refuses what cannot be, and says why', async () => {
    const trust = (to: string, hours = 24) => wallet.prepareTrust({ account: anna, party: to, hours });
    await refused(trust(address(anna)), 'trust.self', { address: address(anna) });
    await refused(trust(address(party), 0), 'trust.none');
    await refused(trust(testWallet('unheard').address), 'wallet.unknown', {
      address: testWallet('unheard').address,
    });
    await refused(trust('lcoco1nonsense'), 'address.length');
    await refused(
      wallet.prepareUpdate({ account: party, balances: [{ address: address(anna), balance: COIN }] }),
      'update.notTrusting',
      { address: address(anna) },
    );
    await refused(
      wallet.prepareGroup({
        account: party,
        items: [
          { kind: 'transfer', sender: address(anna), receivers: [{ address: address(other), amount: 1n }] },
        ],
      }),
      'group.sender',
      { address: address(anna) },
    );
  });

  it('entrusts an account, with the password only', async () => {
    const draft = await wallet.prepareTrust({ account: anna, party: address(party), hours: 24 });
    expect(draft).toMatchObject({
      kind: 'trust',
      action: 'entrust',
      hours: 24,
      fee: 10_000n,
      passwordNeeded: true,
    });
    expect(draft.party).toMatchObject({ address: address(party), own: true });
    await refused(wallet.approve({ draftId: draft.draftId }), 'wallet.passwordNeeded');
    await approve(draft.draftId);
    expect(stateOf(anna).trust).toEqual({ party: address(party), hours: 24, ends: null });
    expect(stateOf(anna).spendable).toBe(0n);
    await refused(
      wallet.prepare({ account: anna, receivers: [{ address: address(other), amount: 1n }] }),
      'transaction.underTrust',
    );
    await refused(wallet.prepareTrust({ account: anna, party: address(other), hours: 1 }), 'trust.party');
    const longer = await wallet.prepareTrust({ account: anna, party: address(party), hours: 48 });
    expect(longer).toMatchObject({ action: 'lengthen', hours: 48 });
    await approve(longer.draftId);
    expect(stateOf(anna).trust).toEqual({ party: address(party), hours: 48, ends: null });
  });

  it('sets balances with one update; every wallet sees what it did to it', async () => {
    const before = { anna: stateOf(anna).balance, party: stateOf(party).balance };
    const draft = await wallet.prepareUpdate({
      account: party,
      balances: [{ address: address(anna), balance: before.anna - COIN }],
    });
    expect(draft).toMatchObject({ difference: -COIN, fee: 10_100n, passwordNeeded: true });
    expect(draft.rows).toEqual([
      {
        address: address(anna),
        contact: null,
        before: before.anna,
        after: before.anna - COIN,
        difference: -COIN,
      },
    ]);
    expect(draft.balanceAfter).toBe(before.party + COIN - 10_100n);
    await approve(draft.draftId);
    expect(stateOf(anna).balance).toBe(before.anna - COIN);
    expect(stateOf(party).balance).toBe(draft.balanceAfter);
    const newest = async (account: number) =>
      (await session.getHistory({ address: address(account), limit: 1 })).entries[0];
    expect(await newest(anna)).toMatchObject({ kind: 'update', change: -COIN });
    expect(await newest(party)).toMatchObject({ kind: 'update', change: COIN - 10_100n });
  });

  const items = (): GroupItem[] => [
    { kind: 'transfer', sender: address(anna), receivers: [{ address: address(other), amount: 3n }] },
    {
      kind: 'transfer',
      sender: address(party),
      receivers: [
        { address: address(anna), amount: COIN },
        { address: address(other), amount: 2n * COIN },
      ],
    },
    { kind: 'update', balances: [{ address: address(anna), balance: 5n * COIN }] },
    { kind: 'termination', sender: address(anna) },
  ];

  it('never signs a group that is not what was asked for', async () => {
    const altered = (change: (group: ReturnType<typeof decodeGroupMessage>) => void) => {
      lie = (prepared) => {
        const group = decodeGroupMessage(prepared.message);
        change(group);
        return { ...prepared, message: encodeGroupMessage(group) };
      };
    };
    const transferOf = (group: ReturnType<typeof decodeGroupMessage>) => {
      const [list] = group.lists;
      const item = list?.type === 1 ? list.items[0] : undefined;
      if (item === undefined) throw new Error('The group does not begin with a transfer.');
      return item;
    };
    const prepare = () => wallet.prepareGroup({ account: party, items: items() });
    altered((group) => {
      transferOf(group).receiver = 0;
    });
    await refused(prepare(), 'wallet.poolLied', { field: 'message' });
    altered((group) => {
      transferOf(group).amount += 1n;
    });
    await refused(prepare(), 'wallet.poolLied', { field: 'message' });
    altered((group) => {
      group.lists.push(...group.lists.slice(0, 1));
    });
    await refused(prepare(), 'wallet.poolLied', { field: 'message' });
    lie = (prepared) => ({ ...prepared, fee: prepared.fee - 1n });
    await refused(prepare(), 'wallet.poolLied', { field: 'fee' });
    lie = undefined;
  });

  it('sends a group of transfers, an update and a termination under one signature', async () => {
    const before = {
      party: stateOf(party).balance,
      other: stateOf(other).balance,
      anna: stateOf(anna).balance,
    };
    const draft = await wallet.prepareGroup({ account: party, items: items() });
    expect(draft).toMatchObject({
      transfers: 2,
      terminations: 1,
      updates: 1,
      amount: 3n * COIN + 3n,
      fee: 10_000n,
      senderFees: 20_000n,
      passwordNeeded: true,
    });
    await wallet.approve({ draftId: draft.draftId, password });
    await settle();
    // While it waits, everybody whom it names sees what it will do.
    expect(stateOf(anna)).toMatchObject({ pendingIn: 0n, pendingOut: before.anna - 5n * COIN });
    expect(stateOf(other)).toMatchObject({ pendingIn: 2n * COIN + 3n, pendingOut: 0n });
    expect(stateOf(party).pendingIn).toBe(draft.balanceAfter - before.party);
    const [waiting] = (await session.getHistory({ address: address(other), limit: 1 })).entries;
    expect(waiting).toMatchObject({ kind: 'group', state: 'pending', change: 2n * COIN + 3n });
    await mine();
    expect(stateOf(other)).toMatchObject({ pendingIn: 0n, pendingOut: 0n });
    // What Anna had after the two transfers, less 5 coins, went to the party with the update.
    const annas = before.anna - 3n - 10_000n + COIN;
    expect(stateOf(party).balance).toBe(
      before.party - 10_000n - 3n * COIN - 10_000n + (annas - 5n * COIN) - 10_100n,
    );
    expect(draft.balanceAfter).toBe(stateOf(party).balance);
    expect(stateOf(anna).balance).toBe(5n * COIN);
    expect(stateOf(other).balance).toBe(before.other + 2n * COIN + 3n);
    const change = async (account: number) =>
      (await session.getHistory({ address: address(account), limit: 1 })).entries[0]?.change;
    expect(await change(anna)).toBe(5n * COIN - before.anna);
    expect(await change(party)).toBe(stateOf(party).balance - before.party);
    expect(await change(other)).toBe(2n * COIN + 3n);

    const identity = (await session.getHistory({ address: address(anna), limit: 1 })).entries[0]?.identity;
    const detail = identity && (await session.getTransactionDetail({ identity }));
    expect(detail).toMatchObject({ partCount: 4, record: { kind: 'group', state: 'mined' } });
    expect(detail?.signed?.message).toBeDefined();
    expect(detail?.parts.map(({ kind }) => kind)).toEqual(['transfer', 'transfer', 'balance', 'termination']);
  });

  it('gives the account back when the time of the termination is over, not before', async () => {
    const ends = stateOf(anna).trust?.ends ?? 0;
    expect(ends).toBeGreaterThan(test.clock.now() + 47 * HOUR);
    await refused(
      wallet.prepareTrust({ account: anna, party: address(party), hours: 0 }),
      'trust.terminating',
    );
    const back = await wallet.prepareTrust({ account: anna, party: address(party), hours: 1 });
    expect(back).toMatchObject({ action: 'revoke', hours: 48 });
    await approve(back.draftId);
    expect(stateOf(anna).trust?.ends).toBeNull();

    const end = await wallet.prepareTrust({ account: anna, party: address(party), hours: 0 });
    expect(end).toMatchObject({ action: 'terminate', hours: 48, fee: 0n, passwordNeeded: false });
    await wallet.approve({ draftId: end.draftId });
    await mine();
    test.clock.advance(48 * HOUR);
    await mine(2);
    expect(stateOf(anna).trust).toBeNull();
    const free = await wallet.prepare({
      account: anna,
      receivers: [{ address: address(other), amount: 1n }],
    });
    await approve(free.draftId);
  });
});
