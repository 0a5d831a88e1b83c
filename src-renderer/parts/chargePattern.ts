import type { Units } from '#shared/protocol/amounts.ts';

/** A payment of a rehearsed year: ms after its beginning. */
export interface Charge {
  readonly date: number;
  readonly amount: Units;
}

/** The same amount again and again. */
export interface Spell {
  readonly amount: Units;
  /** ms after the beginning. */
  readonly first: number;
  /** ms between two payments; null: once, or not always the same. */
  readonly every: number | null;
  readonly count: number;
}

/** Payments as a person would say them: "10 coins, 12 times, every 30 days". They must be in the order of their dates. */
export function chargePattern(charges: readonly Charge[]): readonly Spell[] {
  const spells: (Spell & { last: number })[] = [];
  for (const { date, amount } of charges) {
    const open = spells.at(-1);
    const gap = open ? date - open.last : 0;
    const goesOn = open?.amount === amount && (open.count === 1 || open.every === gap);
    if (open && goesOn) {
      spells[spells.length - 1] = { ...open, every: gap, count: open.count + 1, last: date };
    } else {
      spells.push({ amount, first: date, every: null, count: 1, last: date });
    }
  }
  return spells.map(({ last: _last, ...spell }) => spell);
}

/** What is paid at the very beginning, and all that follows. */
export function partedCharges<T extends Charge>(
  charges: readonly T[],
): { readonly now: Units; readonly nowCount: number; readonly later: readonly T[] } {
  const first = charges.filter(({ date }) => date === 0);
  return {
    now: first.reduce((sum, { amount }) => sum + amount, 0n),
    nowCount: first.length,
    later: charges.filter(({ date }) => date > 0),
  };
}
