import { isTrustActive } from '#shared/ledger/ledgerView.ts';
import { encodeAddress } from '#shared/protocol/addresses.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import type { ChainStore } from './chainStore.ts';

/** One wallet of the report; `trust` is null unless it is active at the tip's date. Amounts in units as text. */
export interface WalletLine {
  id: number;
  address: string;
  units: string;
  trust: { party: number; hours: number; ends: number | null } | null;
}

export function* walletLines(store: ChainStore): Generator<WalletLine> {
  const { ledger, network } = store;
  for (let id = 0; id < ledger.walletCount; id++) {
    if (!ledger.exists(id)) continue;
    const trust = ledger.trustOf(id);
    yield {
      id,
      address: encodeAddress(network.addressPrefix, ledger.keyOf(id)),
      units: ledger.balanceOf(id).toString(),
      trust: isTrustActive(trust, ledger.tip.minedDate)
        ? { party: trust.party, hours: trust.hours, ends: trust.ends === 0 ? null : trust.ends }
        : null,
    };
  }
}

/** The whole report as pieces of one JSON document: a million wallets need not be in memory as text at once. */
export function* balancesJson(store: ChainStore): Generator<string> {
  const { tip, supply, lostCoins } = store.ledger;
  const head = {
    tip: { id: tip.id, hash: toHex(tip.hash) },
    stateHash: toHex(store.stateHash()),
    supply: supply.toString(),
    lostCoins: lostCoins.toString(),
  };
  yield `${JSON.stringify(head).slice(0, -1)},"wallets":[`;
  let first = true;
  for (const line of walletLines(store)) {
    yield (first ? '' : ',') + JSON.stringify(line);
    first = false;
  }
  yield ']}';
}
