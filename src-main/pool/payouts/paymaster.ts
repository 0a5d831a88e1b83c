import { formatCoins, MAX_FLOAT_AMOUNT, type Units } from '#shared/protocol/amounts.ts';
import { fromHex } from '#shared/protocol/bytes.ts';
import { encodeTransferMessage, identityOf } from '#shared/protocol/transactions.ts';
import type { Log } from '../../base/log.ts';
import { type PaymentPlace, placeOf } from './paymentRecords.ts';
import { PayoutDraft } from './payoutDraft.ts';
import type { PayoutChain, PayoutWallet } from './payoutParts.ts';
import type { PayoutState } from './payoutState.ts';
import type { Seen } from './payoutTrail.ts';
import type { Part } from './winParts.ts';
import type { Win } from './winRecords.ts';

/** Receivers of one payment; the rest goes into the next one. */
const RECEIVERS_PER_PAYMENT = 1000;

interface PaymasterParts {
  readonly state: PayoutState;
  readonly chain: PayoutChain;
  readonly wallet: PayoutWallet;
  readonly threshold: () => Units;
  readonly mayPay: () => boolean;
  /** Durable when it resolves. */
  readonly write: (draft: PayoutDraft) => Promise<void>;
  readonly log: Log;
}

/** Makes the payments of what is due. */
export class Paymaster {
  readonly #parts: PaymasterParts;

  constructor(parts: PaymasterParts) {
    this.#parts = parts;
  }

  /**
   * Pays all that is owed and above the threshold, as far as the pool's wallet has the coins; not on another tip than
   * the one that the records know: a block in between may hold the same payment.
   */
  async pay(tip: Seen): Promise<void> {
    const { state, chain, wallet, log } = this.#parts;
    // What was won above the tip is owed only if that block comes back.
    if ([...state.wins.values()].some(({ blockId }) => blockId > tip.id)) return;
    await this.#payOwn();
    await chain.steady();
    if (!this.#parts.mayPay()) return;
    let funds = wallet.spendable();
    let due = this.#due();
    while (due.length > 0 && chain.tip() === tip) {
      const { receivers, total, others } = firstOf(due, funds - wallet.defaultFee);
      if (receivers.length === 0) {
        const owed = due.reduce((sum, { amount }) => sum + amount, 0n);
        log.warn('payout.short', { funds: formatCoins(funds), owed: formatCoins(owed), miners: due.length });
        return;
      }
      funds -= total + wallet.defaultFee;
      due = others;
      await this.#makePayment(tip, receivers);
    }
  }

  /** The largest first. */
  #due(): Part[] {
    const { state, wallet: own, threshold } = this.#parts;
    const least = threshold();
    return [...state.accounts]
      .filter(([wallet, { owed }]) => wallet !== own.name && owed > 0n && owed >= least)
      .map(([wallet, { owed }]) => ({ wallet, amount: owed }))
      .sort((a, b) => (a.amount < b.amount ? 1 : a.amount > b.amount ? -1 : 0));
  }

  /** The operator mines for the pool's own wallet: its part came with the block, and went with it if that was lost. */
  async #payOwn(): Promise<void> {
    const { state, wallet, write } = this.#parts;
    const { owed } = state.account(wallet.name);
    if (owed === 0n) return;
    const draft = new PayoutDraft(state);
    draft.change(wallet.name, -owed, owed);
    for (const win of draft.wins()) {
      const isAllOwn = win.parts?.wallets.every((one) => one === wallet.name) ?? false;
      if (win.state === 'carried' && isAllOwn) draft.win({ ...win, state: 'mined' });
    }
    await write(draft);
  }

  async #makePayment({ id: reference, hash: blockHash }: Seen, receivers: readonly Part[]): Promise<void> {
    const { state, wallet, write, log } = this.#parts;
    const message = encodeTransferMessage({
      blockHash,
      sender: wallet.key,
      receivers: receivers.map(({ wallet: of, amount }) => ({ key: fromHex(of, 32), amount })),
      fee: wallet.defaultFee,
    });
    const place: PaymentPlace = { reference, identity: identityOf(message) };
    const draft = new PayoutDraft(state);
    const wins = winsOf(draft, receivers);
    for (const win of wins) draft.win({ ...win, state: 'sent', payment: placeOf(place) });
    for (const { wallet: of, amount } of receivers) draft.change(of, -amount, 0n);
    draft.newPayment({
      ...place,
      ...{ state: 'sent', minedIn: null },
      wins: wins.map(({ blockId, hash }) => ({ blockId, hash })),
      contents: { message, signature: wallet.sign(message), receivers: [...receivers] },
    });
    await write(draft);
    log.info('payout.made', { identity: place.identity, miners: receivers.length });
  }
}

/** Those of `due` that one payment can hold and `funds` are enough for, and all others. */
function firstOf(due: readonly Part[], funds: Units): { receivers: Part[]; total: Units; others: Part[] } {
  const receivers: Part[] = [];
  const others: Part[] = [];
  let total = 0n;
  for (const one of due) {
    const sum = total + one.amount;
    const fits = receivers.length < RECEIVERS_PER_PAYMENT && sum <= funds && sum <= MAX_FLOAT_AMOUNT;
    (fits ? receivers : others).push(one);
    if (fits) total = sum;
  }
  return { receivers, total, others };
}

/** Wins that wait for a payment and have one of these wallets among their miners are taken up by it. */
function winsOf(draft: PayoutDraft, receivers: readonly Part[]): Win[] {
  const paid = new Set(receivers.map(({ wallet }) => wallet));
  return draft
    .wins()
    .filter(({ state, parts }) => state === 'carried' && parts?.wallets.some((wallet) => paid.has(wallet)));
}
