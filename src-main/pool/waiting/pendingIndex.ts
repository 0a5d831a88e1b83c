import type { Units } from '#shared/protocol/amounts.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import type { Pending } from './pending.ts';

interface Entry {
  readonly wallet: string;
  in: Units;
  out: Units;
  readonly pending: Set<Pending>;
}

/** What waits, by the wallets (hex of their keys) that send or get it. */
export class PendingIndex {
  readonly #wallets = new Map<string, Entry>();

  add(pending: Pending): void {
    pending.eachChange((wallet, into, out) => {
      let entry = this.#wallets.get(wallet);
      if (entry === undefined) {
        entry = { wallet, in: 0n, out: 0n, pending: new Set() };
        this.#wallets.set(wallet, entry);
      }
      entry.in += into;
      entry.out += out;
      entry.pending.add(pending);
    });
  }

  remove(pending: Pending): void {
    pending.eachChange((wallet, into, out) => {
      const entry = this.#wallets.get(wallet);
      if (entry === undefined) return;
      entry.in -= into;
      entry.out -= out;
      entry.pending.delete(pending);
      if (entry.pending.size === 0) this.#wallets.delete(wallet);
    });
  }

  /** Hex of a wallet's key: where something of it waits, the very string that this one holds. */
  nameOf(key: Bytes): string {
    const hex = toHex(key);
    return this.#wallets.get(hex)?.wallet ?? hex;
  }

  /** What waiting transactions bring to and take from a wallet, amounts with fees. */
  sums(wallet: string): { in: Units; out: Units } {
    const entry = this.#wallets.get(wallet);
    return { in: entry?.in ?? 0n, out: entry?.out ?? 0n };
  }

  /** Those that a wallet sent or gets coins by, in the order in which they came. */
  naming(wallet: string): Pending[] {
    return [...(this.#wallets.get(wallet)?.pending ?? [])];
  }
}
