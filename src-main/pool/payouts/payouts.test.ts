import { describe, expect, it } from 'vitest';
import { PaymentChain, POOL, wallet } from '../paymentChain.fixture.ts';

describe('Payouts', () => {
  it('pays six blocks deep, and not before', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    for (let n = 0; n < 6; n++) {
      await chain.payouts.settle();
      expect(chain.payouts.maturingOf(wallet(1))).toBe(500n);
      await chain.block(true);
    }
    await chain.payouts.settle();
    expect(chain.payouts.maturingOf(wallet(1))).toBe(0n);
    await chain.block(true);
    await chain.payouts.settle();
    expect(chain.received.get(wallet(1))).toBe(500n);
    expect(chain.payouts.account(wallet(1))).toEqual({ owed: 0n, paid: 500n });
    expect((await chain.payouts.wins(10))[0]).toMatchObject({
      win: { blockId: 94, state: 'mined' },
      payment: { minedIn: 101 },
    });
  });

  it('carries dust over until it is worth a payment', async () => {
    const chain = await PaymentChain.opened();
    for (let n = 0; n < 12; n++) {
      await chain.block(true, n < 3 ? [{ wallet: wallet(1), amount: 40n }] : undefined);
      await chain.payouts.settle();
      const [newest] = await chain.payouts.wins(1);
      if (n === 8) expect(newest?.win.state).toBe('sent');
    }
    expect(chain.received.get(wallet(1))).toBe(120n);
  });

  it('makes a payment again when it has expired, never while it could still be mined', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    for (let n = 0; n < 6; n++) await chain.block(true);
    await chain.payouts.settle();
    for (let n = 0; n < 5; n++) {
      await chain.block(false);
      await chain.payouts.settle();
      expect(chain.owed(wallet(1))).toBe(0n);
    }
    await chain.block(false);
    await chain.payouts.settle();
    const [row] = await chain.payouts.wins(1);
    expect(row?.payment).toMatchObject({ reference: 106, state: 'sent' });
    await chain.block(true);
    await chain.payouts.settle();
    expect(chain.received.get(wallet(1))).toBe(500n);
  });

  it('does not pay twice when the last block that could hold a payment comes while it is looked for', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    for (let n = 0; n < 6; n++) await chain.block(true);
    await chain.payouts.settle();
    for (let n = 0; n < 5; n++) await chain.block(false);
    chain.meanwhile = () => chain.block(true);
    await chain.payouts.settle();
    await chain.payouts.settle();
    await chain.block(true);
    await chain.payouts.settle();
    expect(chain.received.get(wallet(1))).toBe(500n);
    expect(chain.payouts.account(wallet(1))).toEqual({ owed: 0n, paid: 500n });
  });

  it('hands a payment in again that was refused', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    for (let n = 0; n < 6; n++) await chain.block(true);
    chain.refuses = true;
    await chain.payouts.settle();
    chain.refuses = false;
    await chain.block(true);
    await chain.payouts.settle();
    await chain.block(true);
    expect(chain.received.get(wallet(1))).toBe(500n);
  });

  it('keeps the part of the pool’s own wallet without a payment', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: POOL, amount: 500n }]);
    for (let n = 0; n < 6; n++) await chain.block(true);
    await chain.payouts.settle();
    expect(chain.payouts.account(POOL)).toEqual({ owed: 0n, paid: 500n });
    expect((await chain.payouts.wins(1))[0]).toMatchObject({ win: { state: 'mined' }, payment: undefined });
  });

  it('pays nothing while others know more of the chain', async () => {
    const chain = await PaymentChain.opened();
    chain.isBehind = true;
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    for (let n = 0; n < 9; n++) {
      await chain.payouts.settle();
      await chain.block(true);
    }
    expect(chain.received.size).toBe(0);
    chain.isBehind = false;
    await chain.payouts.settle();
    await chain.block(true);
    expect(chain.received.get(wallet(1))).toBe(500n);
  });

  it('tells to whom more or less is due than before', async () => {
    const chain = await PaymentChain.opened();
    const settled = async () => {
      await chain.payouts.settle();
      return chain.payouts.changedWallets();
    };
    await chain.block(true, [
      { wallet: wallet(1), amount: 500n },
      { wallet: wallet(2), amount: 30n },
    ]);
    const branch = chain.branch();
    const changed: string[][] = [];
    for (let n = 0; n < 8; n++) {
      await chain.block(true);
      changed.push(await settled());
    }
    // Who hears of the win with its block hears nothing new when it is deep enough, but when it is paid.
    expect(changed.filter((wallets) => wallets.length > 0)).toEqual([[wallet(1)]]);
    chain.switchTo(93);
    for (let n = 0; n < 10; n++) await chain.block(false);
    expect(await settled()).toEqual([wallet(2)]);
    chain.switchTo(branch);
    for (let n = 0; n < 10; n++) await chain.block(false);
    expect(await settled()).toEqual([wallet(2)]);
  });
});
