import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GroupStep, layGroup } from './groupLists.ts';
import { FEATURE, type List } from './lists.ts';
import { decodeGroupMessage, encodeGroupMessage } from './trusts.ts';

const layout = { party: 7, reference: 100, defaultFee: 10_000n };
const id = fc.integer({ min: 0, max: 5000 });
const amount = fc.bigInt({ min: 1n, max: 2n ** 34n });
const unique = { selector: (each: { id: number }) => each.id, minLength: 1, maxLength: 5 };
const step: fc.Arbitrary<GroupStep> = fc.oneof(
  fc.record({
    kind: fc.constant('transfer' as const),
    sender: id,
    receivers: fc.uniqueArray(fc.record({ id, amount }), unique),
    fee: fc.option(fc.bigInt({ min: 0n, max: 2n ** 30n - 1n }), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('termination' as const), sender: id }),
  fc.record({
    kind: fc.constant('update' as const),
    updates: fc.uniqueArray(fc.record({ id, balance: fc.bigInt({ min: 0n, max: 2n ** 34n }) }), unique),
  }),
);

/** What lists say, step by step. */
function stepsOf(lists: readonly List[]): GroupStep[] {
  return lists.flatMap((list): GroupStep[] => {
    switch (list.type) {
      case 1:
        return list.items.map(({ sender, receiver, amount: units, fee }) => ({
          ...{ kind: 'transfer', sender, fee: fee ?? layout.defaultFee },
          receivers: [{ id: receiver, amount: units }],
        }));
      case 2:
        return list.items.map(({ sender, receivers, amount: units, fee }) => ({
          ...{ kind: 'transfer', sender, fee: fee ?? layout.defaultFee },
          receivers: receivers.map((each) => ({ id: each, amount: units })),
        }));
      case 3:
        return list.items.map(({ sender, receivers, fee }) => ({
          ...{ kind: 'transfer', sender, fee: fee ?? layout.defaultFee },
          receivers,
        }));
      case 6:
        return list.items.map(({ sender }) => ({ kind: 'termination', sender }));
      case 7:
        return list.items.map(({ updates }) => ({ kind: 'update', updates }));
      default:
        throw new Error(`A list of type ${list.type} stands in a group.`);
    }
  });
}

const withFee = (each: GroupStep): GroupStep =>
  each.kind === 'transfer' ? { ...each, fee: each.fee ?? layout.defaultFee } : each;

describe('the lists of a group', () => {
  it('say what was asked for, in its order, and survive their encoding', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
        const lists = layGroup(steps, layout);
        const message = { blockHash: new Uint8Array(32), party: new Uint8Array(32), lists };
        const decoded = decodeGroupMessage(encodeGroupMessage(message)).lists;
        expect(decoded).toEqual(lists);
        expect(stepsOf(decoded)).toEqual(steps.map(withFee));
        for (const list of decoded) expect(list.features & FEATURE.trusted).toBe(FEATURE.trusted);
      }),
    );
  });

  it('share what neighbours have in common', () => {
    const pay = (receiver: number): GroupStep => ({
      ...{ kind: 'transfer', sender: 1, fee: undefined },
      receivers: [{ id: receiver, amount: 5n }],
    });
    const lists = layGroup([pay(2), pay(3), { kind: 'termination', sender: 1 }, pay(4)], layout);
    expect(lists.map(({ type, items }) => [type, items.length])).toEqual([
      [1, 2],
      [6, 1],
      [1, 1],
    ]);
    expect(lists[0]?.features).toBe(FEATURE.trusted | FEATURE.micro | FEATURE.defaultFee);
  });

  it('lays many different transfers as one kind, and refuses what no group can hold', () => {
    const one: GroupStep = {
      kind: 'transfer',
      sender: 1,
      receivers: [{ id: 2, amount: 5n }],
      fee: undefined,
    };
    const two: GroupStep = {
      ...{ kind: 'transfer', sender: 1, fee: undefined },
      receivers: [
        { id: 2, amount: 5n },
        { id: 3, amount: 6n },
      ],
    };
    const mixed = Array.from({ length: 2000 }, (_, at) => (at % 2 === 0 ? one : two));
    expect(layGroup(mixed, layout).map(({ type, items }) => [type, items.length])).toEqual([[3, 2000]]);
    const end: GroupStep = { kind: 'termination', sender: 1 };
    const endless = Array.from({ length: 2000 }, (_, at) => (at % 2 === 0 ? one : end));
    expect(() => layGroup(endless, layout)).toThrow(expect.objectContaining({ code: 'group.items' }));
  });

  it('refuses a step that no block could hold', () => {
    const receivers = [
      { id: 2, amount: 5n },
      { id: 2, amount: 6n },
    ];
    const code = (bad: GroupStep, expected: string) =>
      expect(() => layGroup([bad], layout)).toThrow(expect.objectContaining({ code: expected }));
    code({ kind: 'transfer', sender: 1, receivers, fee: undefined }, 'transaction.receiverTwice');
    code(
      { kind: 'transfer', sender: 1, receivers: [{ id: 2, amount: 0n }], fee: undefined },
      'transaction.amount',
    );
    code({ kind: 'transfer', sender: 1, receivers: [], fee: undefined }, 'transaction.receivers');
    code(
      { kind: 'transfer', sender: 1, receivers: [{ id: 2, amount: 1n }], fee: 2n ** 30n },
      'transaction.fee',
    );
    const updates = receivers.map((each) => ({ id: each.id, balance: each.amount }));
    code({ kind: 'update', updates }, 'update.walletTwice');
  });
});
