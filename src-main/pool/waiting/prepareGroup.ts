import type { PrepareRequest } from '#shared/api/poolValues.ts';
import type { LedgerView } from '#shared/ledger/ledgerView.ts';
import { updateFee } from '#shared/ledger/trustRules.ts';
import { decodeAddress } from '#shared/protocol/addresses.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { type GroupStep, layGroup } from '#shared/protocol/groupLists.ts';
import { encodeGroupMessage } from '#shared/protocol/trusts.ts';

type Request<K extends PrepareRequest['kind']> = Extract<PrepareRequest, { kind: K }>;

/**
 * A group's items with ids for addresses. Inside a group only wallets can be named that are registered at its
 * reference block, so these are the ids of the committed ledger. Throws `wallet.unknown` {key}, `address.*`.
 */
export function groupSteps(ledger: LedgerView, { items }: Request<'group'>): GroupStep[] {
  const idOf = (address: string): number => {
    const key = decodeAddress(ledger.network.addressPrefix, address);
    const id = ledger.idOfKey(key);
    if (id < 0) throw new Fault('wallet.unknown', { key: toHex(key) });
    return id;
  };
  return items.map((item): GroupStep => {
    if (item.kind === 'termination') return { kind: 'termination', sender: idOf(item.sender) };
    if (item.kind === 'update') {
      return {
        kind: 'update',
        updates: item.balances.map(({ address, balance }) => ({ id: idOf(address), balance })),
      };
    }
    return {
      kind: 'transfer',
      sender: idOf(item.sender),
      receivers: item.receivers.map(({ address, amount }) => ({ id: idOf(address), amount })),
      fee: item.fee,
    };
  });
}

/** The bytes that a party signs for a group. Throws `wallet.unknown`, what `layGroup` and `encodeGroupMessage` throw. */
export function groupBytes(ledger: LedgerView, party: Bytes, steps: readonly GroupStep[]): Bytes {
  const { tip, network } = ledger;
  const lists = layGroup(steps, {
    party: ledger.idOfKey(party),
    reference: tip.id,
    defaultFee: network.defaultFee,
  });
  return encodeGroupMessage({ blockHash: tip.hash, party, lists });
}

/** What all transfers of a group move together, in units. */
export function groupAmount(steps: readonly GroupStep[]): Units {
  let amount = 0n;
  for (const step of steps) {
    if (step.kind === 'transfer') for (const receiver of step.receivers) amount += receiver.amount;
  }
  return amount;
}

/** A party's own balance after these steps and its fee, in units; may be negative where they are not possible. */
export function balanceAfterSteps(
  view: LedgerView,
  party: number,
  steps: readonly GroupStep[],
  fee: Units,
): Units {
  const { defaultFee } = view.network;
  const balances = new Map<number, Units>();
  const balanceOf = (id: number) => balances.get(id) ?? view.balanceOf(id);
  const change = (id: number, by: Units) => balances.set(id, balanceOf(id) + by);
  change(party, -fee);
  for (const step of steps) {
    if (step.kind === 'transfer') {
      let taken = step.fee ?? defaultFee;
      for (const { amount } of step.receivers) taken += amount;
      change(step.sender, -taken);
      for (const { id, amount } of step.receivers) change(id, amount);
    } else if (step.kind === 'update') {
      let difference = 0n;
      for (const { id, balance } of step.updates) {
        difference += balance - balanceOf(id);
        balances.set(id, balance);
      }
      change(party, -difference - updateFee(defaultFee, step.updates.length));
    }
  }
  return balanceOf(party);
}
