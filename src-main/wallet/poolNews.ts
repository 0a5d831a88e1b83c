import type { PoolEvent } from '#shared/api/poolApi.ts';
import type { HistoryEntry } from '#shared/api/poolValues.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import type { Accounts } from './accounts.ts';
import type { BookKeeper } from './bookKeeper.ts';
import type { PoolLink } from './poolLink.ts';
import type { Tracking } from './tracking.ts';
import type { WalletEvent } from './walletMeans.ts';

const MOST_SEEN = 5000;

interface NewsParts {
  readonly book: BookKeeper;
  readonly accounts: Accounts;
  readonly tracking: Tracking;
  readonly emit: (event: WalletEvent) => void;
  readonly accountsChanged: () => void;
}

/** What a pool tells the open wallet: sorted by what is the wallet's own, and passed on. */
export class PoolNews {
  /** Addresses that a pool says this wallet has paid, to compare new ones with. */
  readonly seen = new Set<string>();
  readonly #parts: NewsParts;

  constructor(parts: NewsParts) {
    this.#parts = parts;
  }

  clear(): void {
    this.seen.clear();
  }

  hear(event: PoolEvent, link: PoolLink): void {
    const { accounts, tracking, book, emit, accountsChanged } = this.#parts;
    switch (event.type) {
      case 'wallet':
        if (accounts.update(event.value)) accountsChanged();
        return;
      case 'block':
        void tracking.onTip(link);
        return;
      case 'switched': {
        const { gone, ...value } = event.value;
        const own = gone.flatMap(({ address, entry }) => {
          const account = accounts.indexOf(address);
          return account === undefined ? [] : [{ account, entry }];
        });
        emit({ type: 'switched', value: { ...value, gone: own } });
        return;
      }
      case 'transaction': {
        const { address, entry } = event.value;
        const account = accounts.indexOf(address);
        if (account === undefined) return;
        this.see(entry);
        emit({ type: 'activity', value: { account, entry } });
        const identity = toHex(entry.identity);
        const note = book.read().signed.find((other) => other.identity === identity);
        tracking.update(entry, note, link.tip);
      }
    }
  }

  /** Remembers whom an entry paid, if it was this wallet that did. */
  see(entry: HistoryEntry): void {
    if (entry.sender === null || this.#parts.accounts.indexOf(entry.sender) === undefined) return;
    for (const { address } of entry.receivers) if (this.seen.size < MOST_SEEN) this.seen.add(address);
  }
}
