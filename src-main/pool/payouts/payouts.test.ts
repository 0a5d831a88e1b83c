import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '#shared/protocol/bytes.ts';
import { Crash, type CrashingRecords, PaymentChain, POOL } from '../paymentChain.fixture.ts';

const wallet = (n: number) => n.toString(16).padStart(64, '0');

async function newChain(): Promise<PaymentChain> {
  const chain = new PaymentChain();
  await chain.open();
  return chain;
}

describe('Payouts', () => {
  it('pays six blocks deep, and not before', async () => {
    const chain = await newChain();
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
    const chain = await newChain();
    for (let n = 0; n < 12; n++) {
      await chain.block(true, n < 3 ? [{ wallet: wallet(1), amount: 40n }] : undefined);
      await chain.payouts.settle();
      const [newest] = await chain.payouts.wins(1);
      if (n === 8) expect(newest?.win.state).toBe('sent');
    }
    expect(chain.received.get(wallet(1))).toBe(120n);
  });

  it('makes a payment again when it has expired, never while it could still be mined', async () => {
    const chain = await newChain();
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
    const chain = await newChain();
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
    const chain = await newChain();
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

  it('pays as many as it has coins for', async () => {
    const chain = await newChain();
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

  it('pays nothing for a block that the chain gave up, and does when it is back', async () => {
    const chain = await newChain();
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
    const chain = await newChain();
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
    const chain = await newChain();
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
    const chain = await newChain();
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

  it('reads at the start only the parts of blocks that are not paid yet', async () => {
    const chain = await newChain();
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
    expect(read.filter((key) => key.startsWith('pool/winParts'))).toHaveLength(1);
    expect(chain.payouts.maturingOf(wallet(1))).toBe(20n);
    expect((await chain.payouts.wins(2)).map(({ win }) => [win.state, win.amount])).toEqual([
      ['maturing', 20n],
      ['mined', 500n],
    ]);
  });

  it('takes the parts off the records that no reorganisation can reach', async () => {
    const chain = await newChain();
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
    const chain = await newChain();
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

  it('tells to whom more or less is due than before', async () => {
    const chain = await newChain();
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

  it('keeps the part of the pool’s own wallet without a payment', async () => {
    const chain = await newChain();
    await chain.block(true, [{ wallet: POOL, amount: 500n }]);
    for (let n = 0; n < 6; n++) await chain.block(true);
    await chain.payouts.settle();
    expect(chain.payouts.account(POOL)).toEqual({ owed: 0n, paid: 500n });
    expect((await chain.payouts.wins(1))[0]).toMatchObject({ win: { state: 'mined' }, payment: undefined });
  });

  describe('of records that are older than the chain', () => {
    /** The chain goes on with the records as they were: what lies on the disk is put back. */
    const restored = async (chain: PaymentChain, rows: Awaited<ReturnType<CrashingRecords['list']>>) => {
      for (const { key } of await chain.records.list({ prefix: '' }))
        await chain.records.write([{ type: 'del', key }]);
      await chain.records.write(rows.map(({ key, value }) => ({ type: 'put' as const, key, value })));
      await chain.open();
    };

    it('takes payments that it does not know for what they paid, and pays the rest', async () => {
      const chain = await newChain();
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
      for (let n = 0; n < 3; n++) {
        await chain.payouts.settle();
        await chain.block(true);
      }
      expect(chain.received.get(wallet(1))).toBe(800n);
      expect(chain.payouts.account(wallet(1))).toEqual({ owed: 0n, paid: 800n });
      const wins = (await chain.payouts.wins(5)).map(({ win }) => win.state);
      expect(wins).toEqual(['mined', 'mined']);
    });

    it('sets what was paid for blocks that it does not know off against nothing', async () => {
      const chain = await newChain();
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
  });

  it('pays nothing while others know more of the chain', async () => {
    const chain = await newChain();
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

  it('pays everybody exactly once, whenever the process dies', async () => {
    const step = fc.record({
      mines: fc.boolean(),
      parts: fc.option(fc.array(fc.tuple(fc.nat(3), fc.bigInt(1n, 400n)), { minLength: 1, maxLength: 4 }), {
        nil: undefined,
      }),
      dies: fc.option(
        fc.record({
          write: fc.integer({ min: 1, max: 4 }),
          when: fc.constantFrom('before' as const, 'after' as const),
          lost: fc.boolean(),
          // Else a block comes before it runs again.
          atOnce: fc.boolean(),
        }),
        { nil: undefined },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const chain = await newChain();
        const earned = new Map<string, bigint>();
        const attempt = async (task: () => Promise<void>, lost: boolean) => {
          try {
            await task();
            return true;
          } catch (error) {
            if (!(error instanceof Crash)) throw error;
            await chain.crash(lost);
            return false;
          }
        };
        for (const { mines, parts, dies } of steps) {
          const merged = new Map<string, bigint>();
          for (const [n, amount] of parts ?? [])
            merged.set(wallet(n), (merged.get(wallet(n)) ?? 0n) + amount);
          const won = [...merged].map(([of, amount]) => ({ wallet: of, amount }));
          // A crash in a block's own commit leaves no block: that is the store's matter, tested there.
          await chain.block(mines, won.length > 0 ? won : undefined);
          for (const { wallet: of, amount } of won) earned.set(of, (earned.get(of) ?? 0n) + amount);
          if (dies !== undefined) {
            chain.records.dieAt = { write: chain.records.writes + dies.write, when: dies.when };
          }
          const done = await attempt(() => chain.payouts.settle(), dies?.lost ?? false);
          if (!done && dies?.atOnce) await chain.payouts.settle();
          chain.records.dieAt = undefined;
        }
        // In the end all is mined, and the smallest debt is paid.
        chain.threshold = 1n;
        for (let n = 0; n < 20; n++) {
          await chain.payouts.settle();
          await chain.block(true);
        }
        await chain.payouts.settle();
        expect(chain.received).toEqual(earned);
        for (const [of, amount] of earned) {
          expect(chain.payouts.account(of)).toEqual({ owed: 0n, paid: amount });
        }
      }),
      { numRuns: 150 },
    );
  });
});
