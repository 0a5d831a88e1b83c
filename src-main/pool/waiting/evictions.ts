import { BLOCK_ITEM_FUEL } from '#shared/contracts/limits.ts';
import { Fault } from '#shared/protocol/fault.ts';
import type { Pending } from './pending.ts';
import { feeRate } from './pendingSize.ts';

/** What may wait. */
export interface MempoolLimits {
  readonly transactions: number;
  readonly bytes: number;
  /** Fuel of all contract runs that it sets off; what does not fit into a block waits for the next one. */
  readonly fuel?: number;
}

/** All of it is run again for each new tip, so it is not much more than a block takes. */
const FUEL = 2 * BLOCK_ITEM_FUEL;

/** What those that wait need together. */
export interface Used {
  readonly bytes: number;
  readonly fuel: number;
}

/** Who makes room for a newcomer when something is full: whoever pays least for what it needs. */
export class Evictions {
  readonly #limits: MempoolLimits;
  /** While it is full: nobody pays less for each byte than this, so who does need not be compared with all. */
  #floor = 0;

  constructor(limits: MempoolLimits) {
    this.#limits = limits;
  }

  /** There is a new tip: others wait. */
  begin(): void {
    this.#floor = 0;
  }

  /**
   * Those who make room stay executed until the next tip: to execute all others again for each newcomer would let
   * anybody stall a full pool. Where only fuel is short, only those that use some have to go. Throws `mempool.full`.
   */
  for(newcomer: Pending, waiting: ReadonlyMap<string, Pending>, used: Used): Pending[] {
    const { transactions, bytes, fuel = FUEL } = this.#limits;
    const evicted: Pending[] = [];
    const freed = { bytes: 0, fuel: 0 };
    const hasSpace = () =>
      waiting.size - evicted.length < transactions && used.bytes - freed.bytes + newcomer.size <= bytes;
    const hasFuel = () => newcomer.fuel === 0 || used.fuel - freed.fuel + newcomer.fuel <= fuel;
    const enough = () => hasSpace() && hasFuel();
    if (enough()) return [];
    const full = () => new Fault('mempool.full', { transactions: waiting.size, bytes: used.bytes });
    const rate = feeRate(newcomer);
    const isFull = !hasSpace();
    if (isFull && rate <= this.#floor) throw full();
    // Some at once, so that a full pool is not sorted again for every newcomer.
    const some = isFull ? Math.max(1, Math.floor(waiting.size / 50)) : 1;
    const candidates = [...waiting.values()].filter((other) => isFull || other.fuel > 0);
    for (const other of candidates.sort((a, b) => feeRate(a) - feeRate(b))) {
      if (feeRate(other) >= rate || (enough() && evicted.length >= some)) {
        // Everybody that stays pays at least this.
        if (isFull && (evicted.length === 0 || enough())) this.#floor = feeRate(other);
        break;
      }
      evicted.push(other);
      freed.bytes += other.size;
      freed.fuel += other.fuel;
    }
    if (!enough()) throw full();
    return evicted;
  }
}
