import { toHex } from '#shared/protocol/bytes.ts';
import type { RecordOperation } from '../../store/chainStore.ts';
import {
  type Payment,
  type PayoutAccount,
  putAccount,
  putPayment,
  putWin,
  putWinParts,
  type Win,
} from './payoutRecords.ts';

/** What the pool knows about its debts. */
export interface PayoutState {
  readonly accounts: Map<string, PayoutAccount>;
  /** By `winKey`. */
  readonly wins: Map<string, Win>;
  readonly payments: Map<number, Payment>;
}

export const winKey = (win: Pick<Win, 'hash'>): string => toHex(win.hash);

/** Changes that are written together, and made in memory only when they are durable. */
export class PayoutDraft {
  readonly #state: PayoutState;
  readonly #accounts = new Map<string, PayoutAccount>();
  readonly #wins = new Map<string, Win>();
  readonly #payments = new Map<number, Payment>();

  constructor(state: PayoutState) {
    this.#state = state;
  }

  get empty(): boolean {
    return this.#accounts.size + this.#wins.size + this.#payments.size === 0;
  }

  /** Of wins that change: how they are, if they are known, and how they will be. */
  *changedWins(): Generator<{ before: Win | undefined; after: Win }> {
    for (const [key, after] of this.#wins) yield { before: this.#state.wins.get(key), after };
  }

  wins(): Win[] {
    return [...new Map([...this.#state.wins, ...this.#wins]).values()];
  }

  account(wallet: string): PayoutAccount {
    return this.#accounts.get(wallet) ?? this.#state.accounts.get(wallet) ?? { owed: 0n, paid: 0n };
  }

  change(wallet: string, owed: bigint, paid: bigint): void {
    const before = this.account(wallet);
    this.#accounts.set(wallet, { owed: before.owed + owed, paid: before.paid + paid });
  }

  win(win: Win): void {
    this.#wins.set(winKey(win), win);
  }

  payment(payment: Payment): void {
    this.#payments.set(payment.number, payment);
  }

  operations(): RecordOperation[] {
    return [
      ...[...this.#accounts].map(([wallet, account]) => putAccount(wallet, account)),
      ...[...this.#wins].flatMap(([key, win]) =>
        // The parts never change.
        win.parts === null || this.#state.wins.has(key)
          ? [putWin(win)]
          : [putWin(win), putWinParts(win, win.parts)],
      ),
      ...[...this.#payments.values()].map(putPayment),
    ];
  }

  /** To be called when the operations are durable. */
  apply(): void {
    for (const [wallet, account] of this.#accounts) this.#state.accounts.set(wallet, account);
    for (const [key, win] of this.#wins) this.#state.wins.set(key, win);
    for (const [number, payment] of this.#payments) this.#state.payments.set(number, payment);
  }
}
