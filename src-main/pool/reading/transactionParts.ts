import { publicationFee } from '#shared/ledger/contractRules.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { encodeUtf8 } from '#shared/protocol/bytes.ts';
import type { List } from '#shared/protocol/lists.ts';

/** One step of a transaction that has several, with wallet ids. */
export type Part =
  | {
      readonly kind: 'transfer';
      readonly sender: number;
      readonly receivers: readonly { readonly id: number; readonly amount: Units }[];
      readonly fee: Units;
    }
  | { readonly kind: 'termination'; readonly sender: number; readonly party: number }
  | { readonly kind: 'balance'; readonly id: number; readonly balance: Units };

/** What stands inside a balance update or a list group, in order; nothing for an item of any other type. */
export function transactionParts(list: List, itemIndex: number, defaultFee: Units): Part[] {
  if (list.type === 7) return balances(list.items[itemIndex]?.updates ?? []);
  if (list.type !== 8) return [];
  return (list.items[itemIndex]?.lists ?? []).flatMap((inner) => innerParts(inner, defaultFee));
}

function balances(updates: readonly { id: number; balance: Units }[]): Part[] {
  return updates.map(({ id, balance }) => ({ kind: 'balance', id, balance }));
}

function feeAlone(sender: number, fee: Units): Part {
  return { kind: 'transfer', sender, receivers: [], fee };
}

function innerParts(list: List, defaultFee: Units): Part[] {
  switch (list.type) {
    case 1:
      return list.items.map(({ sender, receiver, amount, fee }) => ({
        kind: 'transfer',
        sender,
        receivers: [{ id: receiver, amount }],
        fee: fee ?? defaultFee,
      }));
    case 2:
      return list.items.map(({ sender, receivers, amount, fee }) => ({
        kind: 'transfer',
        sender,
        receivers: receivers.map((id) => ({ id, amount })),
        fee: fee ?? defaultFee,
      }));
    case 3:
      return list.items.map(({ sender, receivers, fee }) => ({
        kind: 'transfer',
        sender,
        receivers,
        fee: fee ?? defaultFee,
      }));
    case 6:
      return list.items.map(({ sender, party }) => ({ kind: 'termination', sender, party }));
    // What they cost; what contracts did then stands in the history by itself.
    case 4:
      return list.items.map(({ creator, model, script }) => {
        const fee = publicationFee(defaultFee, model.length + encodeUtf8(script).length);
        return { kind: 'transfer', sender: creator, receivers: [], fee };
      });
    case 5:
      return list.items.map(({ applicant }) => feeAlone(applicant, defaultFee));
    case 10:
      return list.items.map(({ caller }) => feeAlone(caller, defaultFee));
    case 7:
      return list.items.flatMap(({ updates }) => balances(updates));
    default:
      return [];
  }
}

/**
 * What a group or an update does to each wallet that it names as far as the item itself tells: transfers and fees of
 * a group. Wallets of balance updates stand in it with what else happens to them, and in `updated`: the difference is
 * known to the ledger alone.
 */
export function partChanges(parts: readonly Part[]): {
  changes: ReadonlyMap<number, Units>;
  updated: ReadonlySet<number>;
} {
  const changes = new Map<number, Units>();
  const updated = new Set<number>();
  const change = (id: number, by: Units) => changes.set(id, (changes.get(id) ?? 0n) + by);
  for (const part of parts) {
    if (part.kind === 'termination') change(part.sender, 0n);
    else if (part.kind === 'balance') {
      change(part.id, 0n);
      updated.add(part.id);
    } else {
      let taken = part.fee;
      for (const { id, amount } of part.receivers) {
        taken += amount;
        change(id, amount);
      }
      change(part.sender, -taken);
    }
  }
  return { changes, updated };
}
