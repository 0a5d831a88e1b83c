import { Fault } from '#shared/protocol/fault.ts';
import { type BookContents, parseBook } from './book.ts';
import type { Vault } from './vault.ts';

/** The book while the wallet is open: every change is on the disk before anybody sees it. */
export class BookKeeper {
  readonly #vault: Vault;
  #contents: BookContents | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** Throws `wallet.vaultDamaged`. */
  open(contents: unknown): void {
    this.#contents = parseBook(contents);
  }

  close(): void {
    this.#contents = undefined;
  }

  /** Throws `wallet.locked`. */
  read(): BookContents {
    if (this.#contents === undefined) throw new Fault('wallet.locked');
    return this.#contents;
  }

  /** One change after the other. Throws `wallet.locked` and what `change` throws; then nothing changed. */
  change(change: (book: BookContents) => BookContents): Promise<BookContents> {
    const run = this.#queue.then(async () => {
      const before = this.read();
      const after = change(before);
      await this.#vault.saveBook(after);
      // Locked meanwhile: what was saved stays on the disk, and nothing of it here.
      if (this.#contents !== before) throw new Fault('wallet.locked');
      this.#contents = after;
      return after;
    });
    this.#queue = run.catch(() => {});
    return run;
  }
}
