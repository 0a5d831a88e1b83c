import type { Units } from '../protocol/amounts.ts';
import { type Bytes, encodeUtf8 } from '../protocol/bytes.ts';
import { placeTransfer, signedBytesOf } from '../protocol/conversions.ts';
import { sha256 } from '../protocol/hashing.ts';
import { type KeyPair, publicKeyOf, sign } from '../protocol/keys.ts';
import { FEATURE, type ItemOf, type List, type ListOf } from '../protocol/lists.ts';
import type { LedgerView } from './ledgerView.ts';

const made = new Map<string, KeyPair>();

/** The same keys for the same name, for tests. */
export function testKeys(name: string): KeyPair {
  let keys = made.get(name);
  if (keys === undefined) {
    const privateKey = sha256(encodeUtf8(name));
    keys = { privateKey, publicKey: publicKeyOf(privateKey) };
    made.set(name, keys);
  }
  return keys;
}

type Signed = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 10;

/** Signs an item as its wallet would; the keys of new wallets come from `newKeys`, from `view.walletCount` on. */
export function signItem<T extends Signed>(
  view: LedgerView,
  list: { type: T; reference: number; features: number },
  item: ItemOf<T>,
  privateKey: Bytes,
  newKeys: readonly Bytes[] = [],
): ItemOf<T> {
  const blockHash = view.referenceHash(list.reference) ?? new Uint8Array(32);
  const message = signedBytesOf(list.type, list.features, item, blockHash, {
    keyOf: (id) => (id < view.walletCount ? view.keyOf(id) : newKeys[id - view.walletCount]),
    contractHashOf: (id) => view.contracts.contractById(id)?.hash,
    defaultFee: view.network.defaultFee,
  });
  return { ...item, signature: sign(privateKey, message) };
}

/** A list of one signed item; the newest reference and the default fee unless it says otherwise. */
export function signedList<T extends Signed>(
  view: LedgerView,
  type: T,
  item: ItemOf<T>,
  privateKey: Bytes,
  options: { reference?: number; features?: number; newKeys?: readonly Bytes[] } = {},
): List {
  const fees = type <= 3 && !('fee' in item) ? FEATURE.defaultFee : 0;
  const head = { type, reference: options.reference ?? view.tip.id, features: options.features ?? fees };
  const list: ListOf<T> = {
    ...head,
    items: [signItem(view, head, item, privateKey, options.newKeys ?? [])],
  };
  return list as unknown as List;
}

export function addressList(view: LedgerView, keys: readonly Bytes[]): List {
  return { type: 9, reference: view.tip.id, features: 0, items: keys.map((key) => ({ key })) };
}

/** A transfer as a wallet makes it: keys, the newest block's hash, placed and signed. */
export function walletTransfer(
  view: LedgerView,
  from: KeyPair,
  to: readonly { key: Bytes; amount: Units }[],
  newKeys: readonly Bytes[] = [],
): List {
  const idOf = (key: Bytes) => {
    const id = view.idOfKey(key);
    return id >= 0
      ? id
      : view.walletCount + newKeys.findIndex((one) => one.every((byte, at) => byte === key[at]));
  };
  const transfer = {
    blockHash: view.tip.hash,
    sender: from.publicKey,
    receivers: [...to],
    fee: view.network.defaultFee,
  };
  const placed = placeTransfer(transfer, new Uint8Array(64), view.network.defaultFee, idOf);
  const head = { reference: view.tip.id, features: placed.features };
  const privateKey = from.privateKey;
  const item = signItem(
    view,
    { type: placed.type, ...head },
    placed.item as ItemOf<typeof placed.type>,
    privateKey,
    newKeys,
  );
  return { type: placed.type, ...head, items: [item] } as unknown as List;
}
