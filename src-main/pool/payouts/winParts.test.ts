import { describe, expect, it } from 'vitest';
import { WinParts } from './winParts.ts';

describe('WinParts', () => {
  it('gives back what it was made of, up to the largest amount', () => {
    const parts = [
      { wallet: 'aa', amount: 1n },
      { wallet: 'bb', amount: 2n ** 64n - 1n },
    ];
    const held = new WinParts(parts);
    expect([...held]).toEqual(parts);
    expect([...held]).toEqual(parts);
    expect(held.wallets).toEqual(['aa', 'bb']);
    expect([held.length, held.total]).toEqual([2, 2n ** 64n]);
  });

  it('tells wins apart, of the same miners and of others', () => {
    const all = [[10n, 2n ** 32n - 1n], [2n ** 32n, 5n], [7n], [8n, 9n, 3n]].map((amounts) =>
      amounts.map((amount, n) => ({ wallet: `${n}`, amount })),
    );
    const swapped = all[0]?.toReversed() ?? [];
    const wins = [...all, swapped].map((parts) => ({ parts, held: new WinParts(parts) }));
    for (const { parts, held } of wins) expect([...held]).toEqual(parts);
  });
});
