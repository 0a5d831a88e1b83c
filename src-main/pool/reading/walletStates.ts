import type { WalletState } from '#shared/api/poolValues.ts';
import { isTrustActive, type LedgerView } from '#shared/ledger/ledgerView.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { fromHex, toHex } from '#shared/protocol/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import type { Payouts } from '../payouts/payouts.ts';
import type { Mempool } from '../waiting/mempool.ts';
import type { Addresses } from './addresses.ts';

/** A wallet as the chain, the waiting transactions and the pool's debts show it together. */
export class WalletStates {
  readonly #ledger: LedgerView;
  readonly #mempool: Mempool;
  readonly #payouts: Payouts;
  readonly #clock: Clock;
  readonly #addresses: Addresses;

  constructor(parts: {
    ledger: LedgerView;
    mempool: Mempool;
    payouts: Payouts;
    clock: Clock;
    addresses: Addresses;
  }) {
    this.#ledger = parts.ledger;
    this.#mempool = parts.mempool;
    this.#payouts = parts.payouts;
    this.#clock = parts.clock;
    this.#addresses = parts.addresses;
  }

  /** `wallet` is the hex of its key. */
  of(wallet: string): WalletState {
    const ledger = this.#ledger;
    const id = ledger.idOfKey(fromHex(wallet, 32));
    const balance = id < 0 ? 0n : ledger.balanceOf(id);
    const pending = this.#mempool.pendingOf(wallet);
    const trust = id < 0 ? undefined : ledger.trustOf(id);
    const entrusted = isTrustActive(trust, this.#clock.now());
    const { owed } = this.#payouts.account(wallet);
    return {
      address: this.#addresses.of(wallet),
      id: id < 0 ? null : id,
      balance,
      pendingIn: pending.in,
      pendingOut: pending.out,
      // What has not been mined yet may still expire, so it is not offered for spending (though it can be spent).
      spendable: entrusted || pending.out > balance ? 0n : balance - pending.out,
      maturing: this.#payouts.maturingOf(wallet) + (owed > 0n ? owed : 0n),
      lastActivity: id < 0 ? null : ledger.activityOf(id),
      trust: entrusted
        ? {
            party: this.#addresses.of(toHex(ledger.keyOf(trust.party))),
            hours: trust.hours,
            ends: trust.ends === 0 ? null : trust.ends,
          }
        : null,
    };
  }
}

/** Facts of a ledger's fault name wallets by id or key; people know them by address. */
export function addressFact(
  ledger: LedgerView,
  facts: Readonly<Record<string, string | number | boolean>>,
): { address?: string } {
  const { wallet, key } = facts;
  const { addressPrefix } = ledger.network;
  if (typeof wallet === 'number' && ledger.exists(wallet)) {
    return { address: encodeAddress(addressPrefix, ledger.keyOf(wallet)) };
  }
  if (typeof key === 'string' && /^[0-9a-f]{64}$/.test(key)) {
    return { address: encodeAddress(addressPrefix, fromHex(key)) };
  }
  return {};
}
