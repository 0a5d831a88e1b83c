import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type PoolEvent, poolEvents } from '#shared/api/poolApi.ts';
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
        },
      ),
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
