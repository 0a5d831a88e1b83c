import type { RecordOperation, Records } from '../../store/chainStore.ts';
import { UNDO_DEPTH } from '../../store/openChainStore.ts';
import { EXPIRY_BLOCKS } from '../waiting/pending.ts';
import { dropContents, paymentsOfHundred } from './paymentRecords.ts';
import { putThinned, readThinned } from './payoutRecords.ts';
import { dropWinParts, isSettledWin, readWin, winsOfHundred } from './winRecords.ts';

/**
 * Takes the parts of wins and the contents of payments off the records where these lie deeper than blocks can be taken
 * back, a hundred blocks at a time. Parts of a win stay as long as the contents of the payment that took it up.
 */
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
    // A payment that names the last of these blocks may stand in a later one.
    const deepEnough = Math.floor((tip - UNDO_DEPTH - EXPIRY_BLOCKS) / 100);
    for (; this.#next < deepEnough; this.#next++) {
      const operations = await this.#operations(this.#next);
      if (operations.length > 0) await this.#records.write([...operations, putThinned(this.#next + 1)]);
    }
  }

  async #operations(hundred: number): Promise<RecordOperation[]> {
    const operations: RecordOperation[] = [];
    for (const win of await winsOfHundred(this.#records, hundred)) {
      if (isSettledWin(win) && win.payment === null) operations.push(dropWinParts(win));
    }
    for (const payment of await paymentsOfHundred(this.#records, hundred)) {
      if (payment.state === 'sent') continue;
      operations.push(dropContents(payment));
      for (const place of payment.wins) {
        const win = await readWin(this.#records, place);
        if (win !== undefined && isSettledWin(win)) operations.push(dropWinParts(win));
      }
    }
    return operations;
  }
}
