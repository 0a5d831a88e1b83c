import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FLOAT_AMOUNT } from './amounts.ts';
import { type Bytes, concatBytes, encodeUtf8, equalBytes, toHex } from './bytes.ts';
import { encodeApplyMessage, encodeCallMessage, encodePublishMessage } from './contracts.ts';
import { placeTransfer, type Resolver, signedBytesOf, signerOf } from './conversions.ts';
import { isFault } from './fault.ts';
import { sha256 } from './hashing.ts';
import { encodeInteger } from './integers.ts';
import { FEATURE, type List } from './lists.ts';
import { decodeMessage, type Message, signingKeyOf } from './messages.ts';
import { encodeTransferMessage, identityOf, listTypeOf, type Transfer } from './transactions.ts';
import { encodeGroupMessage, encodeTrustMessage, encodeUpdateMessage } from './trusts.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const integer = fc.integer({ min: 0, max: 2 ** 30 - 1 });
const amount = fc.oneof(fc.bigInt({ min: 1n, max: 10n ** 10n }), fc.constantFrom(1n, 2n ** 30n));
const distinct = {
  minLength: 1,
  maxLength: 5,
  comparator: (a: { key: Bytes }, b: { key: Bytes }) => equalBytes(a.key, b.key),
};
const groupList: List = { type: 6, reference: 99, features: 4, items: [{ sender: 4, party: 3, hours: 0 }] };

const transfer: fc.Arbitrary<Transfer> = fc.record({
  blockHash: key,
  sender: key,
  receivers: fc.uniqueArray(fc.record({ key, amount }), distinct),
  fee: fc.bigInt({ min: 0n, max: 2n ** 30n - 1n }),
});

const message: fc.Arbitrary<Message> = fc.oneof(
  transfer.map((value) => ({ kind: 'transfer' as const, message: value })),
  fc
    .record({ blockHash: key, creator: key, contractHash: key, model: fc.uint8Array(), script: fc.string() })
    .map((value) => ({ kind: 'publish' as const, message: value })),
  fc
    .record({ blockHash: key, applicant: key, contractHash: key, cancel: fc.boolean() })
    .map((value) => ({ kind: 'apply' as const, message: value })),
  fc
    .record({ blockHash: key, sender: key, party: key, hours: integer })
    .map((value) => ({ kind: 'trust' as const, message: value })),
  fc
    .record({
      blockHash: key,
      party: key,
      updates: fc.uniqueArray(
        fc.record({ key, balance: fc.bigInt({ min: 0n, max: MAX_FLOAT_AMOUNT }) }),
        distinct,
      ),
    })
    .map((value) => ({ kind: 'update' as const, message: value })),
  fc
    .record({
      blockHash: key,
      party: key,
      lists: fc.constantFrom<List[]>([groupList], [groupList, groupList]),
    })
    .map((value) => ({ kind: 'group' as const, message: value })),
  fc
    .record({ blockHash: key, caller: key, contractHash: key, data: fc.uint8Array() })
    .map((value) => ({ kind: 'call' as const, message: value })),
);

function encode(value: Message): Bytes {
  switch (value.kind) {
    case 'transfer':
      return encodeTransferMessage(value.message);
    case 'publish':
      return encodePublishMessage(value.message);
    case 'apply':
      return encodeApplyMessage(value.message);
    case 'trust':
      return encodeTrustMessage(value.message);
    case 'update':
      return encodeUpdateMessage(value.message);
    case 'group':
      return encodeGroupMessage(value.message);
    case 'call':
      return encodeCallMessage(value.message);
  }
}

function codeOf(call: () => unknown): string {
  try {
    call();
    return 'none';
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
}

const k = (byte: number) => new Uint8Array(32).fill(byte);

describe('wallet messages', () => {
  it('go both ways and name who must sign', () => {
    fc.assert(
      fc.property(message, (value) => {
        const encoded = encode(value);
        const decoded = decodeMessage(encoded);
        expect(decoded).toEqual(value);
        expect(toHex(encoded)).toContain(toHex(signingKeyOf(decoded)));
        expect(identityOf(encoded)).toEqual(sha256(encoded));
      }),
      { numRuns: 400 },
    );
  });

  it('have one form only; cut, lengthened or changed bytes end in another message or a fault', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.nat(7), (value, at, bit) => {
        const encoded = encode(value);
        const place = at % encoded.length;
        expect(codeOf(() => decodeMessage(encoded.subarray(0, place)))).not.toBe('none');
        expect(codeOf(() => decodeMessage(concatBytes(encoded, Uint8Array.of(0))))).not.toBe('none');
        const changed = Uint8Array.from(encoded, (byte, index) =>
          index === place ? byte ^ (1 << bit) : byte,
        );
        try {
          expect(encode(decodeMessage(changed))).toEqual(changed);
        } catch (error) {
          if (!isFault(error)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of arbitrary bytes end in nothing but a fault', () => {
    const first = fc.constantFrom(0, 0x3f, 0x80, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xff);
    fc.assert(
      fc.property(first, fc.uint8Array({ maxLength: 300 }), (byte, rest) => {
        codeOf(() => decodeMessage(concatBytes(Uint8Array.of(byte), rest)));
      }),
      { numRuns: 2000 },
    );
    expect(codeOf(() => decodeMessage(new Uint8Array()))).toBe('decode.truncated');
    for (const byte of [0x80, 0xf3, 0xf9, 0xfb]) {
      expect(codeOf(() => decodeMessage(Uint8Array.of(byte)))).toBe('decode.message');
    }
  });

  it('have the layouts of the table', () => {
    const [hash, a, b] = [k(1), k(2), k(3)];
    const script = 'due()';
    const layouts: [Bytes, Bytes][] = [
      [
        encodePublishMessage({
          blockHash: hash,
          creator: a,
          contractHash: b,
          model: Uint8Array.of(9),
          script,
        }),
        concatBytes(Uint8Array.of(0xf4), hash, a, b, Uint8Array.of(1, 9, 5), encodeUtf8(script)),
      ],
      [
        encodeApplyMessage({ blockHash: hash, applicant: a, contractHash: b, cancel: true }),
        concatBytes(Uint8Array.of(0xf5), hash, a, b, Uint8Array.of(1)),
      ],
      [
        encodeTrustMessage({ blockHash: hash, sender: a, party: b, hours: 720 }),
        concatBytes(Uint8Array.of(0xf6), hash, a, b, encodeInteger(720)),
      ],
      [
        encodeUpdateMessage({ blockHash: hash, party: a, updates: [{ key: b, balance: 0n }] }),
        concatBytes(Uint8Array.of(0xf7), hash, a, Uint8Array.of(1), b, new Uint8Array(8)),
      ],
      [
        encodeGroupMessage({ blockHash: hash, party: a, lists: [groupList] }),
        concatBytes(Uint8Array.of(0xf8), hash, a, Uint8Array.of(1, 6, 0x40, 99, 4, 1, 4, 3, 0)),
      ],
      [
        encodeCallMessage({ blockHash: hash, caller: a, contractHash: b, data: Uint8Array.of(7) }),
        concatBytes(Uint8Array.of(0xfa), hash, a, b, Uint8Array.of(1, 7)),
      ],
    ];
    for (const [got, expected] of layouts) expect(toHex(got)).toBe(toHex(expected));
  });

  it('are refused for what they must not say', () => {
    const [blockHash, sender] = [k(1), k(2)];
    const pay = (receivers: Transfer['receivers'], fee = 0n) =>
      codeOf(() => encodeTransferMessage({ blockHash, sender, receivers, fee }));
    expect(pay([])).toBe('transaction.receivers');
    expect(pay([{ key: k(3), amount: 0n }])).toBe('transaction.amount');
    expect(
      pay([
        { key: k(3), amount: 1n },
        { key: k(3), amount: 2n },
      ]),
    ).toBe('transaction.receiverTwice');
    expect(
      pay([
        { key: k(3), amount: MAX_FLOAT_AMOUNT },
        { key: k(4), amount: 1n },
      ]),
    ).toBe('amount.tooLarge');
    expect(pay(Array.from({ length: 10_001 }, () => ({ key: k(3), amount: 1n })))).toBe(
      'transaction.receivers',
    );
    expect(pay([{ key: k(3).subarray(1), amount: 1n }])).toBe('decode.message');
    const twice = [
      { key: k(3), balance: 0n },
      { key: k(3), balance: 1n },
    ];
    expect(codeOf(() => encodeUpdateMessage({ blockHash, party: sender, updates: twice }))).toBe(
      'update.walletTwice',
    );
    const mixed = [groupList, { ...groupList, reference: 98 }];
    expect(codeOf(() => encodeGroupMessage({ blockHash, party: sender, lists: mixed }))).toBe(
      'transaction.reference',
    );
    const apply = encodeApplyMessage({ blockHash, applicant: sender, contractHash: k(4), cancel: false });
    apply[apply.length - 1] = 2;
    expect(codeOf(() => decodeMessage(apply))).toBe('decode.message');
    const wrongSum = encodeTransferMessage({
      blockHash,
      sender,
      receivers: [{ key: k(3), amount: 5n }],
      fee: 0n,
    });
    wrongSum.set(new Uint8Array(8));
    expect(codeOf(() => decodeMessage(wrongSum))).toBe('transaction.amount');
  });
});

describe('block items', () => {
  const keys = new Map<string, number>();
  const byId: Bytes[] = [];
  const idOf = (value: Bytes) => {
    const hex = toHex(value);
    const id = keys.get(hex) ?? byId.push(value) - 1;
    keys.set(hex, id);
    return id;
  };
  const resolver: Resolver = {
    keyOf: (id) => byId[id],
    contractHashOf: (id) => (id === 1 ? k(77) : undefined),
    defaultFee: 10_000n,
  };

  it('turn back into exactly what the wallet signed', () => {
    const signature = new Uint8Array(64);
    const fee = fc.constantFrom(10_000n, 0n, 1n, 2n ** 30n - 1n);
    fc.assert(
      fc.property(transfer, fee, fc.boolean(), (value, someFee, same) => {
        const first = value.receivers[0]?.amount ?? 1n;
        const receivers = same ? value.receivers.map((to) => ({ ...to, amount: first })) : value.receivers;
        const sent = { ...value, receivers, fee: someFee };
        const placed = placeTransfer(sent, signature, 10_000n, idOf);
        expect(placed.type).toBe(listTypeOf(receivers));
        expect((placed.features & FEATURE.defaultFee) !== 0).toBe(someFee === 10_000n);
        expect((placed.features & FEATURE.micro) !== 0).toBe(receivers.every((to) => to.amount < 2n ** 30n));
        expect(byId[signerOf(placed.type, placed.item)]).toEqual(value.sender);
        const back = signedBytesOf(placed.type, placed.features, placed.item, value.blockHash, resolver);
        expect(toHex(back)).toBe(toHex(encodeTransferMessage(sent)));
      }),
    );
    const dear = { blockHash: k(1), sender: k(2), receivers: [{ key: k(3), amount: 1n }], fee: 2n ** 30n };
    expect(codeOf(() => placeTransfer(dear, signature, 10_000n, idOf))).toBe('transaction.fee');
  });

  it('of the other types turn into their messages', () => {
    const [hash, a, b] = [k(1), k(50), k(51)];
    const [one, two] = [idOf(a), idOf(b)];
    const signature = new Uint8Array(64);
    const contract = { creator: one, contractHash: b, model: Uint8Array.of(1), script: 'x', signature };
    const messages: [Bytes, Message][] = [
      [
        signedBytesOf(4, 0, contract, hash, resolver),
        {
          kind: 'publish',
          message: { blockHash: hash, creator: a, contractHash: b, model: Uint8Array.of(1), script: 'x' },
        },
      ],
      [
        signedBytesOf(5, FEATURE.cancel, { applicant: one, contract: 1, signature }, hash, resolver),
        { kind: 'apply', message: { blockHash: hash, applicant: a, contractHash: k(77), cancel: true } },
      ],
      [
        signedBytesOf(6, 0, { sender: one, party: two, hours: 5, signature }, hash, resolver),
        { kind: 'trust', message: { blockHash: hash, sender: a, party: b, hours: 5 } },
      ],
      [
        signedBytesOf(7, 0, { party: one, updates: [{ id: two, balance: 6n }], signature }, hash, resolver),
        { kind: 'update', message: { blockHash: hash, party: a, updates: [{ key: b, balance: 6n }] } },
      ],
      [
        signedBytesOf(8, 0, { party: one, lists: [groupList], signature }, hash, resolver),
        { kind: 'group', message: { blockHash: hash, party: a, lists: [groupList] } },
      ],
      [
        signedBytesOf(10, 0, { caller: one, contract: 1, data: Uint8Array.of(3), signature }, hash, resolver),
        {
          kind: 'call',
          message: { blockHash: hash, caller: a, contractHash: k(77), data: Uint8Array.of(3) },
        },
      ],
    ];
    for (const [bytes, expected] of messages) expect(decodeMessage(bytes)).toEqual(expected);
  });

  it('that name what nobody knows are refused', () => {
    const pay = { signature: new Uint8Array(64), sender: 2 ** 29, receiver: 0, amount: 1n, fee: 1n };
    expect(codeOf(() => signedBytesOf(1, 0, pay, k(1), resolver))).toBe('wallet.unknown');
    const apply = { signature: new Uint8Array(64), applicant: idOf(k(50)), contract: 2 };
    expect(codeOf(() => signedBytesOf(5, 0, apply, k(1), resolver))).toBe('contract.unknown');
  });
});
