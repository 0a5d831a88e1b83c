import type { Units } from '#shared/protocol/amounts.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { isFault } from '#shared/protocol/fault.ts';
import { failPoint } from '../../base/failPoint.ts';
import type { RecordOperation } from '../../store/chainStore.ts';
import { EXPIRY_BLOCKS } from '../waiting/pending.ts';
import { Paymaster } from './paymaster.ts';
import { type Payment, readPayment } from './paymentRecords.ts';
import { PayoutDraft } from './payoutDraft.ts';
import type { PayoutParts } from './payoutParts.ts';
import { PAYOUT_DEPTH, PayoutReading } from './payoutReading.ts';
import type { PayoutAccount } from './payoutRecords.ts';
import { putPaysFrom, readPaysFrom, takeUnknownPayments } from './payoutSearch.ts';
import { PayoutState, paymentKey } from './payoutState.ts';
import { PayoutThinning } from './payoutThinning.ts';
import { PayoutTrail, type Seen } from './payoutTrail.ts';
import { type Part, WinParts } from './winParts.ts';
import { readWins, type Win } from './winRecords.ts';

/**
 * What miners are owed and how they get it (docs/PROTOCOL.md, "Pools and miners").
 *
 * Each step is one atomic durable write, made before anybody sees its effect: a win is written with the block that
 * won it; when it is six deep its parts move to the miners' accounts; a payment is signed and written, and taken off
 * the accounts, before it is submitted; whether it was mined is read from the chain, and how far that was read is
 * written with what it said. A payment that expired goes back to the accounts: its bytes name a block out of the window,
 * so it can never be mined any more.
 */
export class Payouts {
  readonly #parts: PayoutParts;
  readonly #state: PayoutState;
  #trail: PayoutTrail;
  readonly #thinning: PayoutThinning;
  readonly #reading: PayoutReading;
  readonly #paymaster: Paymaster;
  readonly #changed = new Set<string>();
  /** The last write failed: nobody knows whether it is durable. */
  #isUnsure = false;
  #queue: Promise<void> = Promise.resolve();

  private constructor(parts: PayoutParts, state: PayoutState, trail: PayoutTrail, thinning: PayoutThinning) {
    this.#parts = parts;
    this.#state = state;
    this.#trail = trail;
    this.#thinning = thinning;
    this.#reading = new PayoutReading({ ...parts, state });
    this.#paymaster = new Paymaster({
      ...parts,
      state,
      mayPay: parts.mayPay ?? (() => true),
      write: (draft) => this.#write(draft),
    });
  }

  static async open(parts: PayoutParts): Promise<Payouts> {
    const { records, chain } = parts;
    const trail = await PayoutTrail.open(records, chain);
    const state = await PayoutState.open(records, trail.end);
    return new Payouts(parts, state, trail, await PayoutThinning.open(records));
  }

  /** As `PayoutState.account`. */
  account(wallet: string): PayoutAccount {
    return this.#state.account(wallet);
  }

  /** As `PayoutState.maturingOf`. */
  maturingOf(wallet: string): Units {
    return this.#state.maturingOf(wallet);
  }

  /** The wallets to which settling has made more or less due, since this was asked last. */
  changedWallets(): string[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  /** The newest first, without their parts. */
  async wins(limit: number): Promise<{ win: Win; payment: Payment | undefined }[]> {
    const { records } = this.#parts;
    const wins = await readWins(records, limit);
    const payments = new Map<string, Payment | undefined>();
    for (const { payment: place } of wins) {
      if (place === null || payments.has(paymentKey(place))) continue;
      payments.set(paymentKey(place), await readPayment(records, place));
    }
    return wins.map((win) => ({
      win,
      payment: win.payment === null ? undefined : payments.get(paymentKey(win.payment)),
    }));
  }

  /** What the commit of an own block writes beside it, and what to do when it is committed: all hear of the block then. */
  recordWin(
    blockId: number,
    hash: Bytes,
    parts: readonly Part[],
    effort: number | null = null,
  ): { operations: RecordOperation[]; done: () => void } {
    const draft = new PayoutDraft(this.#state);
    const all = new WinParts(parts);
    const { total: amount, length: miners } = all;
    draft.newWin({ blockId, hash, state: 'maturing', payment: null, amount, miners, effort, parts: all });
    return { operations: draft.operations(), done: () => void draft.apply() };
  }

  /**
   * Brings debts up to the chain's tip and pays what is due; to be called after each new tip and at the start.
   * `pays`: whether new payments are made.
   */
  settle({ pays = true }: { pays?: boolean } = {}): Promise<void> {
    const next = this.#queue.then(async () => {
      if (this.#isUnsure) await this.#readAgain();
      const tip = await this.#readChain();
      if (pays && tip.id >= (await readPaysFrom(this.#parts.records))) await this.#paymaster.pay(tip);
      await this.#submitAll();
      await this.#thinning.thin(tip.id);
    });
    this.#queue = next.catch(() => {});
    return next;
  }

  /** Resolves when what was begun is done. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  /** A write has failed, and may be durable all the same: what the records say holds, of the chain as well. */
  async #readAgain(): Promise<void> {
    const { records, chain } = this.#parts;
    this.#trail = await PayoutTrail.open(records, chain);
    await this.#state.read(this.#trail.end);
    this.#isUnsure = false;
  }

  /** Resolves to the tip up to which the records know the chain. */
  async #readChain(): Promise<Seen> {
    const { chain } = this.#parts;
    for (;;) {
      await chain.steady();
      const tip = chain.tip();
      const fork = await this.#trail.fork();
      const isSwitched = fork < this.#trail.end;
      if (isSwitched) await this.#state.takeUpAfter(fork);
      const draft = new PayoutDraft(this.#state);
      await this.#reading.look(draft, fork, tip.id);
      const isUnknown = await takeUnknownPayments(draft, this.#parts, fork, PAYOUT_DEPTH);
      const read = await this.#trail.readUpTo(tip, isSwitched || !draft.empty);
      if (chain.tip() !== tip) continue;
      const hold = isUnknown ? [putPaysFrom(tip.id + EXPIRY_BLOCKS)] : [];
      await this.#write(draft, [...read.operations, ...hold]);
      read.done();
      this.#state.letGo(tip.id);
      return tip;
    }
  }

  /** Hands in what is recorded as sent; handing in twice is harmless, so it is done at every tip. */
  async #submitAll(): Promise<void> {
    for (const payment of [...this.#state.payments.values()]) {
      const whole = await this.#state.wholePayment(payment);
      if (whole === undefined) continue;
      try {
        await this.#parts.submit(whole.contents.message, whole.contents.signature);
      } catch (error) {
        if (!isFault(error)) throw error;
        this.#parts.log.warn('payout.refused', { identity: payment.identity, error });
      }
    }
  }

  async #write(draft: PayoutDraft, beside: readonly RecordOperation[] = []): Promise<void> {
    const operations = [...draft.operations(), ...beside];
    if (operations.length === 0) return;
    failPoint('pool.payouts.beforeWrite');
    this.#isUnsure = true;
    await this.#parts.records.write(operations);
    this.#isUnsure = false;
    failPoint('pool.payouts.afterWrite');
    for (const wallet of draft.apply()) this.#changed.add(wallet);
  }
}
