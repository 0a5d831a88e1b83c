import { describe, expect, it } from 'vitest';
import type { Tracked } from '#shared/api/bridgeStates.ts';
import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import { parseCoins } from '#shared/protocol/amounts.ts';
import { fromHex, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { decodeTransferMessage } from '#shared/protocol/transactions.ts';
import { faultOf } from './testFault.fixture.ts';
import { testNetwork } from './testPool.fixture.ts';
import { fundedWallet, settled, type TestWallet, testPassword } from './testWallet.fixture.ts';

const addressOf = (byte: number) => encodeAddress('lcoco', new Uint8Array(32).fill(byte));
const anna = addressOf(7);
const bert = addressOf(8);
const coins = parseCoins;

const one = { account: 0, receivers: [{ address: anna, amount: coins('1') }] };
const trackedOf = ({ events }: TestWallet): Tracked[] =>
  events.flatMap((event) => (event.type === 'tracked' ? [event.value] : []));

describe('prepare', () => {
  it('gives a draft of exactly what was asked', async () => {
    const { wallet } = await fundedWallet();
    await wallet.saveContact({ name: 'Anna', address: anna });
    const receivers = [
      { address: anna.toUpperCase(), amount: coins('1.5') },
      { address: wallet.addressOf(0), amount: coins('2') },
    ];
    const draft = await wallet.prepare({ account: 0, receivers, fee: coins('0.0002') });
    expect(draft).toMatchObject({
      receivers: [
        { address: anna, amount: coins('1.5'), contact: 'Anna', firstTime: true, own: false },
        { address: wallet.addressOf(0), amount: coins('2'), contact: null, firstTime: false, own: true },
      ],
      amount: coins('3.5'),
      fee: coins('0.0002'),
      total: coins('3.5002'),
      balanceAfter: coins('96.4998'),
      expiresAfter: 99,
      warnings: [],
      passwordNeeded: false,
    });
    const said = decodeTransferMessage(fromHex(draft.message));
    expect(said.fee).toBe(coins('0.0002'));
    expect(said.receivers.map(({ amount }) => amount)).toEqual([coins('1.5'), coins('2')]);
  });

  it('takes the standard fee of the network, not of the pool', async () => {
    const { wallet } = await fundedWallet();
    expect((await wallet.prepare(one)).fee).toBe(testNetwork.defaultFee);
  });

  it.each([
    ['address.checksum', [{ address: `${anna.slice(0, -1)}${anna.endsWith('q') ? 'p' : 'q'}`, amount: 1n }]],
    ['address.prefix', [{ address: encodeAddress('coco', new Uint8Array(32)), amount: 1n }]],
    ['transaction.amount', [{ address: anna, amount: 0n }]],
    [
      'transaction.receiverTwice',
      [
        { address: anna, amount: 1n },
        { address: anna.toUpperCase(), amount: 2n },
      ],
    ],
    ['transaction.balanceTooLow', [{ address: anna, amount: coins('100') }]],
  ])('refuses with %s and names it', async (code, receivers) => {
    const { wallet } = await fundedWallet();
    const fault = await faultOf(wallet.prepare({ account: 0, receivers }));
    expect(fault.code).toBe(code);
    expect(Object.keys(fault.facts)).not.toEqual([]);
  });

  it('refuses an account that is not there', async () => {
    const { wallet } = await fundedWallet();
    expect((await faultOf(wallet.prepare({ ...one, account: 3 }))).code).toBe('wallet.account');
  });

  it('gives nothing when it was locked meanwhile', async () => {
    const { wallet } = await fundedWallet();
    const preparing = wallet.prepare(one);
    wallet.lock();
    expect((await faultOf(preparing)).code).toBe('wallet.locked');
  });

  it.each([
    ['payment.feeHigh', { ...one, fee: coins('0.01') }],
    ['payment.feeAboveAmount', { account: 0, receivers: [{ address: anna, amount: 1n }] }],
  ])('warns: %s', async (code, wish) => {
    const { wallet } = await fundedWallet();
    expect((await wallet.prepare(wish)).warnings.map((warning) => warning.code)).toContain(code);
  });

  it('says when everything goes back to the sender, and does not find its fee high', async () => {
    const { wallet, address } = await fundedWallet();
    const draft = await wallet.prepare({ account: 0, receivers: [{ address, amount: 1n }] });
    expect(draft.warnings.map(({ code }) => code)).toEqual(['payment.toSelf']);
  });

  it('warns of an address that looks like a known one', async () => {
    const { wallet } = await fundedWallet();
    await wallet.saveContact({ name: 'Anna', address: anna });
    // The same first six characters of data, as a grinder makes them.
    const key = decodeAddress('lcoco', anna).slice();
    key[20] = 99;
    const twin = encodeAddress('lcoco', key);
    const wish = { account: 0, receivers: [{ address: twin, amount: coins('1') }] };
    const draft = await wallet.prepare(wish);
    expect(draft.warnings).toEqual([{ code: 'payment.lookalike', facts: { address: twin, known: anna } }]);
    // Saved as a contact it is still suspect, until it was paid.
    await wallet.saveContact({ name: 'Twin', address: twin });
    expect((await wallet.prepare(wish)).warnings).toEqual(draft.warnings);
    await wallet.approve({ draftId: draft.draftId });
    expect((await wallet.prepare({ ...wish, fee: 10_001n })).warnings).toEqual([]);
  });

  it('lets a pool warn in its own name only', async () => {
    const { wallet, pool } = await fundedWallet();
    pool.lie = (prepared) => ({
      ...prepared,
      warnings: [
        { code: 'payment.toSelf', facts: {} },
        { code: 'prepare.toItself', facts: {} },
        { code: 'call 0190 666', facts: {} },
        { code: 'wallet.unknown', facts: {} },
        { code: 'contract.altered', facts: {} },
        { code: 'contract.refuses', facts: { reason: 'exception', detail: 'Call 0190 666 at once' } },
        { code: 'prepare.newWallet', facts: { address: 'Call 0190 666 at once', wallets: 1 } },
        { code: 'prepare.spendsPending', facts: { have: '0.1' } },
      ],
    });
    expect((await wallet.prepare(one)).warnings).toEqual([
      { code: 'prepare.newWallet', facts: { wallets: 1 } },
      { code: 'prepare.spendsPending', facts: { have: '0.1' } },
    ]);
  });
});

describe('approve', () => {
  it('signs, sends, and follows the payment until it is deep', async () => {
    const made = await fundedWallet();
    const { wallet, pool, events } = made;
    const draft = await wallet.prepare(one);
    const tracked = await wallet.approve({ draftId: draft.draftId });
    expect(pool.submitted).toEqual([toHex(tracked.identity)]);
    for (let blocks = 0; blocks < 8; blocks++) {
      pool.mine();
      await settled();
    }
    expect(trackedOf(made).map(({ state, confirmations }) => `${state} ${confirmations}`)).toEqual([
      'pending 0',
      'mined 1',
      'mined 2',
      'mined 3',
      'mined 4',
      'mined 5',
      'mined 6',
    ]);
    expect(wallet.state.accounts[0]?.balance).toBe(coins('98.9999'));
    expect(events.filter(({ type }) => type === 'activity')).toHaveLength(2);
    expect((await wallet.prepare(one)).receivers[0]?.firstTime).toBe(false);
  });

  it('tells when a payment is void', async () => {
    const made = await fundedWallet();
    const { wallet, pool } = made;
    await wallet.approve({ draftId: (await wallet.prepare(one)).draftId });
    for (let blocks = 0; blocks < 7; blocks++) {
      pool.mine({ leaveOut: true });
      await settled();
    }
    expect(trackedOf(made).map(({ state }) => state)).toEqual(['pending', 'expired']);
  });

  it('follows it further after a restart', async () => {
    const { wallet, pool, restart } = await fundedWallet();
    await wallet.approve({ draftId: (await wallet.prepare(one)).draftId });
    wallet.lock();
    pool.mine();
    const again = await restart();
    await again.wallet.unlock(testPassword);
    await settled();
    pool.mine();
    await settled();
    expect(trackedOf(again).map(({ state, confirmations }) => `${state} ${confirmations}`)).toEqual([
      'mined 1',
      'mined 2',
    ]);
  });

  it('knows no draft that was used, discarded, or made before a lock', async () => {
    const { wallet } = await fundedWallet();
    const first = await wallet.prepare(one);
    await wallet.approve({ draftId: first.draftId });
    expect((await faultOf(wallet.approve({ draftId: first.draftId }))).code).toBe('payment.draft');
    const second = await wallet.prepare(one);
    wallet.payments.discard({ draftId: second.draftId });
    expect((await faultOf(wallet.approve({ draftId: second.draftId }))).code).toBe('payment.draft');
    const third = await wallet.prepare(one);
    wallet.lock();
    await wallet.unlock(testPassword);
    expect((await faultOf(wallet.approve({ draftId: third.draftId }))).code).toBe('payment.draft');
  });

  it('sends once when it is asked twice', async () => {
    const { wallet, pool } = await fundedWallet();
    const { draftId } = await wallet.prepare(one);
    const [first, second] = await Promise.all([wallet.approve({ draftId }), wallet.approve({ draftId })]);
    expect(first).toEqual(second);
    expect(pool.submitted).toHaveLength(1);
  });

  it('hands in the same bytes again after a refusal', async () => {
    const { wallet, pool } = await fundedWallet();
    const { draftId } = await wallet.prepare(one);
    pool.refuse = new Fault('transaction.balanceTooLow', { have: '0', need: '1' });
    expect((await faultOf(wallet.approve({ draftId }))).code).toBe('transaction.balanceTooLow');
    pool.refuse = new Error('connection lost');
    await expect(wallet.approve({ draftId })).rejects.toThrow('connection lost');
    await wallet.approve({ draftId });
    expect(pool.submitted).toHaveLength(1);
  });

  it('does not approve a draft that is too old, in minutes or in blocks', async () => {
    const { wallet, clock, pool } = await fundedWallet();
    wallet.autoLockMinutes = 0;
    const first = await wallet.prepare(one);
    clock.advance(10 * 60_000 + 1);
    expect((await faultOf(wallet.approve({ draftId: first.draftId }))).code).toBe('payment.draftExpired');
    const second = await wallet.prepare(one);
    for (let blocks = 0; blocks < 6; blocks++) pool.mine();
    expect((await faultOf(wallet.approve({ draftId: second.draftId }))).code).toBe('payment.draftExpired');
  });
});

describe('the same payment again', () => {
  it('costs one unit more, and says so', async () => {
    const { wallet } = await fundedWallet();
    await wallet.approve({ draftId: (await wallet.prepare(one)).draftId });
    const second = await wallet.prepare(one);
    expect(second.fee).toBe(10_001n);
    expect(second.warnings).toEqual([
      {
        code: 'payment.feeRaised',
        facts: { fee: '0.00010001', asked: '0.0001', standard: '0.0001' },
      },
    ]);
    await wallet.approve({ draftId: second.draftId });
    expect((await wallet.prepare(one)).fee).toBe(10_002n);
  });

  it('also after a restart, and when the pool is the one that remembers', async () => {
    const { wallet, pool, restart } = await fundedWallet();
    await wallet.approve({ draftId: (await wallet.prepare(one)).draftId });
    const again = await restart();
    await again.wallet.unlock(testPassword);
    expect((await again.wallet.prepare(one)).fee).toBe(10_001n);
    const { prepare } = pool;
    pool.prepare = async (request) => {
      if (request.kind === 'transfer' && (request.fee ?? 0n) < 10_003n)
        throw new Fault('transaction.repeated');
      return await prepare(request);
    };
    expect((await again.wallet.prepare(one)).fee).toBe(10_003n);
  });

  it('costs the same with another block as its reference', async () => {
    const { wallet, pool } = await fundedWallet();
    await wallet.approve({ draftId: (await wallet.prepare(one)).draftId });
    pool.mine();
    expect((await wallet.prepare(one)).fee).toBe(10_000n);
  });

  it('is not signed from a second draft with the same bytes', async () => {
    const { wallet, pool } = await fundedWallet();
    const [first, second] = await Promise.all([wallet.prepare(one), wallet.prepare(one)]);
    await wallet.approve({ draftId: first.draftId });
    expect((await faultOf(wallet.approve({ draftId: second.draftId }))).code).toBe('payment.draft');
    expect(pool.submitted).toHaveLength(1);
  });
});

describe('the password at approval', () => {
  const pay = (amount: string, address = anna) => ({
    account: 0,
    receivers: [{ address, amount: coins(amount) }],
  });

  it('is asked for a large payment to somebody new, and for nothing small', async () => {
    const { wallet } = await fundedWallet();
    expect((await wallet.prepare(pay('10'))).passwordNeeded).toBe(false);
    const draft = await wallet.prepare(pay('11'));
    expect(draft.passwordNeeded).toBe(true);
    expect((await faultOf(wallet.approve({ draftId: draft.draftId }))).code).toBe('wallet.passwordNeeded');
    const wrong = wallet.approve({ draftId: draft.draftId, password: 'wrong password' });
    expect((await faultOf(wrong)).code).toBe('wallet.passwordWrong');
    await wallet.approve({ draftId: draft.draftId, password: testPassword });
    // Anna is known now: up to a half.
    expect((await wallet.prepare(pay('40'))).passwordNeeded).toBe(false);
    expect((await wallet.prepare(pay('60'))).passwordNeeded).toBe(true);
  });

  it('is asked although the payments come in slices, until it was given', async () => {
    const { wallet } = await fundedWallet();
    await wallet.approve({ draftId: (await wallet.prepare(pay('6'))).draftId });
    const second = await wallet.prepare(pay('6', bert));
    expect(second.passwordNeeded).toBe(true);
    // The draft was made when it was not needed yet: what counts is the moment of the approval.
    const stale = await wallet.prepare(pay('3', bert));
    expect(stale.passwordNeeded).toBe(false);
    await wallet.approve({ draftId: (await wallet.prepare(pay('2', addressOf(9)))).draftId });
    expect((await faultOf(wallet.approve({ draftId: stale.draftId }))).code).toBe('wallet.passwordNeeded');
    await wallet.approve({ draftId: second.draftId, password: testPassword });
    expect((await wallet.prepare(pay('6', addressOf(10)))).passwordNeeded).toBe(false);
  });

  it('is asked although the slices are approved all at once', async () => {
    const { wallet } = await fundedWallet();
    const drafts = [];
    for (let byte = 9; byte < 15; byte++) {
      const receivers = [{ address: addressOf(byte), amount: coins('6') }];
      drafts.push(await wallet.prepare({ account: 0, receivers }));
    }
    expect(drafts.every(({ passwordNeeded }) => !passwordNeeded)).toBe(true);
    const answers = await Promise.allSettled(drafts.map(({ draftId }) => wallet.approve({ draftId })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is not asked between own accounts', async () => {
    const { wallet } = await fundedWallet();
    const { address } = await wallet.addAccount('Second');
    expect((await wallet.prepare(pay('99', address))).passwordNeeded).toBe(false);
  });

  it('is asked for a contact that was never paid: the window can save contacts', async () => {
    const { wallet } = await fundedWallet();
    await wallet.saveContact({ name: 'Anna', address: anna });
    expect((await wallet.prepare(pay('11'))).passwordNeeded).toBe(true);
  });
});
