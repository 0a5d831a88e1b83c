import type { Units } from '#shared/protocol/amounts.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import type { Pending } from './mempool.ts';

interface Entry {
  in: Units;
  out: Units;
  readonly pending: Set<Pending>;
}

/** What waits, by the wallets (hex of their keys) that send or get it. */
export class PendingIndex {
  readonly #wallets = new Map<string, Entry>();

  add(pending: Pending): void {
    for (const { wallet, entry } of this.#changes(pending, 1n)) {
      entry.pending.add(pending);
      this.#wallets.set(wallet, entry);
    }
  }

  remove(pending: Pending): void {
    for (const { wallet, entry } of this.#changes(pending, -1n)) {
      entry.pending.delete(pending);
      if (entry.pending.size === 0) this.#wallets.delete(wallet);
    }
  }

  clear(): void {
    this.#wallets.clear();
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

  #changes({ message, amount, fee, moves }: Pending, sign: bigint): { wallet: string; entry: Entry }[] {
    const touched = new Map<string, Entry>();
    const entryOf = (wallet: string): Entry => {
      const known = touched.get(wallet) ?? this.#wallets.get(wallet);
      const entry = known ?? { in: 0n, out: 0n, pending: new Set() };
      touched.set(wallet, entry);
      return entry;
    };
    if (moves !== undefined) {
      for (const [wallet, units] of moves) {
        const entry = entryOf(wallet);
        if (units < 0n) entry.out -= sign * units;
        else entry.in += sign * units;
      }
      return [...touched].map(([wallet, entry]) => ({ wallet, entry }));
    }
    entryOf(toHex(message.sender)).out += sign * (amount + fee);
    for (const receiver of message.receivers) entryOf(toHex(receiver.key)).in += sign * receiver.amount;
    return [...touched].map(([wallet, entry]) => ({ wallet, entry }));
  }
}
