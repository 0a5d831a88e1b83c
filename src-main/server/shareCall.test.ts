import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { poolCalls } from '#shared/api/poolApi.ts';
import { readShareParams, verdictJson } from './shareCall.ts';

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

describe('the share call by hand', () => {
  it('takes exactly what the schema takes, and reads it alike', () => {
    let taken = 0;
    fc.assert(
      fc.property(anyShare, (raw) => {
        const json = JSON.stringify(raw);
        const params: unknown = json === undefined ? undefined : JSON.parse(json);
        const bySchema = poolCalls.submitShare.params.safeParse(params);
        const byHand = readShareParams(params);
        expect(byHand !== undefined).toBe(bySchema.success);
        if (bySchema.success) {
          taken += 1;
          expect(byHand).toEqual(bySchema.data);
        }
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  it('writes what the schema writes', () => {
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
