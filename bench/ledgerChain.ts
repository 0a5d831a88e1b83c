import { createHash } from 'node:crypto';
import sodium from 'sodium-native';
import { easyNetwork } from '#shared/ledger/forge.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { signedBytesOf } from '#shared/protocol/conversions.ts';
import { FEATURE, type ItemOf, type List } from '#shared/protocol/lists.ts';

/** Keys for benchmarks, made and used by libsodium: a hundred thousand signatures in seconds. */
export interface FastKeys {
  readonly publicKey: Bytes;
  readonly secretKey: Buffer;
}

export function fastKeys(name: string): FastKeys {
  const publicKey = Buffer.alloc(32);
  const secretKey = Buffer.alloc(64);
  sodium.crypto_sign_seed_keypair(publicKey, secretKey, createHash('sha256').update(name).digest());
  return { publicKey: new Uint8Array(publicKey), secretKey };
}

export const leader = fastKeys('leader');

/** Default fee of one unit, so that the coins of a few rewards go a long way. */
export const benchNetwork = easyNetwork(leader.publicKey, { defaultFee: 100n, maxBlockBytes: 32 * 2 ** 20 });

type Signed = 1 | 2 | 3 | 6 | 7 | 8;

/** A list of items, each signed by its key. `newKeys`: keys registered by the same block. */
export function signedItems<T extends Signed>(
  view: LedgerView,
  type: T,
  features: number,
  items: readonly { item: Omit<ItemOf<T>, 'signature'>; keys: FastKeys }[],
  newKeys: readonly Bytes[] = [],
): List {
  const reference = view.tip.id;
  const blockHash = view.tip.hash;
  const known = view.walletCount;
  const resolver = {
    keyOf: (id: number) => (id < known ? view.keyOf(id) : newKeys[id - known]),
    contractHashOf: () => undefined,
    defaultFee: view.network.defaultFee,
  };
  const signed = items.map(({ item, keys }) => {
    const unsigned = { ...item, signature: new Uint8Array(64) } as unknown as ItemOf<T>;
    const message = signedBytesOf(type, features, unsigned, blockHash, resolver);
    const signature = Buffer.alloc(64);
    sodium.crypto_sign_detached(signature, Buffer.from(message), keys.secretKey);
    return { ...unsigned, signature: new Uint8Array(signature) };
  });
  return { type, reference, features, items: signed } as unknown as List;
}

export const MICRO_DEFAULT = FEATURE.micro | FEATURE.defaultFee;

/** Bytes that nobody has a private key for: wallets that only receive. */
export function someKey(name: string): Bytes {
  return new Uint8Array(createHash('sha256').update(name).digest());
}
