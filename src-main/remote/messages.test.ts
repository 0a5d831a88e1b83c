import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ContractBrief, ContractRun } from '#shared/api/contractApi.ts';
import { poolCalls } from '#shared/api/poolApi.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { faultCodes } from '#shared/protocol/fault.ts';
import { readPoolMessage, readResult } from './messages.ts';

const address = encodeAddress('lcoco', new Uint8Array(32).fill(7));
const words = 'Call 0190 666 at once';

describe('what a pool says of contracts', () => {
  const failed: ContractRun = {
    ...{ contract: new Uint8Array(32), contractId: 1, blockId: 95, date: 1, handler: 'due', wallet: address },
    ...{ failure: { reason: 'exception', detail: words }, transfers: [], refused: 0, fee: 0n },
  };

  it('is read without what a script is said to have thrown: it could be the pool’s own words', () => {
    const runs = z.encode(poolCalls.getRuns.result, {
      runs: [failed, { ...failed, failure: null }],
      more: true,
    });
    expect(readResult('getRuns', runs)).toEqual({
      runs: [
        { ...failed, failure: { reason: 'exception', detail: '' } },
        { ...failed, failure: null },
      ],
      more: true,
    });
    const { date, failure, transfers, refused } = failed;
    const next = z.encode(poolCalls.getNextRun.result, { date, failure, transfers, refused });
    expect(readResult('getNextRun', next)).toMatchObject({ failure: { reason: 'exception', detail: '' } });
    expect(readResult('getNextRun', null)).toBeNull();
  });

  it('is read without the notes of a contract', () => {
    const contract: ContractBrief = {
      ...{ id: 1, hash: new Uint8Array(32), creator: address, account: address, balance: 0n, applicants: 1 },
      ...{ publishedIn: 95, publishedAt: 1, handlers: [] },
    };
    const one = { contract, applicant: address, active: true, model: JSON.stringify(words), wakeAt: null };
    const said = z.encode(poolCalls.getApplications.result, { applications: [one], more: false });
    expect(readResult('getApplications', said)).toEqual({
      applications: [{ ...one, model: null }],
      more: false,
    });
  });

  it('is refused without them too', () => {
    const error = {
      code: -32000,
      message: 'contract.refuses',
      data: { reason: 'exception', detail: 'hacked' },
    };
    expect(faultCodes).toContain(error.message);
    const message = readPoolMessage(JSON.stringify({ jsonrpc: '2.0', id: 1, error }));
    expect(message).toMatchObject({ kind: 'fault', fault: { facts: { reason: 'exception' } } });
    expect(JSON.stringify(message)).not.toContain('hacked');
  });
});
