import type { Units } from '#shared/protocol/amounts.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import type { Records } from '../../store/chainStore.ts';
import {
  type Payment,
  type PaymentPlace,
  paymentsAfter,
  type WholePayment,
  withContents,
} from './paymentRecords.ts';
import { type PayoutAccount, readAccounts } from './payoutRecords.ts';
import {
  isSettledWin,
  openWins,
  readWin,
  type Win,
  type WinPlace,
  winsAfter,
  withParts,
} from './winRecords.ts';

export const winKey = ({ hash }: Pick<WinPlace, 'hash'>): string => toHex(hash);
export const paymentKey = ({ identity }: Pick<PaymentPlace, 'identity'>): string => toHex(identity);

/**
 * What the pool knows about its debts: all accounts, and at hand those wins and payments that a new block may change. The
 * rest lies in the records.
 */
export class PayoutState {
  readonly accounts = new Map<string, PayoutAccount>();
  /** By `winKey`. */
  readonly wins = new Map<string, Win>();
  /** By `paymentKey`. */
  readonly payments = new Map<string, Payment>();
  readonly #records: Records;
  readonly #maturing = new Map<string, Units>();

  private constructor(records: Records) {
    this.#records = records;
  }

  /** As `read`. */
  static async open(records: Records, readUpTo: number): Promise<PayoutState> {
    const state = new PayoutState(records);
    await state.read(readUpTo);
    return state;
  }

  /**
   * Has what the records say, also after a write of which nobody knows whether it is durable. To be called when nothing but
   * blocks is written. `readUpTo`: the block up to which the records know the chain.
   */
  async read(readUpTo: number): Promise<void> {
    const accounts = await readAccounts(this.#records);
    const wins: Win[] = [];
    for (const win of await openWins(this.#records)) wins.push(await withParts(this.#records, win));
    const settled = new Set<string>();
    for (const [key, win] of [...this.wins]) {
      const stored = await readWin(this.#records, win);
      if (stored !== undefined && isSettledWin(stored)) settled.add(key);
    }
    // Nothing waits from here on.
    const read = new Set(wins.map(winKey));
    for (const [key, win] of this.wins) {
      // Of a block that came in the meantime.
      if (win.state === 'maturing' && !read.has(key) && !settled.has(key)) wins.push(win);
    }
    this.accounts.clear();
    this.wins.clear();
    this.payments.clear();
    this.#maturing.clear();
    for (const [wallet, account] of accounts) this.accounts.set(wallet, account);
    for (const win of wins) this.#hold(win);
    await this.takeUpAfter(readUpTo);
  }

  /** What the pool owes a miner (below zero after it was paid for a block that the chain gave up), and has paid. */
  account(wallet: string): PayoutAccount {
    return this.accounts.get(wallet) ?? { owed: 0n, paid: 0n };
  }

  /** A miner's parts of blocks that are not deep enough yet. */
  maturingOf(wallet: string): Units {
    return this.#maturing.get(wallet) ?? 0n;
  }

  /** Takes in what has become durable. Returns the wallets to which more or less is due now. */
  take(
    accounts: ReadonlyMap<string, PayoutAccount>,
    wins: Iterable<Win>,
    payments: Iterable<Payment>,
  ): string[] {
    const before = new Map<string, Units>();
    const concerns = (wallet: string) => before.has(wallet) || before.set(wallet, this.#due(wallet));
    const after = [...wins];
    for (const wallet of accounts.keys()) concerns(wallet);
    for (const win of after) {
      const { state } = this.wins.get(winKey(win)) ?? { state: undefined };
      if (state === win.state || (state !== 'maturing' && win.state !== 'maturing')) continue;
      for (const wallet of win.parts?.wallets ?? []) concerns(wallet);
    }
    for (const [wallet, account] of accounts) this.accounts.set(wallet, account);
    for (const win of after) this.#hold(win);
    for (const payment of payments) this.payments.set(paymentKey(payment), payment);
    return [...before].flatMap(([wallet, due]) => (this.#due(wallet) === due ? [] : [wallet]));
  }

  /** Takes up from the records what a chain can change that is another one after this block. */
  async takeUpAfter(blockId: number): Promise<void> {
    for (const win of await winsAfter(this.#records, blockId)) {
      // All others are at hand, or will be in a moment.
      if (isSettledWin(win) && !this.wins.has(winKey(win))) this.wins.set(winKey(win), win);
    }
    for (const payment of await paymentsAfter(this.#records, blockId)) {
      if (!this.payments.has(paymentKey(payment))) this.payments.set(paymentKey(payment), payment);
    }
  }

  /** With its parts; undefined for what lies too deep to change. */
  async wholeWin(place: WinPlace): Promise<Win | undefined> {
    const win = this.wins.get(winKey(place)) ?? (await readWin(this.#records, place));
    const whole = win && (await withParts(this.#records, win));
    if (whole === undefined || whole.parts === null) return undefined;
    this.wins.set(winKey(whole), whole);
    return whole;
  }

  /** As `wholeWin`, with its contents. */
  async wholePayment(payment: Payment): Promise<WholePayment | undefined> {
    const { contents, ...rest } = await withContents(this.#records, payment);
    if (contents === null) return undefined;
    const whole = { ...rest, contents };
    this.payments.set(paymentKey(whole), whole);
    return whole;
  }

  /** Lets go of what only another chain can change, now that the chain was read up to this block. */
  letGo(blockId: number): void {
    for (const [key, win] of this.wins) {
      // What was won above it, in a chain that was left, is looked at again when this one gets there.
      if (isSettledWin(win) && win.blockId <= blockId) this.wins.delete(key);
    }
    for (const [key, { state }] of this.payments) if (state !== 'sent') this.payments.delete(key);
  }

  /** What a wallet still gets. */
  #due(wallet: string): Units {
    const { owed } = this.account(wallet);
    return this.maturingOf(wallet) + (owed > 0n ? owed : 0n);
  }

  #hold(win: Win): void {
    const before = this.wins.get(winKey(win));
    if (before !== undefined) this.#countMaturing(before, -1n);
    this.#countMaturing(win, 1n);
    this.wins.set(winKey(win), win);
  }

  /** Counts a win's parts in or out, if they are not owed yet. */
  #countMaturing({ state, parts }: Win, sign: 1n | -1n): void {
    if (state !== 'maturing') return;
    for (const { wallet, amount } of parts ?? []) {
      const units = this.maturingOf(wallet) + sign * amount;
      if (units === 0n) this.#maturing.delete(wallet);
      else this.#maturing.set(wallet, units);
    }
  }
}
