import { beforeEach, describe, expect, it } from 'vitest';
import { verify } from '../protocol/keys.ts';
import { FEATURE, type ItemOf, type List } from '../protocol/lists.ts';
import { forgeBlock } from './forge.ts';
import { bob, COIN, carol, dave, FEE, TestLedger } from './testLedger.ts';
import { addressList, signedList, signItem, testKeys, walletTransfer } from './testWallets.ts';
import { applyBlock } from './transition.ts';

const HOUR = 3_600_000;
let t: TestLedger;

beforeEach(() => {
  t = new TestLedger();
});

describe('trust', () => {
  it('lets only the party move the coins, until the termination time is over', () => {
    t.mine({ lists: [t.trust(2)] });
    expect(t.ledger.trustOf(2)).toEqual({ party: 4, hours: 2, ends: 0 });
    expect(t.ledger.balanceOf(2)).toBe(100n * COIN - FEE);
    expect(t.refusal({ lists: [t.transfer()] })).toMatchObject({
      code: 'transaction.underTrust',
      facts: { wallet: 2, party: 4 },
    });
    const started = t.mine({ lists: [t.trust(0)] }).changes.tip.minedDate;
    expect(t.ledger.balanceOf(2)).toBe(100n * COIN - FEE);
    expect(t.ledger.trustOf(2)).toEqual({ party: 4, hours: 2, ends: started + 2 * HOUR });
    const last = started + 2 * HOUR - 1;
    expect(t.refusal({ lists: [t.transfer()], minedDate: last }).code).toBe('transaction.underTrust');
    t.mine({ lists: [t.transfer()], minedDate: last + 1 });
    expect(t.ledger.balanceOf(3)).toBe(101n * COIN);
  });

  it('is lengthened, and a termination taken back, by trusting again', () => {
    t.mine({ lists: [t.trust(5)] });
    t.mine({ lists: [t.trust(0)] });
    t.mine({ lists: [t.trust(3)] });
    expect(t.ledger.trustOf(2)).toEqual({ party: 4, hours: 5, ends: 0 });
    t.mine({ lists: [t.trust(9)] });
    expect(t.ledger.trustOf(2)).toEqual({ party: 4, hours: 9, ends: 0 });
  });

  it('starts anew, with fewer hours and another party, when it is over', () => {
    t.mine({ lists: [t.trust(5)] });
    t.mine({ lists: [t.trust(0)] });
    const { ends } = t.ledger.trustOf(2) ?? { ends: 0 };
    t.mine({ lists: [t.trust(1, 3)], minedDate: ends });
    expect(t.ledger.trustOf(2)).toEqual({ party: 3, hours: 1, ends: 0 });
  });

  it('trust.party: oneself, or another one while it is active', () => {
    expect(t.refusal({ lists: [t.trust(1, 2)] }).code).toBe('trust.party');
    t.mine({ lists: [t.trust(1)] });
    expect(t.refusal({ lists: [t.trust(1, 3)] }).code).toBe('trust.party');
    expect(t.refusal({ lists: [t.trust(0, 3)] }).code).toBe('trust.party');
  });

  it('trust.none and trust.terminating', () => {
    expect(t.refusal({ lists: [t.trust(0)] }).code).toBe('trust.none');
    t.mine({ lists: [t.trust(1)] });
    t.mine({ lists: [t.trust(0)] });
    expect(t.refusal({ lists: [t.trust(0)] }).code).toBe('trust.terminating');
    const { ends } = t.ledger.trustOf(2) ?? { ends: 0 };
    expect(t.refusal({ lists: [t.trust(0)], minedDate: ends }).code).toBe('trust.none');
  });

  it('wallet.unknown and transaction.balanceTooLow', () => {
    const unknown: List = {
      type: 6,
      reference: t.ledger.tip.id,
      features: 0,
      items: [{ sender: 2, party: 77, hours: 1, signature: new Uint8Array(64) }],
    };
    expect(t.refusal({ lists: [unknown] }).code).toBe('wallet.unknown');
    t.mine({ lists: [t.transfer({ amount: 100n * COIN - FEE })] });
    expect(t.refusal({ lists: [t.trust(1)] }).code).toBe('transaction.balanceTooLow');
  });

  describe('balance update', () => {
    const update = (updates: ItemOf<7>['updates'], keys = carol, party = 4) =>
      signedList(t.ledger, 7, { party, updates }, keys.privateKey);

    beforeEach(() => {
      t.mine({ lists: [t.trust(1), t.trust(1, 4, 3, bob)] });
    });

    it('sets balances; the party takes up the difference and the fee', () => {
      const before = t.ledger.balanceOf(2) + t.ledger.balanceOf(3) + t.ledger.balanceOf(4);
      const applied = t.mine({
        lists: [
          update([
            { id: 2, balance: 150n * COIN },
            { id: 3, balance: 0n },
          ]),
        ],
      });
      expect(t.ledger.balanceOf(2)).toBe(150n * COIN);
      expect(t.ledger.balanceOf(3)).toBe(0n);
      expect(applied.block.header.transactionFees).toBe(FEE + 2n * 100n);
      expect(t.ledger.balanceOf(4)).toBe(before - 150n * COIN - FEE - 200n);
    });

    it('update.notTrusting, update.walletTwice, wallet.unknown', () => {
      expect(t.refusal({ lists: [update([{ id: 1, balance: 0n }])] })).toMatchObject({
        code: 'update.notTrusting',
        facts: { wallet: 1, party: 4 },
      });
      expect(t.refusal({ lists: [update([{ id: 4, balance: 0n }])] }).code).toBe('update.notTrusting');
      const twice = [
        { id: 2, balance: 1n },
        { id: 2, balance: 1n },
      ];
      expect(t.refusal({ lists: [update(twice)] }).code).toBe('update.walletTwice');
      const unknown: List = {
        type: 7,
        reference: t.ledger.tip.id,
        features: 0,
        items: [{ party: 4, updates: [{ id: 99, balance: 1n }], signature: new Uint8Array(64) }],
      };
      expect(t.refusal({ lists: [unknown] }).code).toBe('wallet.unknown');
    });

    it('transaction.balanceTooLow when the party cannot pay for it', () => {
      expect(t.refusal({ lists: [update([{ id: 2, balance: 201n * COIN }])] })).toMatchObject({
        code: 'transaction.balanceTooLow',
        facts: { wallet: 4 },
      });
    });

    it('transaction.underTrust for a party that trusts another', () => {
      t.mine({ lists: [signedList(t.ledger, 6, { sender: 4, party: 1, hours: 1 }, carol.privateKey)] });
      expect(t.refusal({ lists: [update([{ id: 2, balance: 0n }])] }).code).toBe('transaction.underTrust');
    });
  });

  describe('list group', () => {
    const group = (lists: List[], keys = carol, party = 4, reference = t.ledger.tip.id) => {
      const head = { type: 8 as const, reference, features: 0 };
      const unsigned = { party, lists, signature: new Uint8Array(64) };
      return { ...head, items: [signItem(t.ledger, head, unsigned, keys.privateKey)] } as List;
    };
    const inner = (type: 1 | 6 | 7, item: object, reference = t.ledger.tip.id, features = 0): List =>
      ({
        type,
        reference,
        features: FEATURE.trusted | (type === 1 ? FEATURE.defaultFee : 0) | features,
        items: [item],
      }) as unknown as List;

    beforeEach(() => {
      t.mine({ lists: [t.trust(1), t.trust(1, 4, 3, bob)] });
    });

    it('moves coins of the party and of who trusts it, by one signature', () => {
      const date = t.ledger.tip.minedDate;
      const applied = t.mine({
        lists: [
          group([
            inner(1, { sender: 2, receiver: 1, amount: COIN }),
            inner(1, { sender: 4, receiver: 3, amount: COIN }),
            inner(7, { party: 4, updates: [{ id: 3, balance: 5n }] }),
            inner(6, { sender: 3, party: 4, hours: 0 }),
          ]),
        ],
      });
      expect(applied.signatures.count).toBe(1);
      const check = applied.signatures.at(0);
      expect(verify(check.publicKey, check.message, check.signature)).toBe(true);
      expect(applied.block.header.transactionFees).toBe(4n * FEE + 100n);
      expect(t.ledger.balanceOf(2)).toBe(99n * COIN - 2n * FEE);
      expect(t.ledger.balanceOf(3)).toBe(5n);
      expect(t.ledger.trustOf(3)).toMatchObject({ ends: t.ledger.tip.minedDate + HOUR });
      // Activity is the party's alone.
      expect(t.ledger.activityOf(2)).toBe(date);
      expect(t.ledger.activityOf(4)).toBe(t.ledger.tip.minedDate);
    });

    it('group.sender', () => {
      expect(t.refusal({ lists: [group([inner(1, { sender: 1, receiver: 2, amount: 1n })])] })).toMatchObject(
        {
          code: 'group.sender',
          facts: { wallet: 1, party: 4 },
        },
      );
      expect(t.refusal({ lists: [group([inner(6, { sender: 1, party: 4, hours: 0 })])] }).code).toBe(
        'group.sender',
      );
    });

    it('group.item: a trust that binds, or a wallet registered after the reference', () => {
      expect(t.refusal({ lists: [group([inner(6, { sender: 2, party: 4, hours: 5 })])] }).code).toBe(
        'group.item',
      );
      const reference = t.ledger.tip.id;
      const key = testKeys('late').publicKey;
      const pay = walletTransfer(t.ledger, dave, [{ key, amount: 5n }], [key]);
      t.mine({ lists: [addressList(t.ledger, [key]), pay] });
      const late = inner(1, { sender: 2, receiver: 5, amount: 1n }, reference);
      expect(t.refusal({ lists: [group([late], carol, 4, reference)] })).toMatchObject({
        code: 'group.item',
        facts: { wallet: 5 },
      });
    });

    it('group.nested, from the decoder', () => {
      const lists = [group([inner(1, { sender: 2, receiver: 1, amount: COIN })])];
      const { bytes } = forgeBlock(t.ledger, { lists });
      // Party 4, one list, of type 1.
      const at = bytes.findIndex((byte, n) => byte === 4 && bytes[n + 1] === 1 && bytes[n + 2] === 1);
      for (const type of [8, 9]) {
        bytes[at + 2] = type;
        expect(() => applyBlock(t.ledger, bytes, null)).toThrow('group.nested');
      }
    });

    it('transaction.underTrust for a party that trusts another, transaction.balanceTooLow for its fee', () => {
      const list = () => group([inner(1, { sender: 2, receiver: 1, amount: COIN })]);
      const pay = { sender: 4, receiver: 1, amount: 100n * COIN - FEE };
      t.mine({ lists: [signedList(t.ledger, 1, pay, carol.privateKey)] });
      expect(t.refusal({ lists: [list()] })).toMatchObject({
        code: 'transaction.balanceTooLow',
        facts: { wallet: 4 },
      });
      t.mine({ lists: [walletTransfer(t.ledger, dave, [{ key: carol.publicKey, amount: COIN }])] });
      t.mine({ lists: [signedList(t.ledger, 6, { sender: 4, party: 1, hours: 1 }, carol.privateKey)] });
      expect(t.refusal({ lists: [list()] }).code).toBe('transaction.underTrust');
    });
  });
});
