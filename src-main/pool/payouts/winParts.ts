import type { Units } from '#shared/protocol/amounts.ts';

/** What one miner gets of a block's reward. */
export interface Part {
  /** Hex of the wallet's key. */
  readonly wallet: string;
  readonly amount: Units;
}

/** What one element of `Uint32Array` holds. */
const SMALL = 2n ** 32n - 1n;

/** Of the win that was made last: mostly the next one has the same miners. */
let lastWallets: readonly string[] = [];

/**
 * Each miner's part of a block's reward, in a small part of the memory that objects take: those of thousands of miners stay
 * at hand until a payment takes the block up, which may be many blocks later.
 */
export class WinParts implements Iterable<Part> {
  /** Hex of the miners' keys. */
  readonly wallets: readonly string[];
  /** All amounts together. */
  readonly total: Units;
  readonly #amounts: Uint32Array | BigUint64Array;

  constructor(parts: readonly Part[]) {
    if (!haveWallets(parts, lastWallets)) lastWallets = parts.map(({ wallet }) => wallet);
    this.wallets = lastWallets;
    this.total = parts.reduce((sum, { amount }) => sum + amount, 0n);
    this.#amounts = parts.every(({ amount }) => amount <= SMALL)
      ? Uint32Array.from(parts, ({ amount }) => Number(amount))
      : BigUint64Array.from(parts, ({ amount }) => amount);
  }

  get length(): number {
    return this.wallets.length;
  }

  *[Symbol.iterator](): Generator<Part> {
    for (const [n, wallet] of this.wallets.entries()) yield { wallet, amount: BigInt(this.#amounts[n] ?? 0) };
  }
}

function haveWallets(parts: readonly Part[], wallets: readonly string[]): boolean {
  return parts.length === wallets.length && parts.every(({ wallet }, n) => wallet === wallets[n]);
}
