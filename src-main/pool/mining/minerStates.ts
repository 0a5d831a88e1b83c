import type { MinerState } from '#shared/api/poolValues.ts';
import { UNITS_PER_COIN, type Units } from '#shared/protocol/amounts.ts';
import type { Payouts } from '../payouts/payouts.ts';
import type { PoolSettingsBook } from '../poolSettings.ts';
import type { Addresses } from '../reading/addresses.ts';
import type { JobDesk, Template } from './jobDesk.ts';
import { jobOf, type MiningDesk, type Worker } from './miningDesk.ts';
import { partsOf } from './parts.ts';
import type { MinerAccount, ShareBook } from './shareBook.ts';

/** What a block of this header brings its pool: reward and fees less the leadership's hundredth. */
export function incomeOf({ header }: Pick<Template, 'header'>): Units {
  const total = BigInt(header.reward) * UNITS_PER_COIN + header.transactionFees + header.contractFees;
  return total - total / 100n;
}

interface MinerStatesParts {
  readonly shares: ShareBook;
  readonly mining: MiningDesk;
  readonly payouts: Payouts;
  readonly settings: PoolSettingsBook;
  readonly desk: JobDesk;
  readonly addresses: Addresses;
}

/** A miner as the pool sees it. */
export class MinerStates {
  readonly #parts: MinerStatesParts;

  constructor(parts: MinerStatesParts) {
    this.#parts = parts;
  }

  /** `miner` is the hex of its key, `worker` the connection that asks, if it mines for this miner. */
  async of(miner: string, worker: Worker | undefined): Promise<MinerState> {
    return this.#state(miner, worker, await this.#parts.shares.read(miner));
  }

  /** The same for one that did something lately, without waiting; undefined for others. */
  atHand(miner: string, worker: Worker | undefined): MinerState | undefined {
    const account = this.#parts.shares.atHand(miner);
    return account && this.#state(miner, worker, account);
  }

  #state(miner: string, worker: Worker | undefined, account: MinerAccount | undefined): MinerState {
    const { shares, mining, payouts, settings, desk, addresses } = this.#parts;
    const { owed, paid } = payouts.account(miner);
    const own = worker?.miner === miner ? worker : mining.workerOf(miner);
    const { points, total } = shares.counting(miner, desk.blockDifficulty);
    const parts = partsOf(incomeOf(desk.template), settings.now.feePercent, [
      { miner, points },
      { miner: '', points: total - points },
    ]);
    return {
      address: addresses.of(miner),
      points: account?.points ?? 0,
      roundPoints: shares.pointsOf(miner),
      accepted: account?.accepted ?? 0,
      refused: Object.fromEntries(account?.refused ?? []),
      shareDifficulty: (own && jobOf(own))?.shareDifficulty ?? mining.startDifficulty(),
      part: parts.find(({ wallet }) => wallet === miner)?.amount ?? 0n,
      owed: payouts.maturingOf(miner) + (owed > 0n ? owed : 0n),
      paid,
    };
  }
}
