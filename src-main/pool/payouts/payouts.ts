import { formatCoins, MAX_FLOAT_AMOUNT, type Units } from '#shared/protocol/amounts.ts';
import { type Bytes, equalBytes, fromHex } from '#shared/protocol/bytes.ts';
import { isFault } from '#shared/protocol/fault.ts';
import { encodeTransferMessage, identityOf } from '#shared/protocol/transactions.ts';
import { failPoint } from '../../base/failPoint.ts';
import type { Log } from '../../base/log.ts';
import type { RecordOperation, Records } from '../../store/chainStore.ts';
import { EXPIRY_BLOCKS } from '../waiting/mempool.ts';
import { PayoutDraft, type PayoutState, winKey } from './payoutDraft.ts';
import type { PayoutChain, PayoutParts, PayoutWallet } from './payoutParts.ts';
import {
  type Payment,
  type PayoutAccount,
  readAccounts,
  readPayment,
  readPayments,
  readWins,
  type Seen,
  type Win,
  withParts,
} from './payoutRecords.ts';
import { PayoutSearch } from './payoutSearch.ts';
import { isSettled, lighten, PayoutThinning } from './payoutThinning.ts';
import { type Part, WinParts } from './winParts.ts';

/** A block's reward is paid out when so many blocks stand on it. */
export const PAYOUT_DEPTH = 6;

/** Receivers of one payment; the rest goes into the next one. */
const RECEIVERS_PER_PAYMENT = 1000;

/** So many of the newest wins and payments are kept at hand and looked at again after a reorganisation. */
const REMEMBERED = 1000;

/**
 * What miners are owed and how they get it (docs/PROTOCOL.md, "Pools and miners").
 *
 * Each step is one atomic durable write, made before anybody sees its effect: a win is written with the block that
 * won it; when it is six deep its parts move to the miners' accounts; a payment is signed and written, and taken off
 * the accounts, before it is submitted; whether it was mined is read from the chain. One that expired goes back to
 * the accounts: its bytes name a block out of the window, so it can never be mined any more.
 */
export class Payouts {
  readonly #records: Records;
  readonly #chain: PayoutChain;
  readonly #wallet: PayoutWallet;
  readonly #threshold: () => Units;
  readonly #submit: (message: Bytes, signature: Bytes) => Promise<void>;
  readonly #log: Log;
  readonly #state: PayoutState;
  readonly #thinning: PayoutThinning;
  readonly #mayPay: () => boolean;
  readonly #search: PayoutSearch;
  /** Something that was settled lies above the tip: the next look is one at everything. */
  #isAbove = false;
  readonly #maturing = new Map<string, Units>();
  #queue: Promise<void> = Promise.resolve();

  private constructor(
    parts: PayoutParts,
    state: PayoutState,
    thinning: PayoutThinning,
    search: PayoutSearch,
  ) {
    this.#records = parts.records;
    this.#chain = parts.chain;
    this.#wallet = parts.wallet;
    this.#threshold = parts.threshold;
    this.#submit = parts.submit;
    this.#log = parts.log;
    this.#state = state;
    this.#thinning = thinning;
    this.#mayPay = parts.mayPay ?? (() => true);
    this.#search = search;
    for (const win of state.wins.values()) this.#countMaturing(win, 1n);
  }

  static async open(parts: PayoutParts): Promise<Payouts> {
    const { records } = parts;
    const wins = await readWins(records, REMEMBERED);
    const payments = await readPayments(records, REMEMBERED);
    const state = {
      accounts: await readAccounts(records),
      wins: new Map(wins.reverse().map((win) => [winKey(win), win])),
      payments: new Map(payments.reverse().map((payment) => [payment.number, payment])),
    };
    for (const [key, win] of state.wins) {
      if (!isSettled(win)) state.wins.set(key, await withParts(records, win));
    }
    lighten(state);
    const search = await PayoutSearch.open({ ...parts, depth: PAYOUT_DEPTH });
    return new Payouts(parts, state, await PayoutThinning.open(records), search);
  }

  /** What the pool owes a miner (below zero after it was paid for a block that the chain gave up), and has paid. */
  account(wallet: string): PayoutAccount {
    return this.#state.accounts.get(wallet) ?? { owed: 0n, paid: 0n };
  }

  /** A miner's parts of blocks that are not deep enough yet. */
  maturingOf(wallet: string): Units {
    return this.#maturing.get(wallet) ?? 0n;
  }

  /** The newest first. */
  async wins(limit: number): Promise<{ win: Win; payment: Payment | undefined }[]> {
    const wins = limit <= this.#state.wins.size ? undefined : await readWins(this.#records, limit);
    return (wins ?? [...this.#state.wins.values()].reverse().slice(0, limit)).map((win) => ({
      win,
      payment: win.payment === null ? undefined : this.#state.payments.get(win.payment),
    }));
  }

  /** What the commit of an own block writes beside it, and what to do when it is committed. */
  recordWin(
    blockId: number,
    hash: Bytes,
    parts: readonly Part[],
    effort: number | null = null,
  ): { operations: RecordOperation[]; done: () => void } {
    const draft = new PayoutDraft(this.#state);
    const all = new WinParts(parts);
    const { total: amount, length: miners } = all;
    draft.win({ blockId, hash, state: 'maturing', payment: null, amount, miners, effort, parts: all });
    return { operations: draft.operations(), done: () => this.#apply(draft) };
  }

  /**
   * Brings debts up to the chain's tip and pays what is due; to be called after each new tip and at the start.
   * After a reorganisation `recheck` looks again at what was settled. `pays`: whether new payments are made.
   */
  settle(options: { recheck?: boolean; pays?: boolean } = {}): Promise<void> {
    const next = this.#queue.then(async () => {
      const recheck = options.recheck === true || this.#isAbove;
      this.#isAbove = false;
      const tip = await this.#readChain(recheck);
      if (options.pays !== false) await this.#pay(tip);
      await this.#submitAll();
      lighten(this.#state);
      await this.#thinning.thin(tip.id);
    });
    this.#queue = next.catch(() => {});
    return next;
  }

  /** Resolves when what was begun is done. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  /** Resolves to the tip up to which the records know the chain. */
  async #readChain(recheck: boolean): Promise<Seen> {
    for (;;) {
      await this.#chain.steady();
      const tip = this.#chain.tip();
      const draft = await this.#lookAt(recheck, tip);
      if (draft === undefined) continue;
      await this.#write(draft);
      const found = await this.#search.look(this.#state, tip);
      if (!this.#isAt(tip)) continue;
      this.#apply(await found());
      return tip;
    }
  }

  #isAt(tip: Seen): boolean {
    return equalBytes(this.#chain.tip().hash, tip.hash);
  }

  /**
   * What the chain up to `tip` says; undefined when it has changed meanwhile. A payment that is not there may only be
   * called expired by the tip as it was before the look: the block that comes during it may be the one that has it.
   */
  async #lookAt(recheck: boolean, tip: Seen): Promise<PayoutDraft | undefined> {
    const draft = new PayoutDraft(this.#state);
    const isPast = () => !this.#isAt(tip);
    for (const payment of this.#state.payments.values()) {
      if (!recheck && payment.state !== 'sent') continue;
      const place = await this.#chain.transaction(payment.identity);
      const minedIn = place?.blockId ?? null;
      const whole = minedIn === payment.minedIn ? payment : await this.#wholePayment(payment);
      if (isPast()) return undefined;
      if (whole !== undefined) this.#readPayment(draft, whole, minedIn, tip.id);
    }
    for (const win of draft.wins()) {
      if (!recheck && win.state !== 'maturing') continue;
      // A chain that is rebuilt, or fetched again, comes to it later.
      if (win.blockId > tip.id) {
        this.#isAbove = true;
        continue;
      }
      const hash = await this.#chain.blockHash(win.blockId);
      const stands = hash !== undefined && equalBytes(hash, win.hash);
      const whole = stands === (win.state !== 'lost') ? win : await this.#wholeWin(win);
      if (isPast()) return undefined;
      if (whole !== undefined) this.#readWin(draft, whole, stands, tip.id);
    }
    return draft;
  }

  /** With what memory has let go of it; undefined for what lies too deep to change. */
  async #wholeWin(win: Win): Promise<Win | undefined> {
    const whole = await withParts(this.#records, win);
    if (whole.parts === null) return undefined;
    this.#state.wins.set(winKey(whole), whole);
    return whole;
  }

  /** As `#wholeWin`, with the wins that it took up. */
  async #wholePayment(payment: Payment): Promise<Payment | undefined> {
    for (const win of this.#state.wins.values()) {
      if (win.payment === payment.number && (await this.#wholeWin(win)) === undefined) return undefined;
    }
    if (payment.receivers.length > 0) return payment;
    const whole = await readPayment(this.#records, payment.number);
    if (whole === undefined || whole.receivers.length === 0) return undefined;
    this.#state.payments.set(whole.number, whole);
    return whole;
  }

  #readPayment(draft: PayoutDraft, payment: Payment, minedIn: number | null, tip: number): void {
    const state = minedIn !== null ? 'mined' : tip >= payment.expiresAfter ? 'expired' : 'sent';
    if (state === payment.state && minedIn === payment.minedIn) return;
    for (const { wallet, amount } of payment.receivers) {
      const taken = (of: Payment['state']) => (of === 'expired' ? 0n : -amount);
      const given = (of: Payment['state']) => (of === 'mined' ? amount : 0n);
      draft.change(wallet, taken(state) - taken(payment.state), given(state) - given(payment.state));
    }
    draft.payment({ ...payment, state, minedIn });
    for (const win of draft.wins()) {
      if (win.payment !== payment.number || win.state === 'lost') continue;
      draft.win(state === 'expired' ? { ...win, state: 'carried', payment: null } : { ...win, state: state });
    }
    this.#log.info(`payout.${state}`, {
      identity: payment.identity,
      minedIn,
      miners: payment.receivers.length,
    });
  }

  #readWin(draft: PayoutDraft, win: Win, stands: boolean, tip: number): void {
    const credited = win.state !== 'maturing' && win.state !== 'lost';
    const credit = (sign: bigint) => {
      for (const { wallet, amount } of win.parts ?? []) draft.change(wallet, sign * amount, 0n);
    };
    if (!stands) {
      if (win.state === 'lost') return;
      if (credited) credit(-1n);
      draft.win({ ...win, state: 'lost', payment: null });
      this.#log.warn('win.lost', { blockId: win.blockId, hash: win.hash });
    } else if (!credited && tip - win.blockId >= PAYOUT_DEPTH) {
      credit(1n);
      draft.win({ ...win, state: 'carried' });
    } else if (win.state === 'lost') {
      draft.win({ ...win, state: 'maturing' });
    }
  }

  /**
   * Pays all that is owed and above the threshold, as far as the pool's wallet has the coins; not on another tip than
   * the one that the records know: a block in between may hold the same payment.
   */
  async #pay(tip: Seen): Promise<void> {
    const own = this.account(this.#wallet.name);
    if (own.owed > 0n) {
      // The operator mines for the pool's own wallet: its part is there already.
      const draft = new PayoutDraft(this.#state);
      draft.change(this.#wallet.name, -own.owed, own.owed);
      this.#takeUp(draft, [this.#wallet.name], null);
      await this.#write(draft);
    }
    await this.#chain.steady();
    if (!this.#mayPay()) return;
    let funds = this.#wallet.spendable();
    const due = [...this.#state.accounts]
      .filter(([wallet, { owed }]) => wallet !== this.#wallet.name && owed > 0n && owed >= this.#threshold())
      .sort(([, a], [, b]) => (a.owed < b.owed ? 1 : a.owed > b.owed ? -1 : 0));
    while (due.length > 0 && this.#isAt(tip)) {
      const receivers: Part[] = [];
      let total = 0n;
      while (due.length > 0 && receivers.length < RECEIVERS_PER_PAYMENT) {
        const [wallet, { owed }] = due.shift() as [string, PayoutAccount];
        if (total + owed + this.#wallet.defaultFee > funds || total + owed > MAX_FLOAT_AMOUNT) continue;
        receivers.push({ wallet, amount: owed });
        total += owed;
      }
      if (receivers.length === 0) {
        this.#log.warn('payout.short', { funds: formatCoins(funds) });
        return;
      }
      funds -= total + this.#wallet.defaultFee;
      await this.#makePayment(receivers);
    }
  }

  async #makePayment(receivers: Part[]): Promise<void> {
    const { id: reference, hash: blockHash } = this.#chain.tip();
    const message = encodeTransferMessage({
      blockHash,
      sender: this.#wallet.key,
      receivers: receivers.map(({ wallet, amount }) => ({ key: fromHex(wallet, 32), amount })),
      fee: this.#wallet.defaultFee,
    });
    const payment: Payment = {
      number: Math.max(0, ...this.#state.payments.keys()) + 1,
      identity: identityOf(message),
      message,
      signature: this.#wallet.sign(message),
      receivers,
      reference,
      expiresAfter: reference + EXPIRY_BLOCKS,
      state: 'sent',
      minedIn: null,
    };
    const draft = new PayoutDraft(this.#state);
    draft.payment(payment);
    for (const { wallet, amount } of receivers) draft.change(wallet, -amount, 0n);
    this.#takeUp(
      draft,
      receivers.map(({ wallet }) => wallet),
      payment.number,
    );
    await this.#write(draft);
    this.#log.info('payout.made', { identity: payment.identity, miners: receivers.length });
  }

  /** Wins that waited for a payment and have one of these wallets among their miners are taken up by it. */
  #takeUp(draft: PayoutDraft, wallets: string[], payment: number | null): void {
    const paid = new Set(wallets);
    for (const win of draft.wins()) {
      if (win.state !== 'carried' || win.parts === null) continue;
      const { wallets } = win.parts;
      if (!wallets.some((wallet) => paid.has(wallet))) continue;
      if (payment !== null) draft.win({ ...win, state: 'sent', payment });
      else if (wallets.every((wallet) => paid.has(wallet))) draft.win({ ...win, state: 'mined' });
    }
  }

  /** Hands in what is recorded as sent; handing in twice is harmless, so it is done at every tip. */
  async #submitAll(): Promise<void> {
    for (const payment of this.#state.payments.values()) {
      if (payment.state !== 'sent') continue;
      try {
        await this.#submit(payment.message, payment.signature);
      } catch (error) {
        if (!isFault(error)) throw error;
        this.#log.warn('payout.refused', { identity: payment.identity, error });
      }
    }
  }

  async #write(draft: PayoutDraft): Promise<void> {
    if (draft.empty) return;
    failPoint('pool.payouts.beforeWrite');
    await this.#records.write(draft.operations());
    failPoint('pool.payouts.afterWrite');
    this.#apply(draft);
  }

  #apply(draft: PayoutDraft): void {
    for (const { before, after } of draft.changedWins()) {
      if (before !== undefined) this.#countMaturing(before, -1n);
      this.#countMaturing(after, 1n);
    }
    draft.apply();
    for (const [key, win] of this.#state.wins) {
      if (this.#state.wins.size <= REMEMBERED) break;
      if (win.state !== 'maturing') this.#state.wins.delete(key);
    }
    for (const [number, payment] of this.#state.payments) {
      if (this.#state.payments.size <= REMEMBERED) break;
      if (payment.state !== 'sent') this.#state.payments.delete(number);
    }
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
