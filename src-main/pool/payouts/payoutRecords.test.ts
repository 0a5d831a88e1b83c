import { describe, expect, it } from 'vitest';
import { toHex } from '#shared/protocol/bytes.ts';
import { PaymentChain, wallet } from '../paymentChain.fixture.ts';

describe('records of payouts', () => {
  it('reads at the start only the parts of blocks that are not paid yet, and no payment’s contents', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [{ wallet: wallet(1), amount: 500n }]);
    for (let n = 0; n < 8; n++) {
      await chain.block(true);
      await chain.payouts.settle();
    }
    await chain.block(true, [{ wallet: wallet(1), amount: 20n }]);
    const read: string[] = [];
    const get = chain.records.get.bind(chain.records);
    chain.records.get = (key) => {
      read.push(key.slice(0, key.lastIndexOf('/')));
      return get(key);
    };
    await chain.open();
    await chain.payouts.settle();
    expect(read.filter((key) => key.startsWith('pool/winParts'))).toHaveLength(1);
    expect(read.filter((key) => key.startsWith('pool/paymentContents'))).toHaveLength(0);
    expect(chain.payouts.maturingOf(wallet(1))).toBe(20n);
    expect((await chain.payouts.wins(2)).map(({ win }) => [win.state, win.amount])).toEqual([
      ['maturing', 20n],
      ['mined', 500n],
    ]);
  });

  it('takes the parts off the records that no reorganisation can reach', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [
      { wallet: wallet(1), amount: 500n },
      { wallet: wallet(2), amount: 300n },
    ]);
    for (let n = 0; n < 10; n++) {
      await chain.block(true);
      await chain.payouts.settle();
    }
    const sizes = async () => {
      const sizesOf = async (prefix: string) =>
        (await chain.records.list({ prefix })).map(({ value }) => value.length);
      return [
        await sizesOf('pool/win/'),
        await sizesOf('pool/winParts/'),
        await sizesOf('pool/payment/'),
        await sizesOf('pool/paymentContents/'),
      ];
    };
    const before = await sizes();
    expect(before.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
    chain.skipTo(10_205);
    await chain.payouts.settle();
    expect(await sizes()).toEqual(before);
    chain.skipTo(10_206);
    await chain.payouts.settle();
    expect(await sizes()).toEqual([before[0], [], before[2], []]);
    await chain.open();
    await chain.payouts.settle();
    expect((await chain.payouts.wins(1))[0]).toMatchObject({
      win: { state: 'mined', amount: 800n, miners: 2 },
      payment: { minedIn: 101 },
    });
    expect(chain.payouts.account(wallet(1))).toEqual({ owed: 0n, paid: 500n });
  });

  it('writes the parts of a win once, whatever becomes of it', async () => {
    const chain = await PaymentChain.opened();
    await chain.block(true, [
      { wallet: wallet(1), amount: 500n },
      { wallet: wallet(2), amount: 300n },
    ]);
    const records = async () =>
      (await chain.records.list({ prefix: 'pool/winParts/' })).map(({ value }) => toHex(value));
    const written = await records();
    expect(written).toHaveLength(1);
    const states: unknown[] = [];
    for (let n = 0; n < 10; n++) {
      await chain.block(true);
      await chain.payouts.settle();
      await chain.open();
      states.push((await chain.payouts.wins(1))[0]?.win.state);
    }
    expect(await records()).toEqual(written);
    expect(new Set(states)).toEqual(new Set(['maturing', 'sent', 'mined']));
  });
});
