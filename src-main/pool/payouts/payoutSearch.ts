import { equalBytes, toHex } from '#shared/protocol/bytes.ts';
import type { Log } from '../../base/log.ts';
import type { Records } from '../../store/chainStore.ts';
import { PayoutDraft, type PayoutState } from './payoutDraft.ts';
import { takePayment } from './payoutMatch.ts';
import type { PayoutChain } from './payoutParts.ts';
import { putSeen, readSeen, type Seen } from './payoutRecords.ts';

/** How far the chain was searched is written after so many blocks; searching some of them again finds nothing new. */
const SEEN_EVERY = 50;

/** After the chain was switched, so many blocks are searched again. */
const SEARCHED_AGAIN = 1000;

interface SearchParts {
  readonly records: Records;
  readonly chain: PayoutChain;
  readonly log: Log;
  /** So deep a win has to be to be paid. */
  readonly depth: number;
}

/**
 * Looks for payments of this pool's wallet in the chain that do not stand in its records: these are older than the chain,
 * because an old copy of the folder was put back. What such a payment paid must not be paid again.
 */
export class PayoutSearch {
  readonly #records: Records;
  readonly #chain: PayoutChain;
  readonly #log: Log;
  readonly #depth: number;
  #seen: Seen;
  #written: number;

  private constructor(parts: SearchParts, seen: Seen, written: number) {
    this.#records = parts.records;
    this.#chain = parts.chain;
    this.#log = parts.log;
    this.#depth = parts.depth;
    this.#seen = seen;
    this.#written = written;
  }

  /** Chain and records of a folder are of one moment, so only blocks that come later can hold anything new. */
  static async open(parts: SearchParts): Promise<PayoutSearch> {
    const seen = await readSeen(parts.records);
    return new PayoutSearch(parts, seen ?? parts.chain.tip(), seen?.id ?? 0);
  }

  /**
   * Up to `tip`; of no use if the chain has changed in the meantime. What it resolves to writes what was found, and
   * resolves to the draft, which may be applied then.
   */
  async look(state: PayoutState, tip: Seen): Promise<() => Promise<PayoutDraft>> {
    const { id, hash } = this.#seen;
    const stands = await this.#chain.blockHash(id);
    const goesOn = stands !== undefined && equalBytes(stands, hash);
    const payments = [...state.payments.values()];
    const found = await this.#chain.payments(goesOn ? id : id - SEARCHED_AGAIN, (blockId, places) => {
      return payments.filter(({ minedIn }) => minedIn === blockId).length === places;
    });
    const known = new Set(payments.map(({ identity }) => toHex(identity)));
    const draft = new PayoutDraft(state);
    let number = Math.max(0, ...state.payments.keys());
    for (const one of found) {
      if (known.has(toHex(one.identity))) continue;
      number += 1;
      takePayment(draft, one, number, this.#depth);
      this.#log.warn('payout.found', { identity: one.identity, minedIn: one.minedIn });
    }
    const seen = { id: tip.id, hash: tip.hash };
    const isWritten = !draft.empty || !goesOn || seen.id >= this.#written + SEEN_EVERY;
    return async () => {
      if (isWritten) {
        await this.#records.write([...draft.operations(), putSeen(seen)]);
        this.#written = seen.id;
      }
      this.#seen = seen;
      return draft;
    };
  }
}
