import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { peerHello, peerTip } from './peerApi.ts';

const hash = new Uint8Array(32).fill(5);

it('total work crosses the border as it is', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 300n }),
      fc.integer({ min: 93, max: 2 ** 30 - 1 }),
      (work, id) => {
        const tip = { id, hash, totalWork: work };
        expect(z.decode(peerTip, JSON.parse(JSON.stringify(z.encode(peerTip, tip))))).toEqual(tip);
      },
    ),
  );
});

it.each(['', '00', '0x1', 'FF', '-1', ' 1', 'f'.repeat(81)])('%s is no total work', (totalWork) => {
  const wire = { id: 93, hash: '05'.repeat(32), totalWork };
  expect(peerTip.safeParse(wire).success).toBe(false);
});

it.each([
  ['pool.example:9393', 'pool.example:9393'],
  ['Call 0190 666 at once', ''],
])('a peer that calls itself “%s” is known as “%s”', (domain, known) => {
  const tip = { id: 93, hash: '05'.repeat(32), totalWork: '0' };
  const hello = { version: 1, genesis: '05'.repeat(32), node: '05'.repeat(16), domain, tip };
  expect(peerHello.parse(hello).domain).toBe(known);
});
