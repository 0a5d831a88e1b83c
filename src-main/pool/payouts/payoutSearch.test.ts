import { describe, expect, it } from 'vitest';
import { type CrashingRecords, PaymentChain, wallet } from '../paymentChain.fixture.ts';

describe('Payouts of records that are older than the chain', () => {
  /** The chain goes on with the records as they were: what lies on the disk is put back. */
  const restored = async (chain: PaymentChain, rows: Awaited<ReturnType<CrashingRecords['list']>>) => {
    for (const { key } of await chain.records.list({ prefix: '' }))
      await chain.records.write([{ type: 'del', key }]);
    await chain.records.write(rows.map(({ key, value }) => ({ type: 'put' as const, key, value })));
    await chain.open();
  };

  it('takes payments that it does not know for what they paid, and pays the rest', async () => {
    const chain = await PaymentChain.opened();
    await chain.payouts.settle();
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    await chain.block(true, [{ wallet: wallet(1), amount: 300n }]);
    for (let n = 0; n < 4; n++) await chain.block(true);
    await chain.payouts.settle();
    const copy = await chain.records.list({ prefix: '' });
    // The first win is paid, and one that the copy does not know is on its way.
    await chain.block(true, [{ wallet: wallet(1), amount: 50n }]);
    await chain.payouts.settle();
    await chain.block(true);
    expect(chain.received.get(wallet(1))).toBe(500n);
    await restored(chain, copy);
    for (let n = 0; n < 9; n++) {
      await chain.payouts.settle();
      await chain.block(true);
    }
    expect(chain.received.get(wallet(1))).toBe(800n);
    expect(chain.payouts.account(wallet(1))).toEqual({ owed: 0n, paid: 800n });
    const wins = (await chain.payouts.wins(5)).map(({ win }) => win.state);
    expect(wins).toEqual(['mined', 'mined']);
  });

  it('sets what was paid for blocks that it does not know off against nothing', async () => {
    const chain = await PaymentChain.opened();
    await chain.payouts.settle();
    const copy = await chain.records.list({ prefix: '' });
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    for (let n = 0; n < 7; n++) {
      await chain.payouts.settle();
      await chain.block(true);
    }
    expect(chain.received.get(wallet(1))).toBe(500n);
    await restored(chain, copy);
    await chain.block(true, [{ wallet: wallet(1), amount: 200n }]);
    for (let n = 0; n < 8; n++) {
      await chain.payouts.settle();
      await chain.block(true);
    }
    expect(chain.received.get(wallet(1))).toBe(700n);
    expect(chain.owed(wallet(1))).toBe(0n);
  });

  it('pays nothing as long as another payment that it does not know could still be mined', async () => {
    const chain = await PaymentChain.opened();
    for (const amount of [500n, 300n]) await chain.block(true, [{ wallet: wallet(1), amount }]);
    for (let n = 0; n < 4; n++) await chain.block(true);
    const copy = await chain.records.list({ prefix: '' });
    await chain.block(true);
    await chain.payouts.settle();
    await chain.block(true);
    // This payment has reached other pools, and none has mined it so far.
    await chain.payouts.settle();
    await chain.block(false);
    await restored(chain, copy);
    for (let n = 0; n < 4; n++) {
      await chain.payouts.settle();
      await chain.open();
      await chain.block(n === 2);
    }
    for (let n = 0; n < 9; n++) {
      await chain.payouts.settle();
      await chain.block(true);
    }
    expect(chain.received.get(wallet(1))).toBe(800n);
    expect(chain.payouts.account(wallet(1))).toEqual({ owed: 0n, paid: 800n });
  });

  it('goes on paying when the operator spends from the pool’s wallet', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    for (let n = 0; n < 6; n++) await chain.block(true);
    chain.spend(wallet(77), 40n);
    await chain.block(true);
    await chain.payouts.settle();
    await chain.block(true);
    expect([...chain.received]).toEqual([
      [wallet(77), 40n],
      [wallet(1), 500n],
    ]);
  });
});
