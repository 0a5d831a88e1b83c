import type { RecordOperation, Records } from '../../store/chainStore.ts';
import { UNDO_DEPTH } from '../../store/openChainStore.ts';
import type { PayoutState } from './payoutDraft.ts';
import {
  dropWinParts,
  type Payment,
  putPayment,
  putThinned,
  readPayment,
  readThinned,
  type Win,
  winsOfThousand,
} from './payoutRecords.ts';

/** A payment is in the chain, or never will be, so many blocks after it was made at the latest. */
const PAYMENT_ENDS = 10;

/** Nothing but a reorganisation can change it any more. */
export function isSettled({ state }: Win | Payment): boolean {
  return state === 'mined' || state === 'lost' || state === 'expired';
}

const lightPayment = (payment: Payment): Payment => ({
  ...payment,
  message: new Uint8Array(0),
  receivers: [],
});

/**
 * Settled wins and payments of thousands of miners are large: memory keeps what they came to. The rest is read again if
 * the chain takes them back.
 */
export function lighten({ wins, payments }: PayoutState): void {
  for (const [key, win] of wins) {
    if (win.parts !== null && isSettled(win)) wins.set(key, { ...win, parts: null });
  }
  for (const [number, payment] of payments) {
    if (payment.receivers.length > 0 && isSettled(payment)) payments.set(number, lightPayment(payment));
  }
}

/** Takes the parts off the records that lie deeper than blocks can be taken back, a thousand blocks at a time. */
export class PayoutThinning {
  readonly #records: Records;
  #next: number;

  private constructor(records: Records, next: number) {
    this.#records = records;
    this.#next = next;
  }

  static async open(records: Records): Promise<PayoutThinning> {
    return new PayoutThinning(records, await readThinned(records));
  }

  /** To be called when nothing else writes wins or payments. */
  async thin(tip: number): Promise<void> {
    const deepEnough = Math.floor((tip - UNDO_DEPTH) / 1000);
    for (; this.#next < deepEnough; this.#next++) {
      const operations = await this.#operations(this.#next, tip);
      if (operations.length === 0) continue;
      await this.#records.write([...operations, putThinned(this.#next + 1)]);
    }
  }

  async #operations(thousand: number, tip: number): Promise<RecordOperation[]> {
    const operations: RecordOperation[] = [];
    const payments = new Set<number>();
    for (const win of await winsOfThousand(this.#records, thousand)) {
      if (!isSettled(win)) continue;
      operations.push(dropWinParts(win));
      if (win.payment !== null) payments.add(win.payment);
    }
    for (const number of payments) {
      const payment = await readPayment(this.#records, number);
      if (payment === undefined || !isSettled(payment)) continue;
      if (tip - payment.reference > UNDO_DEPTH + PAYMENT_ENDS)
        operations.push(putPayment(lightPayment(payment)));
    }
    return operations;
  }
}
