import { fitsMicro, formatCoins, type Units } from './amounts.ts';
import { Fault } from './fault.ts';
import {
  FEATURE,
  type Item,
  LIMITS,
  type List,
  type Transfer1,
  type Transfer2,
  type Transfer3,
} from './lists.ts';
import { listTypeOf } from './transactions.ts';

/** What a trusted party wants done in its list group, with wallet ids in the place of keys. */
export type GroupStep =
  | {
      readonly kind: 'transfer';
      readonly sender: number;
      readonly receivers: readonly { readonly id: number; readonly amount: Units }[];
      /** undefined: the network's default fee. */
      readonly fee: Units | undefined;
    }
  | { readonly kind: 'termination'; readonly sender: number }
  | {
      readonly kind: 'update';
      readonly updates: readonly { readonly id: number; readonly balance: Units }[];
    };

interface Layout {
  readonly party: number;
  readonly reference: number;
  readonly defaultFee: Units;
}

/**
 * The lists of a group in the one form that pool and wallet both arrive at, so that the wallet can compare the pool's
 * bytes with its own: steps stay in their order, neighbours of one type and with the same features share a list.
 * Amounts are micro and fees left out only where that holds for the whole group, which keeps the lists few; when they
 * are still more than a group may hold, transfers are all laid as type 3.
 *
 * Throws `group.items` (more than 1,024 lists even so), `transaction.amount`, `transaction.receiverTwice`,
 * `update.walletTwice`, `transaction.fee`.
 */
export function layGroup(steps: readonly GroupStep[], layout: Layout): List[] {
  for (const step of steps) checkStep(step);
  const compact = lay(steps, layout, true);
  if (compact.length <= LIMITS.lists) return compact;
  const plain = lay(steps, layout, false);
  if (plain.length > LIMITS.lists) {
    throw new Fault('group.items', { lists: plain.length, limit: LIMITS.lists });
  }
  return plain;
}

function checkStep(step: GroupStep): void {
  if (step.kind === 'termination') return;
  const seen = new Set<number>();
  if (step.kind === 'update') {
    for (const { id } of step.updates) {
      if (seen.has(id)) throw new Fault('update.walletTwice', { wallet: id });
      seen.add(id);
    }
    return;
  }
  if (step.fee !== undefined && !fitsMicro(step.fee)) {
    throw new Fault('transaction.fee', { fee: formatCoins(step.fee) });
  }
  for (const { id, amount } of step.receivers) {
    if (amount <= 0n) throw new Fault('transaction.amount', { wallet: id, amount: formatCoins(amount) });
    if (seen.has(id)) throw new Fault('transaction.receiverTwice', { wallet: id });
    seen.add(id);
  }
}

function lay(steps: readonly GroupStep[], layout: Layout, compact: boolean): List[] {
  const { party, reference, defaultFee } = layout;
  const micro = steps.every(isMicro) ? FEATURE.micro : 0;
  const usesDefault = steps.every(
    (step) => step.kind !== 'transfer' || step.fee === undefined || step.fee === defaultFee,
  );
  const transferFeatures = FEATURE.trusted | micro | (usesDefault ? FEATURE.defaultFee : 0);
  const lists: List[] = [];
  const add = (type: 1 | 2 | 3 | 6 | 7, features: number, item: Item) => {
    const last = lists.at(-1);
    // The type of a list tells the type of its items; the compiler cannot carry that through.
    if (last !== undefined && last.type === type) (last.items as Item[]).push(item);
    else lists.push({ type, reference, features, items: [item] } as List);
  };
  for (const step of steps) {
    if (step.kind === 'termination') add(6, FEATURE.trusted, { sender: step.sender, party, hours: 0 });
    else if (step.kind === 'update') {
      add(7, FEATURE.trusted | micro, {
        party,
        updates: step.updates.map(({ id, balance }) => ({ id, balance })),
      });
    } else {
      const type = compact ? listTypeOf(step.receivers) : 3;
      add(type, transferFeatures, transfer(type, step, usesDefault ? {} : { fee: step.fee ?? defaultFee }));
    }
  }
  return lists;
}

function isMicro(step: GroupStep): boolean {
  if (step.kind === 'termination') return true;
  return step.kind === 'update'
    ? step.updates.every(({ balance }) => fitsMicro(balance))
    : step.receivers.every(({ amount }) => fitsMicro(amount));
}

function transfer(
  type: 1 | 2 | 3,
  step: Extract<GroupStep, { kind: 'transfer' }>,
  fee: { fee?: Units },
): Transfer1 | Transfer2 | Transfer3 {
  const { sender, receivers } = step;
  const first = receivers[0];
  if (first === undefined) throw new Fault('transaction.receivers', { receivers: 0 });
  if (type === 1) return { sender, receiver: first.id, amount: first.amount, ...fee };
  if (type === 2) return { sender, receivers: receivers.map(({ id }) => id), amount: first.amount, ...fee };
  return { sender, receivers: receivers.map(({ id, amount }) => ({ id, amount })), ...fee };
}
