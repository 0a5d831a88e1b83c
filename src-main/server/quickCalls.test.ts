import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { poolCalls } from '#shared/api/poolApi.ts';
import {
  preparedJson,
  readPrepareParams,
  readShareParams,
  readSubmitParams,
  submittedJson,
  verdictJson,
} from './quickCalls.ts';

const hex = (length: number) =>
  fc.string({
    unit: fc.constantFrom(...'0123456789abcdefABCDEFg'),
    minLength: length - 1,
    maxLength: length + 1,
  });
const anyShare = fc.oneof(
  fc.record(
    {
      jobId: fc.oneof(hex(32), fc.stringMatching(/^[0-9a-f]{32}$/), fc.anything()),
      minedDate: fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger(), fc.anything()),
      blob: fc.oneof(hex(16), fc.stringMatching(/^[0-9a-f]{16}$/), fc.anything()),
      more: fc.anything(),
    },
    { requiredKeys: [] },
  ),
  fc.record({
    jobId: fc.stringMatching(/^[0-9a-fA-F]{32}$/),
    minedDate: fc.maxSafeNat(),
    blob: fc.stringMatching(/^[0-9a-fA-F]{16}$/),
  }),
  fc.anything(),
);

const anyAddress = fc.oneof(fc.stringMatching(/^cocol1[a-z0-9]{8,30}$/), fc.string({ maxLength: 140 }));
const anyAmount = fc.oneof(
  fc.stringMatching(/^[0-9]{1,8}(\.[0-9]{1,9})?$/),
  fc.constantFrom('0', '0.00000001', '99999999999', '1e3', '-1', '.5', '1.', ' 1'),
  fc.anything(),
);
const anyPayment = fc.oneof(
  fc.record(
    {
      kind: fc.constantFrom('transfer', 'trust', 'nothing'),
      sender: anyAddress,
      receivers: fc.oneof(
        fc.array(fc.oneof(fc.record({ address: anyAddress, amount: anyAmount }), fc.anything()), {
          maxLength: 3,
        }),
        fc.anything(),
      ),
      fee: anyAmount,
      more: fc.anything(),
    },
    { requiredKeys: ['kind', 'sender'] },
  ),
  fc.record(
    {
      kind: fc.constant('transfer'),
      sender: fc.stringMatching(/^cocol1[a-z0-9]{8,30}$/),
      receivers: fc.array(
        fc.record({
          address: fc.stringMatching(/^cocol1[a-z0-9]{8,30}$/),
          amount: fc.stringMatching(/^[0-9]{1,6}\.[0-9]{1,8}$/),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      fee: fc.stringMatching(/^[0-9]{1,3}$/),
    },
    { requiredKeys: ['kind', 'sender', 'receivers'] },
  ),
  fc.anything(),
);
const anySubmission = fc.oneof(
  fc.record(
    {
      message: fc.oneof(hex(20), fc.stringMatching(/^([0-9a-f]{2}){0,40}$/), fc.anything()),
      signature: fc.oneof(hex(128), fc.stringMatching(/^[0-9a-f]{128}$/), fc.anything()),
      more: fc.anything(),
    },
    { requiredKeys: [] },
  ),
  fc.record({
    message: fc.stringMatching(/^([0-9a-f]{2}){0,40}$/),
    signature: fc.stringMatching(/^[0-9a-f]{128}$/),
  }),
  fc.anything(),
);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const units = fc.bigInt({ min: 0n, max: 10n ** 16n });
const id = fc.integer({ min: 93, max: 2 ** 30 - 1 });

describe('the calls by hand', () => {
  it.each([
    // A prepared payment is all that is read by hand of what can be prepared.
    ['prepare', readPrepareParams, anyPayment, (data: { kind?: string }) => data.kind === 'transfer'],
    ['submit', readSubmitParams, anySubmission, () => true],
    ['submitShare', readShareParams, anyShare, () => true],
  ] as const)('take exactly what the schema takes, and read it alike: %s', (method, read, any, isMeant) => {
    let taken = 0;
    fc.assert(
      fc.property(any as fc.Arbitrary<unknown>, (raw) => {
        const json = JSON.stringify(raw);
        const params: unknown = json === undefined ? undefined : JSON.parse(json);
        const bySchema = poolCalls[method].params.safeParse(params);
        const byHand = read(params);
        expect(byHand !== undefined).toBe(bySchema.success && isMeant(bySchema.data as { kind?: string }));
        if (byHand !== undefined) {
          taken += 1;
          expect(byHand).toEqual(bySchema.data);
        }
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('write what the schema writes of a payment', () => {
    const warnings = fc.array(
      fc.record({
        code: fc.constantFrom('prepare.feeRaised', 'prepare.newWallet'),
        facts: fc.dictionary(
          fc.stringMatching(/^[a-z]{1,8}$/),
          fc.oneof(fc.string(), fc.integer(), fc.boolean()),
        ),
      }),
      { maxLength: 2 },
    );
    const prepared = fc.record({
      ...{ message: bytes(110), amount: units, fee: units, balanceAfter: units, expiresAfter: id, warnings },
      reference: fc.record({ id, hash: bytes(32) }),
      newWallets: fc.array(fc.stringMatching(/^cocol1[a-z0-9]{8,30}$/), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(prepared, fc.record({ identity: bytes(32), expiresAfter: id }), (one, submitted) => {
        expect(preparedJson(one)).toBe(JSON.stringify(z.encode(poolCalls.prepare.result, one)));
        expect(submittedJson(submitted)).toBe(JSON.stringify(z.encode(poolCalls.submit.result, submitted)));
      }),
    );
  });

  it('write what the schema writes of a share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1 }),
        fc.option(
          fc.record({
            id: fc.integer({ min: 93, max: 2 ** 30 - 1 }),
            hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
          }),
        ),
        (points, block) => {
          const verdict = { points, block };
          expect(JSON.parse(verdictJson(verdict))).toEqual(z.encode(poolCalls.submitShare.result, verdict));
        },
      ),
    );
  });
});
