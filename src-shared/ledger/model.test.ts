import fc from 'fast-check';
import { expect, it } from 'vitest';
import { UNITS_PER_COIN } from '../protocol/amounts.ts';
import type { Block } from '../protocol/block.ts';
import { encodeUtf8 } from '../protocol/bytes.ts';
import { sha256 } from '../protocol/hashing.ts';
import { FEATURE, type List } from '../protocol/lists.ts';
import { emissionReward } from '../protocol/reward.ts';
import { BlockExecution } from './blockExecution.ts';
import { easyNetwork, forgeBlock } from './forge.ts';
import { Ledger } from './ledger.ts';
import { NaiveModel } from './naiveModel.ts';
import { addressList, testKeys } from './testWallets.ts';
import { executeBlock } from './transition.ts';
import { ROW } from './walletRow.ts';

const HOUR = 3_600_000;
const signature = new Uint8Array(64);

/** Wallets live for a day without activity and are looked for twice a day, so that much is lost and comes back. */
const network = easyNetwork(testKeys('leader').publicKey, {
  defaultFee: 1000n,
  lostCoins: { first: 20 * HOUR, every: 12 * HOUR, idle: 24 * HOUR },
});

const id = fc.nat({ max: 12 });
const amount = fc.oneof(fc.bigInt(0n, 5000n), fc.bigInt(0n, 200n * UNITS_PER_COIN));
const party = fc.nat({ max: 3 });

type Plan = { type: 1 | 2 | 3 | 6 | 7; item: object };

const plan: fc.Arbitrary<Plan> = fc.oneof(
  {
    arbitrary: fc.record({ sender: id, receiver: id, amount }).map((item) => ({ type: 1 as const, item })),
    weight: 3,
  },
  fc
    .record({ sender: id, receivers: fc.array(id, { minLength: 1, maxLength: 5 }), amount })
    .map((item) => ({ type: 2 as const, item })),
  fc
    .record({ sender: id, receivers: fc.array(fc.record({ id, amount }), { minLength: 1, maxLength: 5 }) })
    .map((item) => ({ type: 3 as const, item })),
  {
    arbitrary: fc
      .record({ sender: id, party, hours: fc.constantFrom(0, 1, 2, 30) })
      .map((item) => ({ type: 6 as const, item })),
    weight: 3,
  },
  fc
    .record({ party, updates: fc.array(fc.record({ id, balance: amount }), { minLength: 1, maxLength: 4 }) })
    .map((item) => ({ type: 7 as const, item })),
);

function listOf({ type, item }: Plan, reference: number, trusted: boolean): List {
  const features = (trusted ? FEATURE.trusted : 0) | (type <= 3 ? FEATURE.defaultFee : 0);
  return { type, reference, features, items: [trusted ? item : { ...item, signature }] } as unknown as List;
}

const step = fc.oneof(
  { arbitrary: plan.map((one) => ({ kind: 'item' as const, one })), weight: 12 },
  {
    arbitrary: fc
      .record({ party, inner: fc.array(plan, { minLength: 1, maxLength: 4 }) })
      .map((group) => ({ kind: 'group' as const, ...group })),
    weight: 3,
  },
);

const block = fc.record({
  steps: fc.array(step, { maxLength: 12 }),
  gap: fc.constantFrom(1, HOUR, 2 * HOUR, 11 * HOUR),
  rewardId: id,
  newWallets: fc.nat({ max: 2 }),
  undo: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

/** Two rewards for wallet 0, then ten wallets. */
const opening = [0, 0, 10].map((newWallets) => ({
  steps: [],
  gap: 1,
  rewardId: 0,
  newWallets,
  undo: false,
}));

function compare(
  ledger: Pick<Ledger, 'exists' | 'balanceOf' | 'activityOf' | 'trustOf'>,
  model: NaiveModel,
): void {
  for (let wallet = 0; wallet < model.next; wallet++) {
    const expected = model.wallets.get(wallet);
    expect(ledger.exists(wallet)).toBe(expected !== undefined);
    if (expected === undefined) continue;
    expect({
      balance: ledger.balanceOf(wallet),
      activity: ledger.activityOf(wallet),
      trust: ledger.trustOf(wallet),
    }).toEqual(expected);
  }
}

function rowsOf(ledger: Ledger, ids: Int32Array): Uint8Array {
  const rows = new Uint8Array(ids.length * ROW);
  ids.forEach((wallet, slot) => {
    ledger.copyRow(wallet, rows, slot * ROW);
  });
  return rows;
}

it('agrees with a naive model on any sequence of items and blocks, and keeps every coin', () => {
  let accepted = 0;
  let refused = 0;
  let swept = 0;
  fc.assert(
    fc.property(fc.array(block, { minLength: 3, maxLength: 12 }), (blocks) => {
      const ledger = Ledger.genesis(network, [3, 4]);
      const model = new NaiveModel({
        fee: network.defaultFee,
        genesis: network.genesisTime,
        lostCoins: network.lostCoins,
      });
      let name = 0;
      for (const { steps: planned, gap, rewardId, newWallets, undo } of [...opening, ...blocks]) {
        const date = ledger.tip.minedDate + gap;
        // Wallet 0, which is never lost, gives something to the new ones.
        const fresh = Array.from({ length: newWallets }, (_, n) => ledger.walletCount + n);
        const gift: Plan = {
          type: 3,
          item: {
            sender: 0,
            receivers: fresh.map((wallet) => ({ id: wallet, amount: 45n * UNITS_PER_COIN })),
          },
        };
        const steps = newWallets === 0 ? planned : [{ kind: 'item' as const, one: gift }, ...planned];
        const start = model.copy();
        const execution = new BlockExecution(ledger, date);
        const keys = Array.from({ length: newWallets }, () => sha256(encodeUtf8(`wallet ${name++}`)));
        for (const key of keys) {
          execution.register(key);
          model.register(date);
        }
        const lists: List[] = keys.length === 0 ? [] : [addressList(ledger, keys)];
        for (const each of steps) {
          const reference = ledger.tip.id;
          const list: List =
            each.kind === 'item'
              ? listOf(each.one, reference, false)
              : {
                  type: 8,
                  reference,
                  features: 0,
                  items: [
                    {
                      party: each.party,
                      lists: each.inner.map((one) => listOf(one, reference, true)),
                      signature,
                    },
                  ],
                };
          const before = execution.view.walletCount;
          let code = '';
          try {
            execution.execute(list, list.items[0] as List['items'][number], 0, 0);
          } catch (error) {
            code = (error as { code: string }).code;
            if (code === undefined) throw error;
          }
          // Repetition, and ids of a group newer than its reference, are what the model does not know.
          if (code === 'transaction.repeated' || (code === 'group.item' && each.kind === 'group')) continue;
          expect([code, model.apply(list, date)]).toEqual([code, code === '']);
          if (code === '') {
            lists.push(list);
            accepted += 1;
          } else refused += 1;
          expect(execution.view.walletCount).toBe(before);
          expect(model.total()).toBe(model.supply);
          expect(execution.transactionFees).toBe(model.fees);
          compare(execution.view, model);
        }
        const winner = model.wallets.has(rewardId) ? rewardId : 0;
        const forged = forgeBlock(ledger, { minedDate: date, rewardId: winner }).block;
        const header = { ...forged.header, transactionFees: execution.transactionFees };
        const whole: Block = { ...forged, header, lists };
        let changes: ReturnType<typeof executeBlock>['changes'];
        try {
          changes = executeBlock(ledger, whole).changes;
        } catch (error) {
          expect((error as { code: string }).code).toBe('address.unused');
          Object.assign(model, start);
          continue;
        }
        const lostBefore = model.lost;
        model.endBlock(winner, BigInt(emissionReward(header.id)) * UNITS_PER_COIN, 0n, date);
        if (model.lost > lostBefore) swept += 1;
        const state = ledger.stateHash();
        const undoing = {
          tip: ledger.tip,
          scalars: ledger.allScalars,
          ids: changes.ids,
          rows: rowsOf(ledger, changes.ids),
        };
        const oldest = ledger.windowEntries.length === 6 ? ledger.windowEntries[0] : undefined;
        ledger.apply(changes);
        if (undo) {
          const after = ledger.stateHash();
          ledger.undo(undoing, oldest);
          expect(ledger.stateHash()).toEqual(state);
          ledger.apply(executeBlock(ledger, whole).changes);
          expect(ledger.stateHash()).toEqual(after);
        }
        compare(ledger, model);
        expect(ledger.lostCoins).toBe(model.lost);
        expect(ledger.supply).toBe(model.supply);
        expect(model.total()).toBe(model.supply);
      }
    }),
    { numRuns: 100 },
  );
  // The sequences must be worth something.
  expect(accepted).toBeGreaterThan(500);
  expect(refused).toBeGreaterThan(500);
  expect(swept).toBeGreaterThan(5);
});
