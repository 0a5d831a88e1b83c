import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type PoolEvent, poolCalls, poolEvents } from '#shared/api/poolApi.ts';
import { Notifications } from './notifications.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('notifications', () => {
  it('writes a job as the schema does', () => {
    const notifications = new Notifications();
    fc.assert(
      fc.property(
        fc.record({
          jobId: bytes(16),
          step3: bytes(32),
          target: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
          shareDifficulty: fc.integer({ min: 1 }),
          blockId: fc.integer({ min: 93, max: 2 ** 30 - 1 }),
          clock: fc.maxSafeNat(),
          earliest: fc.maxSafeNat(),
        }),
        (job) => {
          expect(JSON.parse(notifications.text({ type: 'job', value: job }))).toEqual({
            jsonrpc: '2.0',
            method: 'job',
            params: z.encode(poolEvents.job, job),
          });
          expect(JSON.parse(notifications.jobJson(job))).toEqual(z.encode(poolCalls.requestJob.result, job));
        },
      ),
    );
  });

  const units = fc.bigInt({ min: 0n, max: 10n ** 16n });
  const text = fc.constantFrom('lcoco1something', 'lcoco1other');
  const count = fc.nat({ max: 2 ** 30 - 1 });
  const blockId = fc.integer({ min: 93, max: 2 ** 30 - 1 });
  const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
  const wallet = fc.record({
    ...{ address: text, id: orNull(count), balance: units, pendingIn: units, pendingOut: units },
    ...{ spendable: units, maturing: units, lastActivity: orNull(fc.maxSafeNat()) },
    trust: orNull(fc.record({ party: text, hours: count, ends: orNull(fc.maxSafeNat()) })),
  });
  const entry = fc.record({
    identity: fc.oneof(
      bytes(32),
      bytes(32).map((some) => Buffer.from(some)),
    ),
    kind: fc.constantFrom('transfer' as const, 'contractTransfer' as const),
    state: fc.constantFrom('pending' as const, 'mined' as const),
    ...{ blockId: orNull(blockId), date: fc.maxSafeNat(), sender: orNull(text) },
    receivers: fc.array(fc.record({ address: text, amount: units }), { maxLength: 3 }),
    ...{ receiverCount: count, amount: units, fee: units, expiresAfter: orNull(blockId) },
    change: fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }),
  });
  const miner = fc.record({
    ...{ address: text, points: count, roundPoints: count, accepted: count },
    refused: fc.dictionary(fc.constantFrom('share.stale', 'share.future'), count),
    ...{ shareDifficulty: fc.integer({ min: 1 }), part: units, owed: units, paid: units },
  });

  it('writes what concerns single wallets as the schema does', () => {
    const notifications = new Notifications();
    const event = fc.oneof(
      wallet.map((value) => ({ type: 'wallet' as const, value })),
      miner.map((value) => ({ type: 'miner' as const, value })),
      fc.record({ address: text, entry }).map((value) => ({ type: 'transaction' as const, value })),
      fc.record({ address: text, entry, contract: bytes(32) }).map(({ address, entry: of, contract }) => ({
        type: 'transaction' as const,
        value: { address, entry: { ...of, contract } },
      })),
    );
    fc.assert(
      fc.property(event, (one) => {
        expect(JSON.parse(notifications.text(one))).toEqual({
          jsonrpc: '2.0',
          method: one.type,
          params: z.encode(poolEvents[one.type] as z.ZodType, one.value),
        });
      }),
    );
  });

  it('writes an event that goes to many only once', () => {
    const event: PoolEvent = {
      type: 'block',
      value: {
        id: 94,
        hash: new Uint8Array(32),
        minedDate: 5,
        domain: 'pool.example',
        reward: 25000000000n,
        fees: 1n,
        rewardAddress: 'lcoco1something',
        transactions: 0,
        bytes: 200,
      },
    };
    const notifications = new Notifications();
    const text = notifications.text(event);
    expect(JSON.parse(text)).toMatchObject({
      method: 'block',
      params: { reward: '250', fees: '0.00000001' },
    });
    // The same value is not read again.
    Object.defineProperty(event.value, 'domain', { get: () => expect.unreachable() });
    expect(notifications.text({ type: 'block', value: event.value })).toBe(text);
  });
});
