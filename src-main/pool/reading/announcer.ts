import { GONE_TOLD, type PoolEvent } from '#shared/api/poolApi.ts';
import type { BlockSummary, HistoryEntry, WalletState } from '#shared/api/poolValues.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import type { Block } from '#shared/protocol/block.ts';
import { fromHex } from '#shared/protocol/bytes.ts';
import { type Hold, inTurns } from '../../base/turns.ts';
import type { ChainReader, Waited } from './chainReader.ts';
import type { Told } from './history.ts';
import type { WalletStates } from './walletStates.ts';

/** A connection that hears of blocks and of the wallets that it watches. */
export interface Audience {
  /** Hex of the wallets' keys. */
  readonly watched: ReadonlySet<string>;
  /** What the connection was last told of each wallet. */
  readonly told: Map<string, WalletState>;
  /** The last block that it heard of, or that was there when it came; the announcer keeps it. */
  block: PoolEvent | undefined;
  readonly hear: (event: PoolEvent) => void;
}

/** Tells connections what has been committed; each wallet's matters only to those that watch it. */
export class Announcer {
  readonly #ledger: LedgerView;
  readonly #reader: ChainReader;
  readonly #wallets: WalletStates;
  readonly #hold: Hold;
  readonly #audiences = new Set<Audience>();
  readonly #watchers = new Map<string, Set<Audience>>();
  #block: PoolEvent | undefined;

  /** While `hold` tells something to wait for, the ledger shows what is not durable yet. */
  constructor(ledger: LedgerView, reader: ChainReader, wallets: WalletStates, hold: Hold) {
    this.#ledger = ledger;
    this.#reader = reader;
    this.#wallets = wallets;
    this.#hold = hold;
  }

  get audiences(): number {
    return this.#audiences.size;
  }

  join(audience: Audience): void {
    audience.block = this.#block;
    this.#audiences.add(audience);
  }

  leave(audience: Audience): void {
    this.#audiences.delete(audience);
    for (const wallet of audience.watched) this.unwatch(audience, wallet);
  }

  watch(audience: Audience, wallet: string): void {
    const watchers = this.#watchers.get(wallet) ?? new Set();
    this.#watchers.set(wallet, watchers);
    watchers.add(audience);
    // It hears the state as it is now: what it asked for before may have changed in between.
    this.walletsChanged([wallet]);
  }

  unwatch(audience: Audience, wallet: string): void {
    const watchers = this.#watchers.get(wallet);
    watchers?.delete(audience);
    if (watchers?.size === 0) this.#watchers.delete(wallet);
    audience.told.delete(wallet);
  }

  /** Hex of the keys of all wallets that somebody watches. */
  get watched(): string[] {
    return [...this.#watchers.keys()];
  }

  /** The chain was left for another one; `gone`: by wallet, what was mined and is nowhere any more. */
  switched(fork: number, abandoned: number, gone: ReadonlyMap<string, readonly HistoryEntry[]>): void {
    for (const audience of [...this.#audiences]) {
      const all: { address: string; entry: HistoryEntry }[] = [];
      for (const [wallet, entries] of gone) {
        if (!audience.watched.has(wallet)) continue;
        const address = this.#reader.teller.address(wallet);
        for (const entry of entries) all.push({ address, entry });
      }
      const told = all.slice(0, GONE_TOLD);
      const value = { fork, abandoned, gone: told, more: all.length > told.length };
      audience.hear({ type: 'switched', value });
    }
  }

  /** A committed block, to all, in turns. Another one is to be told when this has resolved. */
  async block(value: BlockSummary): Promise<void> {
    this.#block = { type: 'block', value };
    await inTurns('soon', [...this.#audiences], (audience) => this.catchUp(audience));
  }

  /** For whom something else has come that follows from the last block: it hears of that first, unless it has already. */
  catchUp(audience: Audience): void {
    const block = this.#block;
    if (block === undefined || audience.block === block || !this.#audiences.has(audience)) return;
    audience.block = block;
    audience.hear(block);
  }

  /**
   * What a committed block holds, to the wallets that it names. All that concerns one wallet is told together: a large
   * block names each of thousands several times, and what is told together is sent together.
   */
  async contents(block: Block, waited?: Waited): Promise<void> {
    const ids = new Set<number>();
    for (const wallet of this.#watchers.keys()) {
      const id = this.#ledger.idOfKey(fromHex(wallet));
      if (id >= 0) ids.add(id);
    }
    const byWallet = new Map<string, Told[]>();
    for (const told of ids.size === 0 ? [] : await this.#reader.naming(block, ids, waited)) {
      for (const wallet of told.changes.keys()) {
        if (!this.#watchers.has(wallet)) continue;
        const all = byWallet.get(wallet);
        if (all === undefined) byWallet.set(wallet, [told]);
        else all.push(told);
      }
    }
    const tell = (wallet: string): void => {
      for (const told of byWallet.get(wallet) ?? []) this.#tellWatchers(told, wallet);
      this.walletsChanged([wallet]);
    };
    await inTurns('later', [...this.#watchers.keys()], tell, this.#hold);
  }

  /** As `walletsChanged`, of thousands of wallets, in turns. */
  async eachWallet(wallets: readonly string[]): Promise<void> {
    await inTurns('later', wallets, (wallet) => this.walletsChanged([wallet]), this.#hold);
  }

  /** A transaction that waits now, or does not any more. */
  transaction(told: Told): void {
    for (const wallet of told.changes.keys()) this.#tellWatchers(told, wallet);
    this.walletsChanged(told.changes.keys());
  }

  /** Tells the state of those wallets, where they are watched and it has changed. */
  walletsChanged(wallets: Iterable<string>): void {
    for (const wallet of wallets) {
      const watchers = this.#watchers.get(wallet);
      if (watchers === undefined) continue;
      const value = this.#wallets.of(wallet);
      const event: PoolEvent = { type: 'wallet', value };
      for (const audience of [...watchers]) {
        if (same(audience.told.get(wallet), value)) continue;
        audience.told.set(wallet, value);
        this.#tell(audience, event);
      }
    }
  }

  #tellWatchers(told: Told, wallet: string): void {
    const watchers = this.#watchers.get(wallet);
    if (watchers === undefined) return;
    const { teller } = this.#reader;
    const value = { address: teller.address(wallet), entry: teller.entry(told, wallet) };
    const event: PoolEvent = { type: 'transaction', value };
    for (const audience of [...watchers]) this.#tell(audience, event);
  }

  /** What it says may follow from the last block. */
  #tell(audience: Audience, event: PoolEvent): void {
    this.catchUp(audience);
    audience.hear(event);
  }
}

function same(a: WalletState | undefined, b: WalletState): boolean {
  if (a === undefined) return false;
  return (
    a.id === b.id &&
    a.balance === b.balance &&
    a.pendingIn === b.pendingIn &&
    a.pendingOut === b.pendingOut &&
    a.spendable === b.spendable &&
    a.maturing === b.maturing &&
    a.lastActivity === b.lastActivity &&
    a.trust?.party === b.trust?.party &&
    a.trust?.hours === b.trust?.hours &&
    a.trust?.ends === b.trust?.ends
  );
}
