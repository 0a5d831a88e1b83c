import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { ANSWER_BYTES, PIECE_BYTES } from '#shared/api/peerApi.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import type { Fault } from '#shared/protocol/fault.ts';
import { identityOf } from '#shared/protocol/transactions.ts';
import { systemClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { Pool } from '../pool/pool.ts';
import type { Peer } from './peer.ts';
import { TransactionRelay } from './transactionRelay.ts';

/** What a test's peer has, and how it cuts it into pieces. */
function relayOf(messages: readonly Bytes[], cut: (message: Bytes, offset: number) => object | null) {
  const taken: Bytes[] = [];
  const faults: Fault[] = [];
  const asked: string[] = [];
  const pool = {
    network: { maxBlockBytes: 4 * 2 ** 20 },
    openSession: () => ({
      submit: async ({ message }: { message: Bytes }) => taken.push(message),
      close() {},
    }),
    waitingOne: () => undefined,
    waiting: () => [],
  } as unknown as Pool;
  const find = (identity: Bytes) =>
    messages.find((one) => toHex(identityOf(one)) === toHex(identity)) as Bytes;
  const call = async (
    method: string,
    params: { identities?: Bytes[]; identity?: Bytes; offset?: number },
  ) => {
    asked.push(method);
    if (method === 'getTransactionPiece') return cut(find(params.identity as Bytes), params.offset ?? 0);
    const transactions: { message: Bytes; signature: Bytes }[] = [];
    const left: Bytes[] = [];
    let bytes = 0;
    for (const identity of params.identities ?? []) {
      const message = find(identity);
      if (bytes + message.length > ANSWER_BYTES) left.push(identity);
      else transactions.push({ message, signature: new Uint8Array(64) });
      if (bytes + message.length <= ANSWER_BYTES) bytes += message.length;
    }
    return { transactions, left };
  };
  const peer = { link: { call, isClosed: false }, hello: { domain: 'peer' } } as unknown as Peer;
  const relay = new TransactionRelay({
    ...{ pool, clock: systemClock, log: silentLog, peers: () => [] },
    failed: (_peer, fault) => faults.push(fault),
  });
  relay.heard(peer, messages.map(identityOf));
  return { taken, faults, asked };
}

const bytes = (length: number) => new Uint8Array(randomBytes(length));
const piece = (message: Bytes, offset: number) => ({
  length: message.length,
  bytes: message.subarray(offset, offset + PIECE_BYTES),
  signature: new Uint8Array(64),
});
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

it('asks again for what did not fit an answer, and for pieces of what never fits', async () => {
  const messages = [700_000, 600_000, 3_000_000, 1_000].map(bytes);
  const { taken, faults } = relayOf(messages, piece);
  await settle();
  expect(taken.map(({ length }) => length).sort()).toEqual([1_000, 3_000_000, 600_000, 700_000].sort());
  expect(faults).toEqual([]);
});

it.each<[string, (message: Bytes, offset: number) => object]>([
  ['is another one', (message, offset) => piece(bytes(message.length), offset)],
  ['never ends', (message) => ({ ...piece(message, 0), length: 2 ** 40 })],
  ['stands still', (message) => ({ ...piece(message, 0), bytes: new Uint8Array(0) })],
  ['is longer than said', (message, offset) => ({ ...piece(message, offset), length: 10 })],
])('shuts out who sends pieces of one that %s', async (_what, cut) => {
  const { taken, faults } = relayOf([bytes(2_000_000)], cut);
  await settle();
  expect(taken).toEqual([]);
  expect(faults).toMatchObject([{ code: 'peer.lied' }]);
});

it('goes on when one does not wait any more', async () => {
  const { taken, faults, asked } = relayOf([2_000_000, 2_000].map(bytes), () => null);
  await settle();
  expect(taken).toHaveLength(1);
  expect(faults).toEqual([]);
  expect(asked).toContain('getTransactionPiece');
});
