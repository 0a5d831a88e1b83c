import { fitsMicro, formatCoins, type Units } from './amounts.ts';
import type { Bytes } from './bytes.ts';
import { encodeApplyMessage, encodeCallMessage, encodePublishMessage } from './contracts.ts';
import { Fault } from './fault.ts';
import { FEATURE, type ItemByType, type ItemOf, type ListType } from './lists.ts';
import { listTypeOf, type Receiver, type Transfer, writeTransfer } from './transactions.ts';
import { encodeGroupMessage, encodeTrustMessage, writeUpdate } from './trusts.ts';

/** What turns the ids of block encoding back into the keys and hashes that wallets sign. */
export interface Resolver {
  /** The 32-byte key of a wallet id, or undefined where no wallet has it. */
  keyOf(id: number): Bytes | undefined;
  /** The hash of a contract id, or undefined. */
  contractHashOf(id: number): Bytes | undefined;
  /** The fee that stands for the `defaultFee` bit. */
  readonly defaultFee: Units;
}

type SignedType = Exclude<ListType, 9>;

const SIGNERS: { readonly [T in SignedType]: (item: ItemByType[T]) => number } = {
  1: (item) => item.sender,
  2: (item) => item.sender,
  3: (item) => item.sender,
  4: (item) => item.creator,
  5: (item) => item.applicant,
  6: (item) => item.sender,
  7: (item) => item.party,
  8: (item) => item.party,
  10: (item) => item.caller,
};

/** The id of the wallet whose signature an item bears (or, inside a group, would bear). */
export function signerOf<T extends SignedType>(type: T, item: ItemOf<T>): number {
  return SIGNERS[type](item);
}

function key(resolver: Resolver, id: number): Bytes {
  const found = resolver.keyOf(id);
  if (found === undefined) throw new Fault('wallet.unknown', { wallet: id });
  return found;
}

function contract(resolver: Resolver, id: number): Bytes {
  const found = resolver.contractHashOf(id);
  if (found === undefined) throw new Fault('contract.unknown', { contract: id });
  return found;
}

type Encoders = {
  readonly [T in SignedType]: (
    item: ItemByType[T],
    features: number,
    blockHash: Bytes,
    by: Resolver,
  ) => Bytes;
};

const encoders: Encoders = {
  1: (item, _features, blockHash, by) =>
    writeTransfer({
      blockHash,
      sender: key(by, item.sender),
      receivers: [{ key: key(by, item.receiver), amount: item.amount }],
      fee: item.fee ?? by.defaultFee,
    }),
  2: (item, _features, blockHash, by) =>
    writeTransfer({
      blockHash,
      sender: key(by, item.sender),
      receivers: item.receivers.map((id) => ({ key: key(by, id), amount: item.amount })),
      fee: item.fee ?? by.defaultFee,
    }),
  3: (item, _features, blockHash, by) =>
    writeTransfer({
      blockHash,
      sender: key(by, item.sender),
      receivers: item.receivers.map(({ id, amount }) => ({ key: key(by, id), amount })),
      fee: item.fee ?? by.defaultFee,
    }),
  4: ({ creator, contractHash, model, script }, _features, blockHash, by) =>
    encodePublishMessage({ blockHash, creator: key(by, creator), contractHash, model, script }),
  5: (item, features, blockHash, by) =>
    encodeApplyMessage({
      blockHash,
      applicant: key(by, item.applicant),
      contractHash: contract(by, item.contract),
      cancel: (features & FEATURE.cancel) !== 0,
    }),
  6: (item, _features, blockHash, by) =>
    encodeTrustMessage({
      blockHash,
      sender: key(by, item.sender),
      party: key(by, item.party),
      hours: item.hours,
    }),
  7: (item, _features, blockHash, by) =>
    writeUpdate({
      blockHash,
      party: key(by, item.party),
      updates: item.updates.map(({ id, balance }) => ({ key: key(by, id), balance })),
    }),
  8: (item, _features, blockHash, by) =>
    encodeGroupMessage({ blockHash, party: key(by, item.party), lists: item.lists }),
  10: (item, _features, blockHash, by) =>
    encodeCallMessage({
      blockHash,
      caller: key(by, item.caller),
      contractHash: contract(by, item.contract),
      data: item.data,
    }),
};

/**
 * The bytes that an item's signature covers: block encoding turned back into wallet encoding (paper, "Wallet
 * transaction encoding"). `blockHash` is that of the list's reference block. Whether receivers stand twice or get
 * nothing is not looked at: the ledger sees ids, which are cheaper to compare than keys.
 * Throws `wallet.unknown`, `contract.unknown`, `amount.tooLarge` (a sum above 2^26 coins).
 */
export function signedBytesOf<T extends SignedType>(
  type: T,
  features: number,
  item: ItemOf<T>,
  blockHash: Bytes,
  resolver: Resolver,
): Bytes {
  return encoders[type](item, features, blockHash, resolver);
}

/** A transfer in block encoding, and the type and features of the list that it can stand in. */
export type PlacedTransfer = {
  [T in 1 | 2 | 3]: { type: T; features: number; item: ItemByType[T] };
}[1 | 2 | 3];

/**
 * Puts a signed transfer into the shortest block encoding: micro where all its amounts fit, no fee where it is the
 * default one. `idOf` throws `wallet.unknown` or gives the id a key has or will have.
 * Throws `transaction.fee` for a fee from 2^30 units on, which no block can state.
 */
export function placeTransfer(
  transfer: Transfer,
  signature: Bytes,
  defaultFee: Units,
  idOf: (key: Bytes) => number,
): PlacedTransfer {
  const { receivers, fee } = transfer;
  if (!fitsMicro(fee)) throw new Fault('transaction.fee', { fee: formatCoins(fee) });
  const usesDefault = fee === defaultFee;
  const micro = receivers.every(({ amount }) => fitsMicro(amount));
  const features = (micro ? FEATURE.micro : 0) | (usesDefault ? FEATURE.defaultFee : 0);
  const common = { signature, sender: idOf(transfer.sender), ...(usesDefault ? {} : { fee }) };
  const first = firstOf(receivers);
  const type = listTypeOf(receivers);
  if (type === 1) {
    return { type, features, item: { ...common, receiver: idOf(first.key), amount: first.amount } };
  }
  if (type === 2) {
    const ids = receivers.map((receiver) => idOf(receiver.key));
    return { type, features, item: { ...common, receivers: ids, amount: first.amount } };
  }
  const parts = receivers.map((receiver) => ({ id: idOf(receiver.key), amount: receiver.amount }));
  return { type, features, item: { ...common, receivers: parts } };
}

function firstOf(receivers: readonly Receiver[]): Receiver {
  const first = receivers[0];
  if (first === undefined) throw new Fault('transaction.receivers', { receivers: 0 });
  return first;
}
