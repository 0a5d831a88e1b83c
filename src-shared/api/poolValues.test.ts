import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { encodeAddress } from '../protocol/addresses.ts';
import { blockDetail, blockSummary, searchHit, transactionRecord } from './poolValues.ts';

const address = encodeAddress('lcoco', new Uint8Array(32).fill(7));
const hash = 'ab'.repeat(32);
const summary = {
  ...{ id: 95, hash, minedDate: 1, domain: 'pool.example:9393', reward: '250', fees: '0' },
  ...{ rewardAddress: address, transactions: 0, bytes: 200 },
};
const words = 'Call 0190 666 at once';

describe('what a pool says of its chain', () => {
  it.each([
    'pool.example',
    'Pool-1.example:9393',
    '203.0.113.7',
    '[2001:db8::1]:9393',
    'wss://pool.example:1',
  ])('is told with the domain %s', (domain) => {
    expect(blockSummary.parse({ ...summary, domain }).domain).toBe(domain);
  });

  it.each([
    words,
    'evil.example/Call-0190-666',
    'pool.example:9393 ',
    'Call.',
    'süß.example',
    'a'.repeat(64),
    '',
  ])('is told without the domain “%s”, as what can be no host stands in blocks too', (domain) => {
    const read = blockSummary.parse({ ...summary, domain });
    expect(read.domain).toBe('');
    // The embedded pool's answers are only written: the window gets nothing else from there.
    expect(z.encode(blockSummary, { ...read, domain }).domain).toBe('');
  });

  it('has addresses that are one word, and nothing else in their place', () => {
    const record = {
      ...{ identity: hash, kind: 'transfer', state: 'mined', blockId: 95, date: 1, sender: address },
      ...{ receivers: [{ address, amount: '1' }], receiverCount: 1, amount: '1', fee: '0', expiresAfter: 99 },
    };
    expect(transactionRecord.safeParse(record).success).toBe(true);
    for (const wrong of [words, 'evil.example1aaaaaaa', address.toUpperCase(), `${address}${address}`]) {
      expect(transactionRecord.safeParse({ ...record, sender: wrong }).success, wrong).toBe(false);
      expect(
        transactionRecord.safeParse({ ...record, receivers: [{ address: wrong, amount: '1' }] }).success,
      ).toBe(false);
      expect(blockSummary.safeParse({ ...summary, rewardAddress: wrong }).success).toBe(false);
      expect(searchHit.safeParse({ kind: 'wallet', address: wrong }).success).toBe(false);
    }
  });

  it('names rules by a UUID', () => {
    const { coreVersion } = blockDetail.shape;
    expect(coreVersion.safeParse('f5133197-a657-4126-a99c-77e0575e6f2a').success).toBe(true);
    expect(coreVersion.safeParse(words).success).toBe(false);
  });
});
