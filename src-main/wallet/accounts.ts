import type { AccountState } from '#shared/api/bridgeStates.ts';
import type { WalletState } from '#shared/api/poolValues.ts';
import type { Log } from '../base/log.ts';
import type { PoolLink } from './poolLink.ts';

/** What the pool says of the wallet's own addresses, kept current by its events. */
export class Accounts {
  readonly #log: Log;
  readonly #states = new Map<string, WalletState>();
  /** Counts the events of an address, so that an answer that was overtaken by one is not believed. */
  readonly #versions = new Map<string, number>();
  #indexes = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** From now on these addresses, in order of their accounts, are the wallet's own. */
  own(accounts: ReadonlyMap<string, number>): void {
    this.#indexes = new Map(accounts);
    for (const address of this.#states.keys()) if (!this.#indexes.has(address)) this.#states.delete(address);
  }

  clear(): void {
    this.#indexes.clear();
    this.#states.clear();
    this.#versions.clear();
  }

  indexOf(address: string): number | undefined {
    return this.#indexes.get(address);
  }

  get addresses(): string[] {
    return [...this.#indexes.keys()];
  }

  /** Wallet ids of the accounts that the chain knows. */
  get ids(): [address: string, id: number][] {
    const known: [string, number][] = [];
    for (const [address, { id }] of this.#states) if (id !== null) known.push([address, id]);
    return known;
  }

  /** An event of the pool. Says whether it was about one of ours. */
  update(state: WalletState): boolean {
    if (!this.#indexes.has(state.address)) return false;
    this.#versions.set(state.address, (this.#versions.get(state.address) ?? 0) + 1);
    this.#states.set(state.address, state);
    return true;
  }

  /** Watches the addresses and asks for their state. A pool that does not answer leaves what was known. */
  async refresh(link: PoolLink): Promise<void> {
    const addresses = this.addresses;
    try {
      await link.session.watch({ addresses });
      await Promise.all(
        addresses.map(async (address) => {
          const version = this.#versions.get(address);
          const state = await link.session.getWallet({ address });
          const current = this.#indexes.has(address) && this.#versions.get(address) === version;
          if (current && state.address === address) this.#states.set(address, state);
        }),
      );
    } catch (error) {
      this.#log.warn('pool.notAnswered', { error });
    }
  }

  /** Coins over all accounts that no waiting transaction takes, in units. */
  get total(): bigint {
    let total = 0n;
    for (const { balance, pendingOut } of this.#states.values()) total += balance - pendingOut;
    return total > 0n ? total : 0n;
  }

  /** One account as the window shows it; zeros until the pool has answered. */
  state(index: number, name: string, address: string): AccountState {
    const known = this.#states.get(address);
    return {
      index,
      name,
      address,
      balance: known?.balance ?? 0n,
      spendable: known?.spendable ?? 0n,
      pendingIn: known?.pendingIn ?? 0n,
      pendingOut: known?.pendingOut ?? 0n,
      maturing: known?.maturing ?? 0n,
      lastActivity: known?.lastActivity ?? null,
      trust: known?.trust ?? null,
    };
  }
}
