import type { Units } from '#shared/protocol/amounts.ts';

/** What one miner gets of a block's reward. */
export interface Part {
  /** Hex of the wallet's key. */
  readonly wallet: string;
  readonly amount: Units;
}

/**
 * Each miner's part of a block's reward, in a quarter of the memory that objects take: those of thousands of miners stay
 * at hand until a payment takes the block up, which may be many blocks later.
 */
export class WinParts implements Iterable<Part> {
  /** Hex of the miners' keys. */
  readonly wallets: readonly string[];
  /** All amounts together. */
  readonly total: Units;
  readonly #amounts: BigUint64Array;

  constructor(parts: readonly Part[]) {
    this.wallets = parts.map(({ wallet }) => wallet);
    this.total = parts.reduce((sum, { amount }) => sum + amount, 0n);
    this.#amounts = BigUint64Array.from(parts, ({ amount }) => amount);
  }

  get length(): number {
    return this.wallets.length;
  }

  *[Symbol.iterator](): Generator<Part> {
    for (const [n, wallet] of this.wallets.entries()) yield { wallet, amount: this.#amounts[n] ?? 0n };
  }
}
