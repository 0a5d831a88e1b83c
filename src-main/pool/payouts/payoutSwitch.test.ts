import { describe, expect, it } from 'vitest';
import { PaymentChain } from '../paymentChain.fixture.ts';

const wallet = (n: number) => n.toString(16).padStart(64, '0');
const alice = wallet(1);
const bob = wallet(2);

async function newChain(): Promise<PaymentChain> {
  const chain = new PaymentChain();
  await chain.open();
  return chain;
}

/** Blocks of which alice has 20 and bob 50, in payments of their own. */
async function payingChain(blocks: number): Promise<PaymentChain> {
  const chain = await newChain();
  for (let n = 0; n < blocks; n++) {
    await chain.block(true, [
      { wallet: alice, amount: 20n },
      { wallet: bob, amount: 50n },
    ]);
    for (const threshold of [50n, 20n]) {
      chain.threshold = threshold;
      await chain.payouts.settle();
    }
  }
  return chain;
}

describe('Payouts after the chain was switched', () => {
  it('sets no payment off against debts that it had recorded long ago', async () => {
    const chain = await payingChain(540);
    // Alice's part is carried over from now on.
    chain.threshold = 50n;
    for (let n = 0; n < 2; n++) {
      await chain.block(true);
      await chain.payouts.settle();
    }
    const before = { ...chain.payouts.account(alice) };
    expect(before.owed).toBe(40n);
    const payments = (await chain.records.list({ prefix: 'pool/payment/' })).length;
    expect(payments).toBeGreaterThan(1_060);
    chain.switchTo(chain.id - 1);
    await chain.block(true);
    await chain.payouts.settle();
    expect(chain.payouts.account(alice)).toEqual(before);
    expect(chain.received.get(alice)).toBe(before.paid);
    expect(await chain.records.list({ prefix: 'pool/payment/' })).toHaveLength(payments);
  });

  it('makes all payments again that went with the blocks, however many came after them', async () => {
    const chain = await payingChain(540);
    const { paid } = chain.payouts.account(alice);
    chain.switchTo(110);
    for (let n = 0; n < 530; n++) await chain.block(false);
    await chain.payouts.settle();
    expect(chain.received.get(alice)).toBeLessThan(paid);
    expect(chain.payouts.account(alice).paid).toBe(chain.received.get(alice));
    const states = (await chain.payouts.wins(2_000)).map(({ win }) => win.state);
    expect(states.filter((state) => state === 'lost')).toHaveLength(633 - 110);
  });

  it('looks again at what was settled also when writing it down failed at first', async () => {
    const chain = await newChain();
    await chain.block(true, [{ wallet: alice, amount: 500n }]);
    for (let n = 0; n < 9; n++) {
      await chain.block(true);
      await chain.payouts.settle();
    }
    chain.switchTo(93);
    for (let n = 0; n < 13; n++) await chain.block(false);
    chain.records.dieAt = { write: chain.records.writes + 1, when: 'before' };
    await expect(chain.payouts.settle()).rejects.toThrow();
    for (let n = 0; n < 3; n++) await chain.payouts.settle();
    expect((await chain.payouts.wins(1))[0]?.win.state).toBe('lost');
    expect(chain.payouts.account(alice)).toEqual({ owed: 0n, paid: 0n });
  });
});
