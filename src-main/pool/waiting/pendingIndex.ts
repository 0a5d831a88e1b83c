import type { Units } from '#shared/protocol/amounts.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import type { Pending } from './mempool.ts';

interface Entry {
  in: Units;
  out: Units;
  readonly pending: Set<Pending>;
}

/** What a waiting transaction brings to and takes from a wallet (hex of its key). */
interface Change {
  readonly wallet: string;
  readonly in: Units;
  readonly out: Units;
}

/** What waits, by the wallets (hex of their keys) that send or get it. */
export class PendingIndex {
  readonly #wallets = new Map<string, Entry>();
  /** Told once for each: a block removes thousands at a time. */
  readonly #changes = new Map<Pending, readonly Change[]>();

  /** `known`: an index that holds it too. */
  add(pending: Pending, known?: PendingIndex): void {
    const changes = (known === undefined ? undefined : known.#changes.get(pending)) ?? changesOf(pending);
    this.#changes.set(pending, changes);
    for (const change of changes) {
      let entry = this.#wallets.get(change.wallet);
      if (entry === undefined) {
        entry = { in: 0n, out: 0n, pending: new Set() };
        this.#wallets.set(change.wallet, entry);
      }
      entry.in += change.in;
      entry.out += change.out;
      entry.pending.add(pending);
    }
  }

  remove(pending: Pending): void {
    for (const change of this.#changes.get(pending) ?? []) {
      const entry = this.#wallets.get(change.wallet);
      if (entry === undefined) continue;
      entry.in -= change.in;
      entry.out -= change.out;
      entry.pending.delete(pending);
      if (entry.pending.size === 0) this.#wallets.delete(change.wallet);
    }
    this.#changes.delete(pending);
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

function changesOf({ message, amount, fee, moves }: Pending): readonly Change[] {
  if (moves !== undefined) {
    return [...moves].map(([wallet, units]) =>
      units < 0n ? { wallet, in: 0n, out: -units } : { wallet, in: units, out: 0n },
    );
  }
  return [
    { wallet: toHex(message.sender), in: 0n, out: amount + fee },
    ...message.receivers.map(({ key, amount: units }) => ({ wallet: toHex(key), in: units, out: 0n })),
  ];
}
