import type { ContractRun } from '#shared/api/contractApi.ts';
import type { Units } from '#shared/protocol/amounts.ts';

/** What transfers bring an address: less than 0 where it pays. Fees are left out where `withFees` is not set. */
export function netOf(transfers: ContractRun['transfers'], address: string, withFees = false): Units {
  let net = 0n;
  for (const { from, to, amount, fee } of transfers) {
    if (to === address) net += amount;
    if (from === address) net -= amount + (withFees ? fee : 0n);
  }
  return net;
}
