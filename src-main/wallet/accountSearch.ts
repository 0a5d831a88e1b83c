import { encodeAddress } from '#shared/protocol/addresses.ts';
import type { Keyring } from './keyring.ts';
import type { PoolLink } from './poolLink.ts';

/** It looks this many unused accounts ahead. */
const GAP = 5;

/**
 * The highest account of these keys that the chain, or a waiting payment, knows: found by counting on until a gap.
 *
 * @throws Fault `wallet.locked`, and what the pool refuses with.
 */
export async function lastKnownAccount(keyring: Keyring, link: PoolLink): Promise<number> {
  let last = 0;
  for (let index = 1; index <= last + GAP; index++) {
    const address = encodeAddress(link.network.addressPrefix, keyring.publicKey(index));
    const { id, pendingIn } = await link.session.getWallet({ address });
    if (id !== null || pendingIn > 0n) last = index;
  }
  return last;
}
