import type { Units } from '../protocol/amounts.ts';
import { signedBytesOf } from '../protocol/conversions.ts';
import { Fault } from '../protocol/fault.ts';
import type { Group8, ItemOf, Trust6, Update7 } from '../protocol/lists.ts';
import type { ItemContext } from './itemContext.ts';
import { isTrustActive } from './ledgerView.ts';

const HOUR = 3_600_000;

/**
 * Trust, its lengthening, and the start of its termination (type 6). Faults, in this order: wallet.unknown,
 * group.sender | group.item (a group may only terminate), trust.party, trust.none, trust.terminating,
 * transaction.balanceTooLow, transaction.repeated.
 */
export function executeTrust(context: ItemContext, item: Trust6): void {
  const { overlay, date } = context.execution;
  const { sender, party, hours } = item;
  const slot = context.wallet(sender);
  const trust = overlay.trustAt(slot);
  const active = isTrustActive(trust, date);
  if (context.authority >= 0) {
    if (sender !== context.authority && !(active && trust.party === context.authority)) {
      throw new Fault('group.sender', { wallet: sender, party: context.authority });
    }
    if (hours !== 0) throw new Fault('group.item', { wallet: sender, hours });
  } else overlay.setActivityAt(slot, date);
  context.wallet(party);
  if (party === sender || (active && trust.party !== party)) {
    throw new Fault('trust.party', { wallet: sender, party });
  }
  if (hours === 0) {
    if (!active) throw new Fault('trust.none', { wallet: sender });
    if (trust.ends !== 0) throw new Fault('trust.terminating', { wallet: sender, ends: trust.ends });
    overlay.setTrustAt(slot, { party, hours: trust.hours, ends: date + trust.hours * HOUR });
  } else {
    overlay.setTrustAt(slot, { party, hours: active ? Math.max(trust.hours, hours) : hours, ends: 0 });
    const fee = overlay.network.defaultFee;
    context.pay(slot, sender, fee, fee);
  }
  if (context.authority < 0) context.sign(sender, item.signature, message(context, 6, item));
}

/** What an update costs its party, in units: the default fee and a hundredth of it, rounded down, for each update. */
export function updateFee(defaultFee: Units, updates: number): Units {
  return defaultFee + (defaultFee / 100n) * BigInt(updates);
}

/**
 * Balance update (type 7): wallets that trust the party get the stated balances, the party takes up the difference
 * and the fee. Faults, in this order: wallet.unknown, transaction.underTrust | group.sender, wallet.unknown |
 * group.item, update.walletTwice, update.notTrusting, transaction.balanceTooLow, transaction.repeated.
 */
export function executeUpdate(context: ItemContext, item: Update7): void {
  const { execution } = context;
  const { overlay, date } = execution;
  const { party } = item;
  const own = context.signer(party);
  execution.nextStamp();
  let difference = 0n;
  for (const { id, balance } of item.updates) {
    const slot = context.wallet(id);
    if (!execution.stamp(slot)) throw new Fault('update.walletTwice', { wallet: id });
    const trust = overlay.trustAt(slot);
    if (!isTrustActive(trust, date) || trust.party !== party) {
      throw new Fault('update.notTrusting', { wallet: id, party });
    }
    difference += balance - overlay.balanceAt(slot);
    overlay.setBalanceAt(slot, balance);
  }
  const fee = updateFee(overlay.network.defaultFee, item.updates.length);
  context.pay(own, party, difference + fee, fee);
  if (context.authority < 0) context.sign(party, item.signature, message(context, 7, item));
}

/**
 * The party's part of a list group (type 8): its fee, its signature and its right to act. The inner items follow.
 * Faults, in this order: wallet.unknown, transaction.underTrust, transaction.balanceTooLow, transaction.repeated.
 */
export function executeGroupHead(context: ItemContext, item: Group8): void {
  const fee = context.execution.overlay.network.defaultFee;
  const slot = context.signer(item.party);
  context.pay(slot, item.party, fee, fee);
  context.sign(item.party, item.signature, message(context, 8, item));
}

function message<T extends 6 | 7 | 8>(context: ItemContext, type: T, item: ItemOf<T>): Uint8Array {
  const { overlay } = context.execution;
  return signedBytesOf(type, context.features, item, context.blockHash, {
    keyOf: (id) => overlay.keyOf(id),
    contractHashOf: () => undefined,
    defaultFee: overlay.network.defaultFee,
  });
}
