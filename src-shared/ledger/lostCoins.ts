import type { Units } from '../protocol/amounts.ts';
import type { Network } from '../protocol/network.ts';
import type { LedgerOverlay } from './ledgerOverlay.ts';
import { isTrustActive } from './ledgerView.ts';

/** How many of the lost-coins dates (genesisTime + first + k · every) have come by a mined date. */
export function sweepsDue(network: Network, date: number): number {
  const { first, every } = network.lostCoins;
  const since = date - network.genesisTime - first;
  return since < 0 ? 0 : Math.floor(since / every) + 1;
}

/** A wallet that is no more can't be charged, and nothing is due for it. */
function endApplications({ contracts }: LedgerOverlay, applicant: number): void {
  for (const contract of contracts.contractsOf(applicant)) {
    const application = contracts.application(contract, applicant);
    if (application !== undefined) contracts.write({ ...application, active: false, wakeAt: null });
  }
}

/**
 * Deletes the lost wallets (docs/PROTOCOL.md §6): no activity since mined date − idle, and no active trust in a party
 * that had some. Leadership and contracts' accounts are never lost. Trusts in a deleted party are taken away, ended
 * ones as well; the applications of a deleted wallet end without a run. Returns the coins that were lost, in units.
 */
export function sweepLostCoins(overlay: LedgerOverlay, date: number): Units {
  const limit = date - overlay.network.lostCoins.idle;
  const lost: number[] = [];
  const isLost = new Uint8Array(overlay.walletCount);
  for (let id = 1; id < overlay.walletCount; id++) {
    if (!overlay.exists(id) || overlay.activityOf(id) > limit || overlay.isContract(id)) continue;
    const trust = overlay.trustOf(id);
    if (isTrustActive(trust, date) && overlay.activityOf(trust.party) > limit) continue;
    lost.push(id);
    isLost[id] = 1;
  }
  if (lost.length === 0) return 0n;
  for (let id = 0; id < overlay.walletCount; id++) {
    if (isLost[id] === 1 || !overlay.exists(id)) continue;
    const trust = overlay.trustOf(id);
    if (trust !== undefined && isLost[trust.party] === 1) {
      overlay.setTrustAt(overlay.touch(id), undefined);
    }
  }
  let coins = 0n;
  for (const id of lost) {
    endApplications(overlay, id);
    coins += overlay.remove(id);
  }
  return coins;
}
