import type { RecordOperation } from '../../store/chainStore.ts';
import {
  type Payment,
  type PaymentPlace,
  putContents,
  putPayment,
  type WholePayment,
} from './paymentRecords.ts';
import { type PayoutAccount, putAccount } from './payoutRecords.ts';
import { type PayoutState, paymentKey, winKey } from './payoutState.ts';
import type { WinParts } from './winParts.ts';
import { putWin, putWinParts, type Win, type WinPlace } from './winRecords.ts';

/** Changes that are written together, and made in memory only when they are durable. */
export class PayoutDraft {
  readonly #state: PayoutState;
  readonly #accounts = new Map<string, PayoutAccount>();
  readonly #wins = new Map<string, Win>();
  readonly #payments = new Map<string, Payment>();
  /** What is written once and never changes: parts of wins and contents of payments. */
  readonly #beside: RecordOperation[] = [];

  constructor(state: PayoutState) {
    this.#state = state;
  }

  get empty(): boolean {
    return this.#accounts.size + this.#wins.size + this.#payments.size === 0;
  }

  /** All at hand, as they will be. */
  wins(): Win[] {
    return [...new Map([...this.#state.wins, ...this.#wins]).values()];
  }
  payments(): Payment[] {
    return [...new Map([...this.#state.payments, ...this.#payments]).values()];
  }

  hasPayment(place: PaymentPlace): boolean {
    const key = paymentKey(place);
    return this.#payments.has(key) || this.#state.payments.has(key);
  }

  winAt(place: WinPlace): Win | undefined {
    return this.#wins.get(winKey(place)) ?? this.#state.wins.get(winKey(place));
  }

  hasAccount(wallet: string): boolean {
    return this.#accounts.has(wallet) || this.#state.accounts.has(wallet);
  }

  account(wallet: string): PayoutAccount {
    return this.#accounts.get(wallet) ?? this.#state.account(wallet);
  }

  change(wallet: string, owed: bigint, paid: bigint): void {
    const before = this.account(wallet);
    this.#accounts.set(wallet, { owed: before.owed + owed, paid: before.paid + paid });
  }

  win(win: Win): void {
    this.#wins.set(winKey(win), win);
  }

  newWin(win: Win & { parts: WinParts }): void {
    this.win(win);
    this.#beside.push(putWinParts(win, win.parts));
  }

  payment(payment: Payment): void {
    this.#payments.set(paymentKey(payment), payment);
  }

  newPayment(payment: WholePayment): void {
    this.payment(payment);
    this.#beside.push(putContents(payment, payment.contents));
  }

  operations(): RecordOperation[] {
    return [
      ...[...this.#accounts].map(([wallet, account]) => putAccount(wallet, account)),
      ...[...this.#wins.values()].flatMap(putWin),
      ...[...this.#payments.values()].map(putPayment),
      ...this.#beside,
    ];
  }

  /** To be called when the operations are durable; as `PayoutState.take`. */
  apply(): string[] {
    return this.#state.take(this.#accounts, this.#wins.values(), this.#payments.values());
  }
}
