import { equalBytes } from '#shared/protocol/bytes.ts';
import type { Log } from '../../base/log.ts';
import { expiryOf, type Payment, placeOf, type WholePayment } from './paymentRecords.ts';
import type { PayoutDraft } from './payoutDraft.ts';
import type { PayoutChain } from './payoutParts.ts';
import type { PayoutState } from './payoutState.ts';
import type { Win } from './winRecords.ts';

/** A block's reward is paid out when so many blocks stand on it. */
export const PAYOUT_DEPTH = 6;

interface ReadingParts {
  readonly chain: PayoutChain;
  readonly state: PayoutState;
  readonly log: Log;
}

/** What the chain says of the wins and payments that are at hand. */
export class PayoutReading {
  readonly #parts: ReadingParts;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  /**
   * Brings them up to `tip`, as it was before the look: a payment that is not there may be in a block that comes during it,
   * and is not expired then. Up to `fork` the chain is as it was. Of no use if the chain has changed meanwhile.
   */
  async look(draft: PayoutDraft, fork: number, tip: number): Promise<void> {
    const { chain, state } = this.#parts;
    for (const win of draft.wins()) {
      // A chain that is rebuilt, or fetched again, comes to it later.
      if (win.blockId > tip) continue;
      // One that matures may be of a chain that came and went since the last look.
      const isUnsure = win.blockId > fork || win.state === 'maturing';
      const stands = isUnsure ? await this.#stands(win) : win.state !== 'lost';
      const now = stateOf(win, stands, tip);
      if (now === win.state) continue;
      const whole = await state.wholeWin(win);
      if (whole !== undefined) this.#readWin(draft, { ...win, parts: whole.parts }, now);
    }
    // After the wins: a payment takes up again what has come back with it.
    for (const payment of [...state.payments.values()]) {
      const minedIn = (await chain.transaction(payment.identity))?.blockId ?? null;
      const now = minedIn !== null ? 'mined' : tip >= expiryOf(payment) ? 'expired' : 'sent';
      if (now === payment.state && minedIn === payment.minedIn) continue;
      const whole = await state.wholePayment(payment);
      if (whole === undefined) continue;
      for (const place of whole.wins) await state.wholeWin(place);
      this.#readPayment(draft, whole, now, minedIn);
    }
  }

  async #stands(win: Win): Promise<boolean> {
    const hash = await this.#parts.chain.blockHash(win.blockId);
    return hash !== undefined && equalBytes(hash, win.hash);
  }

  #readPayment(
    draft: PayoutDraft,
    payment: WholePayment,
    state: Payment['state'],
    minedIn: number | null,
  ): void {
    const { receivers } = payment.contents;
    for (const { wallet, amount } of receivers) {
      const taken = (of: Payment['state']) => (of === 'expired' ? 0n : -amount);
      const given = (of: Payment['state']) => (of === 'mined' ? amount : 0n);
      draft.change(wallet, taken(state) - taken(payment.state), given(state) - given(payment.state));
    }
    draft.payment({ ...payment, state, minedIn });
    for (const place of payment.wins) {
      const win = draft.winAt(place);
      if (win === undefined) continue;
      const isIts = win.payment !== null && equalBytes(win.payment.identity, payment.identity);
      // One that was thought expired takes up again what no other payment has taken up since.
      if (!isIts && win.state !== 'carried') continue;
      draft.win(
        state === 'expired'
          ? { ...win, state: 'carried', payment: null }
          : { ...win, state, payment: placeOf(payment) },
      );
    }
    this.#parts.log.info(`payout.${state}`, {
      identity: payment.identity,
      minedIn,
      miners: receivers.length,
    });
  }

  #readWin(draft: PayoutDraft, win: Win, state: Win['state']): void {
    const sign = (isOwed(state) ? 1n : 0n) - (isOwed(win.state) ? 1n : 0n);
    if (sign !== 0n)
      for (const { wallet, amount } of win.parts ?? []) draft.change(wallet, sign * amount, 0n);
    draft.win({ ...win, state, payment: null });
    if (state === 'lost') this.#parts.log.warn('win.lost', { blockId: win.blockId, hash: win.hash });
  }
}

/** Its parts were added to what miners are owed. */
const isOwed = (state: Win['state']): boolean => state !== 'maturing' && state !== 'lost';

function stateOf(win: Win, stands: boolean, tip: number): Win['state'] {
  if (!stands) return 'lost';
  // Also again: another chain may be of fewer blocks.
  if (tip - win.blockId < PAYOUT_DEPTH) return 'maturing';
  return isOwed(win.state) ? win.state : 'carried';
}
