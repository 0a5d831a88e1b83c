import { describe, expect, it } from 'vitest';
import { PaymentChain, wallet } from '../paymentChain.fixture.ts';

describe('Paymaster', () => {
  it('pays as many as it has coins for', async () => {
    const chain = await PaymentChain.opened();
    chain.funds = 650n;
    await chain.block(true, [
      { wallet: wallet(1), amount: 500n },
      { wallet: wallet(2), amount: 400n },
      { wallet: wallet(3), amount: 120n },
    ]);
    for (let n = 0; n < 6; n++) await chain.block(true);
    await chain.payouts.settle();
    expect([chain.owed(wallet(1)), chain.owed(wallet(2)), chain.owed(wallet(3))]).toEqual([0n, 400n, 0n]);
  });

  it('lets nobody wait for a debt that is larger than its funds, and says what is short', async () => {
    const chain = await PaymentChain.opened();
    chain.funds = 650n;
    await chain.block(true, [
      { wallet: wallet(1), amount: 5_000n },
      { wallet: wallet(2), amount: 300n },
    ]);
    for (let n = 0; n < 7; n++) await chain.block(true);
    await chain.payouts.settle();
    expect([chain.owed(wallet(1)), chain.owed(wallet(2))]).toEqual([5_000n, 0n]);
    expect(chain.warnings).toEqual([
      { event: 'payout.short', facts: { funds: '0.0000034', owed: '0.00005', miners: 1 } },
    ]);
    chain.funds = 5_010n;
    await chain.payouts.settle();
    await chain.block(true);
    expect(chain.received).toEqual(
      new Map([
        [wallet(2), 300n],
        [wallet(1), 5_000n],
      ]),
    );
  });

  it.each([1, 2, 3, 4])('pays 2,500 miners once each if the write %i fails', async (write) => {
    const chain = await PaymentChain.opened();
    const parts = Array.from({ length: 2_500 }, (_, n) => ({ wallet: wallet(n + 1), amount: 500n }));
    await chain.block(true, parts);
    for (let n = 0; n < 7; n++) await chain.block(true);
    chain.records.dieAt = { write: chain.records.writes + write, when: 'before' };
    await expect(chain.payouts.settle()).rejects.toThrow();
    for (let n = 0; n < 2; n++) {
      await chain.payouts.settle();
      await chain.block(true);
    }
    await chain.payouts.settle();
    expect([...chain.received.values()]).toEqual(parts.map(({ amount }) => amount));
    expect(await chain.records.list({ prefix: 'pool/payment/' })).toHaveLength(3);
    for (const { wallet: of } of parts) expect(chain.payouts.account(of)).toEqual({ owed: 0n, paid: 500n });
  });

  it('pays once also if a write fails that is durable all the same', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    for (let n = 0; n < 6; n++) await chain.block(true);
    chain.records.dieAt = { write: chain.records.writes + 2, when: 'after' };
    await expect(chain.payouts.settle()).rejects.toThrow();
    await chain.block(true);
    await chain.payouts.settle();
    await chain.open();
    for (let n = 0; n < 3; n++) {
      await chain.block(true);
      await chain.payouts.settle();
    }
    expect(chain.received.get(wallet(1))).toBe(500n);
    expect(chain.payouts.account(wallet(1))).toEqual({ owed: 0n, paid: 500n });
  });
});
