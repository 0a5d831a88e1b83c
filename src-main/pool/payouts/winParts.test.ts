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
});
