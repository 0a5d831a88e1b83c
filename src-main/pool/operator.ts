import type { Payout, PoolState } from '#shared/api/bridgeStates.ts';
import { POOL_API_VERSION } from '#shared/api/poolApi.ts';
import type { PoolStatus } from '#shared/api/poolValues.ts';
import type { Clock } from '../base/clock.ts';
import type { ChainStore } from '../store/chainStore.ts';
import type { JobDesk } from './mining/jobDesk.ts';
import type { MiningDesk } from './mining/miningDesk.ts';
import type { MinerAccount, ShareBook } from './mining/shareBook.ts';
import type { PayoutWallet } from './payouts/payoutParts.ts';
import type { Payouts } from './payouts/payouts.ts';
import type { PoolSettings, PoolSettingsBook } from './poolSettings.ts';
import type { Addresses } from './reading/addresses.ts';

const MINERS_TOLD = 200;

/** What the pool itself knows of the operator's screen; where it serves and with whom it is connected is not its matter. */
export type OperatorState = Omit<
  PoolState,
  'serving' | 'reason' | 'host' | 'port' | 'domain' | 'urls' | 'front' | 'peers'
>;

interface OperatorParts {
  readonly addresses: Addresses;
  readonly store: ChainStore;
  readonly desk: JobDesk;
  readonly shares: ShareBook;
  readonly mining: MiningDesk;
  readonly payouts: Payouts;
  readonly settings: PoolSettingsBook;
  readonly wallet: PayoutWallet;
  readonly clock: Clock;
  readonly domain: () => string;
  readonly sessions: () => number;
  readonly peers: () => number;
  readonly rebuild: () => OperatorState['rebuild'];
  readonly told: () => void;
  /** Settings have changed. */
  readonly changed: () => void;
}

/** What the operator sees and decides. */
export class Operator {
  readonly #parts: OperatorParts;

  constructor(parts: OperatorParts) {
    this.#parts = parts;
  }

  status(): PoolStatus {
    const { store, mining, settings, shares, clock, domain, peers } = this.#parts;
    const { tip, network } = store.ledger;
    return {
      apiVersion: POOL_API_VERSION,
      network: network.name,
      domain: domain(),
      tip: { id: tip.id, hash: tip.hash, minedDate: tip.minedDate },
      target: tip.nextTarget,
      clock: clock.now(),
      scheme: shares.round.scheme,
      feePercent: settings.now.feePercent,
      payoutThreshold: settings.now.payoutThreshold,
      payoutAddress: this.#address(this.#parts.wallet.name),
      shareDifficulty: mining.bounds(),
      miners: mining.minerCount,
      hashRate: this.#rates().reduce((sum, { rate }) => sum + rate, 0),
      peers: peers(),
    };
  }

  state(): OperatorState {
    const { store, desk, shares, settings, wallet, sessions, rebuild } = this.#parts;
    const { ledger } = store;
    const id = ledger.idOfKey(wallet.key);
    const { round } = shares;
    return {
      status: this.status(),
      nextScheme: settings.now.scheme,
      contractFiles: settings.now.contractFiles,
      address: this.#address(wallet.name),
      balance: id < 0 ? 0n : ledger.balanceOf(id),
      sessions: sessions(),
      rebuild: rebuild(),
      miners: this.#rates()
        .sort((a, b) => b.rate - a.rate || b.account.points - a.account.points)
        .slice(0, MINERS_TOLD)
        .map(({ account, rate }) => ({
          address: this.#address(account.miner),
          rate,
          points: shares.pointsOf(account.miner),
          accepted: account.accepted,
          refused: [...account.refused.values()].reduce((sum, count) => sum + count, 0),
          refusedBy: Object.fromEntries(account.refused),
          lastShare: account.lastShare,
        })),
      round: {
        startedAt: round.startedAt,
        points: shares.roundPoints,
        expectedPoints: Math.round(desk.blockDifficulty).toString(),
        blockId: round.blockId,
        effort: shares.effort(desk.blockDifficulty),
      },
    };
  }

  /** The blocks that this pool found and what became of their parts, the newest first. */
  async payouts(limit: number): Promise<Payout[]> {
    const rows = await this.#parts.payouts.wins(limit);
    return rows.map(({ win, payment }) => ({
      blockId: win.blockId,
      paidIn: payment?.minedIn ?? null,
      identity: payment?.identity ?? null,
      state: win.state,
      amount: win.amount,
      miners: win.miners,
      effort: win.effort,
    }));
  }

  /** What is shown beside it has changed. */
  tell(): void {
    this.#parts.told();
  }

  /** Durable when it resolves; the rest as `PoolSettingsBook.change`. */
  async change(change: Partial<PoolSettings>): Promise<PoolSettings> {
    const settings = await this.#parts.settings.change(change);
    this.#parts.changed();
    return settings;
  }

  #rates(): { account: MinerAccount; rate: number }[] {
    const now = this.#parts.clock.now();
    return [...this.#parts.shares.miners()].map((account) => ({ account, rate: account.rate.rate(now) }));
  }

  #address(wallet: string): string {
    return this.#parts.addresses.of(wallet);
  }
}
