import type { GroupItem, Prepared } from '#shared/api/poolValues.ts';
import { decodeAddress, encodeAddress } from '#shared/protocol/addresses.ts';
import { formatCoins, type Units } from '#shared/protocol/amounts.ts';
import { type Bytes, equalBytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { type GroupStep, layGroup } from '#shared/protocol/groupLists.ts';
import { encodeGroupMessage, encodeTrustMessage, encodeUpdateMessage } from '#shared/protocol/trusts.ts';
import { REFERENCE_WINDOW } from './poolLink.ts';

const lied = (field: string) => new Fault('wallet.poolLied', { field });

/** What every answer must say: these bytes, this amount and fee, and the end of its life that follows from the block.
 * Throws `wallet.poolLied` {field}. */
export function holdAgainst(answer: Prepared, own: { message: Bytes; amount: Units; fee: Units }): Bytes {
  if (!equalBytes(own.message, answer.message)) throw lied('message');
  if (answer.amount !== own.amount) throw lied('amount');
  if (answer.fee !== own.fee) throw lied('fee');
  if (answer.expiresAfter !== answer.reference.id + REFERENCE_WINDOW) throw lied('expiresAfter');
  return own.message;
}

/** The bytes of a trust, built here, and the pool's answer held against them. Throws `wallet.poolLied` {field}. */
export function checkedTrust(
  wanted: { sender: Bytes; party: Bytes; hours: number },
  answer: Prepared,
  defaultFee: Units,
): Bytes {
  const message = encodeTrustMessage({ ...wanted, blockHash: answer.reference.hash });
  return holdAgainst(answer, { message, amount: 0n, fee: wanted.hours === 0 ? 0n : defaultFee });
}

export interface CheckedBalance {
  address: string;
  key: Bytes;
  balance: Units;
}

/** Balances as the window sends them. Throws `address.*`, `update.walletTwice` {address}, `trust.self` {address}. */
export function checkBalances(
  rows: readonly { address: string; balance: Units }[],
  party: Bytes,
  prefix: string,
): CheckedBalance[] {
  const seen = new Set<string>();
  return rows.map(({ address: text, balance }) => {
    const key = decodeAddress(prefix, text.trim());
    const address = encodeAddress(prefix, key);
    if (seen.has(address)) throw new Fault('update.walletTwice', { address });
    if (equalBytes(key, party)) throw new Fault('trust.self', { address });
    seen.add(address);
    return { address, key, balance };
  });
}

/** The bytes of a balance update, built here. Throws `wallet.poolLied` {field}. */
export function checkedUpdate(
  wanted: { party: Bytes; balances: readonly CheckedBalance[] },
  answer: Prepared,
  defaultFee: Units,
): Bytes {
  const { party, balances } = wanted;
  const updates = balances.map(({ key, balance }) => ({ key, balance }));
  const message = encodeUpdateMessage({ blockHash: answer.reference.hash, party, updates });
  return holdAgainst(answer, { message, amount: 0n, fee: updateFee(defaultFee, balances.length) });
}

/** docs/PROTOCOL.md §6: the default fee and a hundredth of it, rounded down, for each wallet. */
export function updateFee(defaultFee: Units, wallets: number): Units {
  return defaultFee + (defaultFee / 100n) * BigInt(wallets);
}

/** Addresses in their one form. Throws `address.*`, `transaction.amount` {address}, `transaction.receiverTwice` {address}. */
export function checkGroupItems(items: readonly GroupItem[], prefix: string): GroupItem[] {
  const canonical = (text: string) => encodeAddress(prefix, decodeAddress(prefix, text.trim()));
  return items.map((item): GroupItem => {
    if (item.kind === 'termination') return { kind: 'termination', sender: canonical(item.sender) };
    const seen = new Set<string>();
    const once = (text: string, code: 'update.walletTwice' | 'transaction.receiverTwice') => {
      const address = canonical(text);
      if (seen.has(address)) throw new Fault(code, { address });
      seen.add(address);
      return address;
    };
    if (item.kind === 'update') {
      const balances = item.balances.map(({ address, balance }) => ({
        address: once(address, 'update.walletTwice'),
        balance,
      }));
      return { kind: 'update', balances };
    }
    const receivers = item.receivers.map(({ address: text, amount }) => {
      const address = once(text, 'transaction.receiverTwice');
      if (amount <= 0n) throw new Fault('transaction.amount', { address, amount: formatCoins(amount) });
      return { address, amount };
    });
    const fee = item.fee === undefined ? {} : { fee: item.fee };
    return { kind: 'transfer', sender: canonical(item.sender), receivers, ...fee };
  });
}

/** Every address that stands in a group's items, each once. */
export function addressesOf(items: readonly GroupItem[]): string[] {
  const all = new Set<string>();
  for (const item of items) {
    if (item.kind === 'update') for (const { address } of item.balances) all.add(address);
    else {
      all.add(item.sender);
      if (item.kind === 'transfer') for (const { address } of item.receivers) all.add(address);
    }
  }
  return [...all];
}

/**
 * The bytes of a list group, built here from what was asked for, and the pool's answer held against them byte for
 * byte: which steps, in which order, with which amounts, fees and features is this wallet's word alone.
 *
 * What must be believed of the pool: inside a group wallets stand as ids (docs/PROTOCOL.md §5), so the signature
 * covers ids, and that an id belongs to an address is the pool's word; only who has followed the chain from its
 * beginning knows it himself, as the app's own pool does. A remote pool that lies about it could turn a payment over
 * to another wallet. It is held to one story: an address keeps its id, no two addresses share one, and ids of the
 * wallet's own accounts must be those that the pool told before. Ids are never given out again, so what was told
 * once can't change.
 *
 * Throws `wallet.poolLied` {field}, `wallet.unknown` {address}, `group.items`.
 */
export function checkedGroup(
  wanted: { party: Bytes; partyId: number; items: readonly GroupItem[]; ids: ReadonlyMap<string, number> },
  answer: Prepared,
  defaultFee: Units,
): Bytes {
  const { party, partyId, items, ids } = wanted;
  const idOf = (address: string): number => {
    const id = ids.get(address);
    if (id === undefined) throw new Fault('wallet.unknown', { address });
    return id;
  };
  let amount = 0n;
  const steps = items.map((item): GroupStep => {
    if (item.kind === 'termination') return { kind: 'termination', sender: idOf(item.sender) };
    if (item.kind === 'update') {
      const updates = item.balances.map(({ address, balance }) => ({ id: idOf(address), balance }));
      return { kind: 'update', updates };
    }
    for (const receiver of item.receivers) amount += receiver.amount;
    return {
      kind: 'transfer',
      sender: idOf(item.sender),
      receivers: item.receivers.map((receiver) => ({ id: idOf(receiver.address), amount: receiver.amount })),
      fee: item.fee,
    };
  });
  const { id: reference, hash: blockHash } = answer.reference;
  const lists = layGroup(steps, { party: partyId, reference, defaultFee });
  return holdAgainst(answer, {
    message: encodeGroupMessage({ blockHash, party, lists }),
    amount,
    fee: defaultFee,
  });
}

/** Ids that a pool has told, for as long as the wallet speaks with it. */
export class KnownIds {
  readonly #ids = new Map<string, number>();
  readonly #owners = new Map<number, string>();

  get(address: string): number | undefined {
    return this.#ids.get(address);
  }

  /** Throws `wallet.poolLied` {field: 'id'} where it does not fit what was told before. */
  learn(address: string, id: number): void {
    const before = this.#ids.get(address);
    const owner = this.#owners.get(id);
    if ((before !== undefined && before !== id) || (owner !== undefined && owner !== address))
      throw lied('id');
    this.#ids.set(address, id);
    this.#owners.set(id, address);
  }

  /** The known ids of these addresses. Throws `wallet.unknown` {address}. */
  of(addresses: readonly string[]): ReadonlyMap<string, number> {
    return new Map(
      addresses.map((address) => {
        const id = this.#ids.get(address);
        if (id === undefined) throw new Fault('wallet.unknown', { address });
        return [address, id];
      }),
    );
  }
}

/** For the review: hex of the signed bytes, as far as anybody would read them. */
export function messageText(message: Bytes): { message: string; messageBytes: number } {
  return { message: toHex(message.subarray(0, 64 * 1024)), messageBytes: message.length };
}
