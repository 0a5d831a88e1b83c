import { describe, expect, it } from 'vitest';
import { Crash, PaymentChain, POOL, wallet } from '../paymentChain.fixture.ts';

const alice = wallet(1);
const bob = wallet(2);

/** Blocks of which alice has 20 and bob 50, in payments of their own. */
async function payingChain(blocks: number): Promise<PaymentChain> {
  const chain = await PaymentChain.opened();
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
    const chain = await PaymentChain.opened();
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

  it('pays nothing for a block that the chain gave up, and does when it is back', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    const branch = chain.branch();
    chain.switchTo(93);
    for (let n = 0; n < 8; n++) await chain.block(true);
    await chain.payouts.settle();
    expect((await chain.payouts.wins(1))[0]?.win.state).toBe('lost');
    expect(chain.received.size).toBe(0);
    chain.switchTo(branch);
    for (let n = 0; n < 8; n++) await chain.block(true);
    await chain.payouts.settle();
    await chain.block(true);
    expect(chain.received.get(wallet(1))).toBe(500n);
  });

  it('tells what is not deep enough yet, whatever the chain gives up and takes back', async () => {
    const chain = await PaymentChain.opened();
    const maturing = async (...expected: bigint[]) => {
      await chain.payouts.settle();
      expect([1, 2].map((n) => chain.payouts.maturingOf(wallet(n)))).toEqual(expected);
      await chain.open();
      expect([1, 2].map((n) => chain.payouts.maturingOf(wallet(n)))).toEqual(expected);
    };
    await chain.block(true, [
      { wallet: wallet(1), amount: 500n },
      { wallet: wallet(2), amount: 20n },
    ]);
    await chain.block(true, [{ wallet: wallet(1), amount: 300n }]);
    await maturing(800n, 20n);
    const branch = chain.branch();
    chain.switchTo(93);
    await chain.block(true, [{ wallet: wallet(1), amount: 70n }]);
    await chain.block(true);
    await maturing(70n, 0n);
    chain.switchTo(branch);
    await maturing(800n, 20n);
    for (let n = 0; n < 5; n++) await chain.block(true);
    await maturing(300n, 0n);
    await chain.block(true);
    await maturing(0n, 0n);
  });

  it('leaves what it was paid for as it is while the chain is fetched again, and gives it up if it does not come back', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    for (let n = 0; n < 8; n++) {
      await chain.block(true);
      await chain.payouts.settle();
    }
    const state = async () => (await chain.payouts.wins(1))[0]?.win.state;
    expect(await state()).toBe('mined');
    const branch = chain.branch();
    chain.switchTo(93);
    await chain.open();
    await chain.payouts.settle();
    expect([await state(), chain.owed(wallet(1))]).toEqual(['sent', 0n]);
    chain.switchTo(branch);
    await chain.payouts.settle();
    expect([await state(), chain.owed(wallet(1))]).toEqual(['mined', 0n]);
    // Another chain, with another block in that place.
    chain.switchTo(93);
    await chain.payouts.settle();
    for (let n = 0; n < 9; n++) await chain.block(true);
    await chain.payouts.settle();
    expect(await state()).toBe('lost');
  });

  it('lets go of the parts of old blocks, and has them again when the chain gives those up', async () => {
    const chain = await PaymentChain.opened();
    const parts = [1, 2, 3].map((n) => ({ wallet: wallet(n), amount: 500n }));
    await chain.block(true, parts);
    for (let n = 0; n < 120; n++) {
      await chain.block(true);
      await chain.payouts.settle();
    }
    const shown = async () => (await chain.payouts.wins(1))[0];
    expect(await shown()).toMatchObject({
      win: { state: 'mined', parts: null, amount: 1500n, miners: 3 },
      payment: { minedIn: 101 },
    });
    const branch = chain.branch();
    chain.switchTo(93);
    for (let n = 0; n < 121; n++) await chain.block(true);
    await chain.payouts.settle();
    expect((await shown())?.win.state).toBe('lost');
    expect([1, 2, 3].map((n) => chain.owed(wallet(n)))).toEqual([0n, 0n, 0n]);
    // The record kept its parts: with them what is owed comes back when the block does.
    chain.switchTo(branch);
    await chain.open();
    await chain.payouts.settle();
    expect(await shown()).toMatchObject({ win: { state: 'mined' }, payment: { minedIn: 101 } });
    expect(chain.payouts.account(wallet(1))).toEqual({ owed: 0n, paid: 500n });
  });

  it('gives up what was won in a chain that came and went between two looks', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true);
    await chain.payouts.settle();
    const branch = chain.branch();
    chain.switchTo(93);
    await chain.block(true, [{ wallet: alice, amount: 500n }]);
    chain.switchTo(branch);
    for (let n = 0; n < 8; n++) await chain.block(true);
    await chain.payouts.settle();
    expect(chain.payouts.account(alice)).toEqual({ owed: 0n, paid: 0n });
  });

  it('knows what a write has changed that failed for all it knew, when the chain is what it was before', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: alice, amount: 500n }]);
    await chain.payouts.settle();
    const won = chain.branch();
    chain.switchTo(93);
    await chain.block(true);
    chain.records.dieAt = { write: chain.records.writes + 1, when: 'after' };
    await expect(chain.payouts.settle()).rejects.toThrow(Crash);
    chain.switchTo(won);
    for (let n = 0; n < 9; n++) {
      await chain.payouts.settle();
      await chain.block(true);
    }
    expect(chain.received.get(alice)).toBe(500n);
  });

  it('pays nothing for what was won above the tip of a chain of fewer blocks', async () => {
    const chain = await PaymentChain.opened();
    chain.threshold = 1_000n;
    await chain.block(true);
    await chain.block(true, [{ wallet: alice, amount: 500n }]);
    for (let n = 0; n < 7; n++) await chain.block(true);
    await chain.payouts.settle();
    expect(chain.owed(alice)).toBe(500n);
    chain.switchTo(94);
    chain.threshold = 100n;
    await chain.payouts.settle();
    await chain.block(true);
    await chain.payouts.settle();
    expect(chain.received.size).toBe(0);
    expect(chain.payouts.account(alice)).toEqual({ owed: 0n, paid: 0n });
  });

  it('lets what is owed mature again in a chain that is not so deep', async () => {
    const chain = await PaymentChain.opened();
    chain.funds = 510n;
    await chain.block(true, [
      { wallet: alice, amount: 500n },
      { wallet: bob, amount: 400n },
    ]);
    for (let n = 0; n < 6; n++) await chain.block(true);
    await chain.payouts.settle();
    expect([chain.owed(alice), chain.owed(bob), chain.payouts.maturingOf(bob)]).toEqual([0n, 400n, 0n]);
    // Alice's payment names a block that does not stand any more; bob's part must be deep enough first.
    chain.switchTo(98);
    for (let n = 0; n < 2; n++) {
      await chain.payouts.settle();
      expect([chain.owed(bob), chain.payouts.maturingOf(bob)]).toEqual([0n, 400n]);
      await chain.block(true);
    }
    expect(chain.received.size).toBe(0);
    for (let n = 0; n < 9; n++) {
      await chain.payouts.settle();
      await chain.block(true);
    }
    expect([chain.received.get(alice), chain.received.get(bob)]).toEqual([500n, 400n]);
  });

  it('takes back the part of the pool’s own wallet with its block', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: POOL, amount: 500n }]);
    for (let n = 0; n < 7; n++) await chain.block(true);
    await chain.payouts.settle();
    chain.switchTo(93);
    for (let n = 0; n < 8; n++) await chain.block(true);
    await chain.payouts.settle();
    expect(chain.payouts.account(POOL)).toEqual({ owed: 0n, paid: 0n });
  });
});
