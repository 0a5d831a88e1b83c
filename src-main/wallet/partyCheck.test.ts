import { describe, expect, it } from 'vitest';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { addressesOf, checkBalances, checkGroupItems, KnownIds } from './partyCheck.ts';

const key = (byte: number) => new Uint8Array(32).fill(byte);
const of = (byte: number) => encodeAddress('lcoco', key(byte));
const [a, b, c] = [of(1), of(2), of(3)];

describe('what a pool says of ids', () => {
  it('is held to one story', () => {
    const known = new KnownIds();
    known.learn(a, 5);
    known.learn(a, 5);
    known.learn(b, 6);
    expect([...known.of([a, b])]).toEqual([
      [a, 5],
      [b, 6],
    ]);
    const lied = expect.objectContaining({ code: 'wallet.poolLied', facts: { field: 'id' } });
    expect(() => known.learn(a, 7)).toThrow(lied);
    expect(() => known.learn(c, 6)).toThrow(lied);
    expect(() => known.of([c])).toThrow(
      expect.objectContaining({ code: 'wallet.unknown', facts: { address: c } }),
    );
  });
});

describe('what a party asks for', () => {
  it('names each wallet once, and never the party itself', () => {
    const rows = [
      { address: a, balance: 1n },
      { address: ` ${a.toUpperCase()} `, balance: 2n },
    ];
    expect(() => checkBalances(rows, key(9), 'lcoco')).toThrow(
      expect.objectContaining({ code: 'update.walletTwice', facts: { address: a } }),
    );
    expect(() => checkBalances(rows.slice(0, 1), key(1), 'lcoco')).toThrow(
      expect.objectContaining({ code: 'trust.self' }),
    );
    expect(() =>
      checkGroupItems([{ kind: 'transfer', sender: a, receivers: [{ address: b, amount: 0n }] }], 'lcoco'),
    ).toThrow(expect.objectContaining({ code: 'transaction.amount', facts: { address: b, amount: '0' } }));
    const twice = [
      { address: b, amount: 1n },
      { address: b, amount: 2n },
    ];
    expect(() => checkGroupItems([{ kind: 'transfer', sender: a, receivers: twice }], 'lcoco')).toThrow(
      expect.objectContaining({ code: 'transaction.receiverTwice', facts: { address: b } }),
    );
  });

  it('is asked for by every address in it', () => {
    const items = checkGroupItems(
      [
        { kind: 'transfer', sender: a, receivers: [{ address: b, amount: 1n }] },
        { kind: 'termination', sender: a },
        { kind: 'update', balances: [{ address: c.toUpperCase(), balance: 0n }] },
      ],
      'lcoco',
    );
    expect(addressesOf(items)).toEqual([a, b, c]);
  });
});
