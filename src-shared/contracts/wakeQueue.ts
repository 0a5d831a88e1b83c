/** A wake-up; they are due in the order of date, contract, applicant. */
export interface Wake {
  /** ms epoch */
  readonly wakeAt: number;
  readonly contract: number;
  /** Wallet id. */
  readonly applicant: number;
}

export function compareWakes(a: Wake, b: Wake): number {
  return a.wakeAt - b.wakeAt || a.contract - b.contract || a.applicant - b.applicant;
}

/** Puts two ordered lists into one. */
export function mergeWakes(left: readonly Wake[], right: readonly Wake[]): Wake[] {
  const out: Wake[] = [];
  let next = 0;
  for (const wake of left) {
    for (let other = right[next]; other !== undefined && compareWakes(other, wake) < 0; other = right[next]) {
      out.push(other);
      next += 1;
    }
    out.push(wake);
  }
  for (let other = right[next]; other !== undefined; other = right[next]) {
    out.push(other);
    next += 1;
  }
  return out;
}

/** Wake-ups of one stretch of time share a bucket. */
const STRETCH = 10 * 60_000;

interface Bucket {
  wakes: Wake[];
  sorted: boolean;
}

/** The first index whose value does not lie before the one looked for. */
function lowerBound<T>(values: readonly T[], isBefore: (value: T) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(values[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Wake-ups in order. What changes, or is asked for, costs time with its own number, not with that of all. */
export class WakeQueue {
  private readonly buckets = new Map<number, Bucket>();
  /** Their numbers in order. */
  private order: number[] = [];

  /** Takes out the one list, which must be in, and puts in the other. */
  change(gone: readonly Wake[], added: readonly Wake[]): void {
    const leaving = new Map<number, Set<string>>();
    const keyOf = ({ wakeAt, contract, applicant }: Wake) => `${wakeAt} ${contract} ${applicant}`;
    for (const wake of gone) {
      const number = Math.floor(wake.wakeAt / STRETCH);
      const keys = leaving.get(number) ?? new Set();
      leaving.set(number, keys.add(keyOf(wake)));
    }
    for (const [number, keys] of leaving) {
      const bucket = this.buckets.get(number);
      if (bucket !== undefined) bucket.wakes = bucket.wakes.filter((wake) => !keys.has(keyOf(wake)));
    }
    const fresh: number[] = [];
    for (const wake of added) {
      const number = Math.floor(wake.wakeAt / STRETCH);
      const bucket = this.buckets.get(number);
      if (bucket === undefined) {
        this.buckets.set(number, { wakes: [wake], sorted: true });
        fresh.push(number);
      } else {
        bucket.wakes.push(wake);
        bucket.sorted = false;
      }
    }
    const empty = new Set(
      [...leaving.keys()].filter((number) => this.buckets.get(number)?.wakes.length === 0),
    );
    for (const number of empty) this.buckets.delete(number);
    if (empty.size > 0) this.order = this.order.filter((number) => !empty.has(number));
    if (fresh.length > 0) this.order = [...this.order, ...fresh].sort((a, b) => a - b);
  }

  /** The first `limit` up to a date, behind `after` where that is given. */
  until(date: number, limit: number, after?: Wake): Wake[] {
    const found: Wake[] = [];
    const first = after === undefined ? Number.NEGATIVE_INFINITY : Math.floor(after.wakeAt / STRETCH);
    for (let at = lowerBound(this.order, (number) => number < first); found.length < limit; at++) {
      const number = this.order[at];
      if (number === undefined || number * STRETCH > date) break;
      const wakes = this.sortedWakes(number);
      const start = after === undefined ? 0 : lowerBound(wakes, (wake) => compareWakes(wake, after) <= 0);
      for (let next = start; found.length < limit; next++) {
        const wake = wakes[next];
        if (wake === undefined || wake.wakeAt > date) break;
        found.push(wake);
      }
    }
    return found;
  }

  private sortedWakes(number: number): readonly Wake[] {
    const bucket = this.buckets.get(number);
    if (bucket === undefined) return [];
    if (!bucket.sorted) {
      bucket.wakes.sort(compareWakes);
      bucket.sorted = true;
    }
    return bucket.wakes;
  }
}
