import { describe, expect, it } from 'vitest';
import type { Prepared } from '#shared/api/poolValues.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { parseCoins as coins } from '#shared/protocol/amounts.ts';
import { decodeTransferMessage, encodeTransferMessage } from '#shared/protocol/transactions.ts';
import { faultOf } from './testFault.fixture.ts';
import { fundedWallet } from './testWallet.fixture.ts';

const anna = encodeAddress('lcoco', new Uint8Array(32).fill(7));
const bert = encodeAddress('lcoco', new Uint8Array(32).fill(8));
const one = { account: 0, receivers: [{ address: anna, amount: coins('1') }] };

describe('a pool that lies', () => {
  /** Bytes that say something else than was asked, and an answer that fits them. */
  const rewritten =
    (alter: (transfer: ReturnType<typeof decodeTransferMessage>) => void) =>
    (prepared: Prepared): Prepared => {
      const transfer = decodeTransferMessage(prepared.message);
      alter(transfer);
      return { ...prepared, message: encodeTransferMessage(transfer) };
    };
  const key = new Uint8Array(32).fill(66);
  const lies: [string, string, (prepared: Prepared) => Prepared][] = [
    [
      'another receiver',
      'receivers',
      rewritten(({ receivers }) => Object.assign(receivers[0] ?? {}, { key })),
    ],
    ['a receiver more', 'receivers', rewritten(({ receivers }) => receivers.push({ key, amount: 1n }))],
    ['a receiver less', 'receivers', rewritten(({ receivers }) => receivers.pop())],
    ['receivers in another order', 'receivers', rewritten(({ receivers }) => receivers.reverse())],
    ['an amount', 'amount', rewritten(({ receivers }) => Object.assign(receivers[1] ?? {}, { amount: 3n }))],
    ['the fee in the bytes', 'fee', rewritten((transfer) => Object.assign(transfer, { fee: 20_000n }))],
    ['the sender', 'sender', rewritten((transfer) => Object.assign(transfer, { sender: key }))],
    [
      'the block in the bytes',
      'reference',
      rewritten((transfer) => Object.assign(transfer, { blockHash: key })),
    ],
    [
      'bytes that are no transfer',
      'message',
      (prepared) => ({ ...prepared, message: Uint8Array.of(0xf4, 1) }),
    ],
    [
      'bytes that go on',
      'message',
      (prepared) => ({ ...prepared, message: Uint8Array.of(...prepared.message, 0) }),
    ],
    ['the stated amount', 'amount', (prepared) => ({ ...prepared, amount: 1n })],
    ['the stated fee', 'fee', (prepared) => ({ ...prepared, fee: 1n })],
    ['the expiry', 'expiresAfter', (prepared) => ({ ...prepared, expiresAfter: 1000 })],
    [
      'a block that it never announced',
      'reference',
      (prepared) => ({
        ...rewritten((transfer) => Object.assign(transfer, { blockHash: key }))(prepared),
        reference: { id: prepared.reference.id, hash: key },
      }),
    ],
    [
      'a block of the future',
      'reference',
      (prepared) => ({ ...prepared, reference: { ...prepared.reference, id: 500 }, expiresAfter: 506 }),
    ],
  ];

  it.each(lies)('is caught with %s, and nothing is signed', async (_, field, lie) => {
    const { wallet, pool } = await fundedWallet();
    pool.lie = lie;
    const receivers = [...one.receivers, { address: bert, amount: coins('2') }];
    const fault = await faultOf(wallet.prepare({ account: 0, receivers }));
    expect(fault.code).toBe('wallet.poolLied');
    expect(fault.facts).toEqual({ field });
    expect(pool.submitted).toEqual([]);
  });

  it('cannot make a payment out of an old block', async () => {
    const { wallet, pool } = await fundedWallet();
    const old = { ...pool.tip };
    for (let blocks = 0; blocks < 6; blocks++) pool.mine();
    pool.lie = (prepared) => ({
      ...rewritten((transfer) => Object.assign(transfer, { blockHash: old.hash }))(prepared),
      reference: old,
      expiresAfter: old.id + 6,
    });
    expect((await faultOf(wallet.prepare(one))).code).toBe('payment.reference');
  });

  it('is caught when it names another identity', async () => {
    const { wallet, pool } = await fundedWallet();
    const { draftId } = await wallet.prepare(one);
    const { submit } = pool;
    pool.submit = async (params) => ({ ...(await submit(params)), identity: new Uint8Array(32) });
    expect((await faultOf(wallet.approve({ draftId }))).facts).toEqual({ field: 'identity' });
  });
});
