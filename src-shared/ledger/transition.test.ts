import { beforeEach, describe, expect, it } from 'vitest';
import { encodeBlock } from '../protocol/block.ts';
import { verify } from '../protocol/keys.ts';
import { FEATURE, type ItemOf, type List } from '../protocol/lists.ts';
import { type BlockPlan, forgeBlock } from './forge.ts';
import { Ledger } from './ledger.ts';
import { alice, bob, COIN, carol, FEE, TestLedger, testNetwork } from './testLedger.ts';
import { addressList, signedList, testKeys } from './testWallets.ts';
import { applyBlock } from './transition.ts';

let t: TestLedger;

beforeEach(() => {
  t = new TestLedger();
});

describe('header tests', () => {
  const cases: [string, BlockPlan][] = [
    ['block.coreVersion', { header: { coreVersion: '00000000-0000-0000-0000-000000000000' } }],
    ['block.id', { header: { id: 96 } }],
    ['block.id', { header: { id: 98 } }],
    ['block.previousHash', { header: { previousHash: new Uint8Array(32) } }],
    ['block.leadershipId', { header: { leadershipId: 1 } }],
    ['block.reward', { header: { reward: 249 } }],
    ['block.rewardId', { header: { rewardId: 5 } }],
    ['block.footerHash', { footer: { footerHash: new Uint8Array(32) } }],
    ['block.transactionFees', { header: { transactionFees: 1n } }],
    ['block.contractFees', { header: { contractFees: 1n } }],
    ['block.executionHash', { header: { executionHash: new Uint8Array(32) } }],
  ];
  it.each(cases)('%s', (code, plan) => {
    expect(t.refusal(plan).code).toBe(code);
  });

  it('block.blockHash', () => {
    const { block } = forgeBlock(t.ledger);
    const footer = { ...block.footer, hash: new Uint8Array(32) };
    expect(() => applyBlock(t.ledger, encodeBlock({ ...block, footer }), null)).toThrow('block.blockHash');
  });

  it('block.hashAboveTarget', () => {
    const hard = Ledger.genesis({ ...testNetwork, genesisTarget: 1n }, [1, 2]);
    const { block } = forgeBlock(Ledger.genesis({ ...testNetwork, genesisTarget: 2n ** 256n - 1n }, [1, 2]));
    const header = { ...block.header, previousHash: hard.tip.hash };
    expect(() => applyBlock(hard, encodeBlock({ ...block, header }), null)).toThrow('block.hashAboveTarget');
  });

  it('block.tooLarge and decode.*', () => {
    const { bytes } = forgeBlock(t.ledger);
    const small = Ledger.genesis({ ...testNetwork, maxBlockBytes: bytes.length - 1 }, [1, 2]);
    expect(() => applyBlock(small, bytes, null)).toThrow('block.tooLarge');
    expect(() => applyBlock(t.ledger, bytes.subarray(0, -1), null)).toThrow('decode.truncated');
    expect(() => applyBlock(t.ledger, Uint8Array.of(...bytes, 0), null)).toThrow('decode.trailing');
  });

  it('block.minedDate: after the parent; for a new tip neither future nor a minute old', () => {
    const parent = t.ledger.tip.minedDate;
    const date = parent + 200_000;
    expect(t.refusal({ minedDate: parent }).facts).toMatchObject({ reason: 'notAfterParent' });
    expect(t.refusal({ minedDate: date }, date - 1)).toMatchObject({
      code: 'block.minedDate',
      facts: { reason: 'future' },
    });
    expect(t.refusal({ minedDate: date }, date + 60_001).facts).toMatchObject({ reason: 'tooOld' });
    for (const now of [date, date + 60_000]) {
      expect(() => applyBlock(t.ledger, forgeBlock(t.ledger, { minedDate: date }).bytes, now)).not.toThrow();
    }
  });
});

describe('lists', () => {
  it('block.listOrder', () => {
    const key = testKeys('new').publicKey;
    const lists = [t.transfer(), addressList(t.ledger, [key])];
    expect(t.refusal({ lists, rewardId: 5 }).code).toBe('block.listOrder');
  });

  it('transaction.reference: one of the six blocks before', () => {
    for (let n = 0; n < 4; n++) t.mine();
    const oldest = t.ledger.tip.id - 5;
    expect(() =>
      applyBlock(
        t.ledger,
        forgeBlock(t.ledger, { lists: [t.transfer({}, { reference: oldest })] }).bytes,
        null,
      ),
    ).not.toThrow();
    for (const reference of [oldest - 1, t.ledger.tip.id + 1]) {
      expect(t.refusal({ lists: [t.transfer({}, { reference })] }).code).toBe('transaction.reference');
    }
  });

  it('transaction.reference: addresses name the parent', () => {
    const list: List = {
      ...addressList(t.ledger, [testKeys('new').publicKey]),
      reference: t.ledger.tip.id - 1,
    };
    expect(t.refusal({ lists: [list], rewardId: 5 }).code).toBe('transaction.reference');
  });

  it('address.known and address.unused', () => {
    const key = testKeys('new').publicKey;
    expect(t.refusal({ lists: [addressList(t.ledger, [alice.publicKey])], rewardId: 1 }).code).toBe(
      'address.known',
    );
    expect(t.refusal({ lists: [addressList(t.ledger, [key, key])], rewardId: 5 }).code).toBe('address.known');
    expect(t.refusal({ lists: [addressList(t.ledger, [key])] }).code).toBe('address.unused');
  });

  it('contract.hashIsKey for what somebody might sign for', () => {
    const publish: List = {
      type: 4,
      reference: t.ledger.tip.id,
      features: 0,
      items: [
        {
          signature: new Uint8Array(64),
          creator: 2,
          contractHash: new Uint8Array(32),
          model: new Uint8Array(0),
          script: '',
        },
      ],
    };
    expect(t.refusal({ lists: [publish] })).toMatchObject({ code: 'contract.hashIsKey' });
  });
});

describe('transfers', () => {
  it('moves coins and fees, to wallets of the same block as well', () => {
    const key = testKeys('new').publicKey;
    const pay = signedList(
      t.ledger,
      3,
      {
        sender: 2,
        receivers: [
          { id: 3, amount: 7n },
          { id: 5, amount: COIN },
        ],
        fee: 3n,
      },
      alice.privateKey,
      { newKeys: [key] },
    );
    const applied = t.mine({ lists: [addressList(t.ledger, [key]), pay], rewardId: 5 });
    expect(applied.block.header.transactionFees).toBe(3n);
    expect(t.ledger.balanceOf(2)).toBe(99n * COIN - 10n);
    expect(t.ledger.balanceOf(3)).toBe(100n * COIN + 7n);
    const total = 250n * COIN + 3n;
    expect(t.ledger.balanceOf(5)).toBe(COIN + total - total / 100n);
    expect(t.ledger.supply).toBe(1000n * COIN);
  });

  it('lets coins be spent again within the block, in order', () => {
    const first = t.transfer({ amount: 99n * COIN });
    const second = signedList(t.ledger, 1, { sender: 3, receiver: 4, amount: 150n * COIN }, bob.privateKey);
    expect(t.refusal({ lists: [second, first] })).toMatchObject({
      code: 'transaction.balanceTooLow',
      facts: { wallet: 3, have: '100', need: '150.0001' },
    });
    t.mine({ lists: [first, second] });
    expect(t.ledger.balanceOf(4)).toBe(250n * COIN);
  });

  it('transaction.balanceTooLow: by one unit of the fee', () => {
    expect(t.refusal({ lists: [t.transfer({ amount: 100n * COIN - FEE + 1n })] }).code).toBe(
      'transaction.balanceTooLow',
    );
    t.mine({ lists: [t.transfer({ amount: 100n * COIN - FEE })] });
    expect(t.ledger.balanceOf(2)).toBe(0n);
  });

  it('keeps a wallet alive by a payment of one unit to itself', () => {
    t.mine({ lists: [t.transfer({ receiver: 2, amount: 1n })] });
    expect(t.ledger.balanceOf(2)).toBe(100n * COIN - FEE);
    expect(t.ledger.activityOf(2)).toBe(t.ledger.tip.minedDate);
  });

  it('transaction.amount: nothing, or more than a float amount can say', () => {
    expect(t.refusal({ lists: [t.transfer({ amount: 0n })] }).code).toBe('transaction.amount');
    const many = { sender: 2, receivers: [3, 4], amount: 2n ** 25n * COIN + 1n };
    expect(t.refusal({ lists: [t.unsigned(2, many)] }).code).toBe('transaction.amount');
  });

  it('transaction.receiverTwice', () => {
    const twice = { sender: 2, receivers: [3, 4, 3], amount: 1n };
    expect(t.refusal({ lists: [signedList(t.ledger, 2, twice, alice.privateKey)] }).code).toBe(
      'transaction.receiverTwice',
    );
  });

  it('wallet.unknown: sender or receiver, far ids included', () => {
    for (const id of [5, 2 ** 30 - 1]) {
      expect(t.refusal({ lists: [t.unsigned(1, { sender: 2, receiver: id, amount: 1n })] }).code).toBe(
        'wallet.unknown',
      );
      expect(t.refusal({ lists: [t.unsigned(1, { sender: id, receiver: 2, amount: 1n })] }).code).toBe(
        'wallet.unknown',
      );
    }
  });

  it('transaction.repeated: within a block and within the window, also under another form', () => {
    const list = t.transfer();
    expect(t.refusal({ lists: [list, list] }).code).toBe('transaction.repeated');
    t.mine({ lists: [list] });
    for (let n = 0; n < 5; n++) {
      expect(t.refusal({ lists: [list] }).code).toBe('transaction.repeated');
      const { signature } = (list.items as ItemOf<1>[])[0] as ItemOf<1>;
      const micro: List = {
        type: 1,
        reference: list.reference,
        features: FEATURE.micro,
        items: [
          { sender: 2, receiver: 3, amount: COIN, fee: FEE, signature: signature ?? new Uint8Array(64) },
        ],
      };
      expect(t.refusal({ lists: [micro] }).code).toBe('transaction.repeated');
      t.mine();
    }
    expect(t.refusal({ lists: [list] }).code).toBe('transaction.reference');
  });

  it('gives the signed bytes of each form to the signature check', () => {
    const applied = t.mine({
      lists: [
        t.transfer(),
        signedList(t.ledger, 2, { sender: 3, receivers: [2, 4], amount: 5n }, bob.privateKey),
        signedList(t.ledger, 3, { sender: 4, receivers: [{ id: 2, amount: 9n }], fee: 0n }, carol.privateKey),
      ],
    });
    expect(applied.signatures.count).toBe(3);
    for (const [at, keys] of [alice, bob, carol].entries()) {
      const check = applied.signatures.at(at);
      expect(check.publicKey).toEqual(keys.publicKey);
      expect(check.list).toBe(at);
      expect(verify(check.publicKey, check.message, check.signature)).toBe(true);
    }
  });
});

it('commits to every part of a wallet in the state hash', () => {
  const hash = () => t.ledger.stateHash().join();
  const seen = new Set([hash()]);
  for (const lists of [
    [t.transfer()],
    [signedList(t.ledger, 6, { sender: 3, party: 1, hours: 1 }, bob.privateKey)],
  ]) {
    t.mine({ lists });
    seen.add(hash());
  }
  t.mine();
  seen.add(hash());
  expect(seen.size).toBe(4);
});
