import * as z from 'zod';
import { count } from '#shared/api/values.ts';
import type { Records } from '../../store/chainStore.ts';
import { decodeRecord, encodeRecord, orderedNumber } from '../recordCodec.ts';
import type { RecordJournal } from '../recordJournal.ts';

const SLICE = 'pool/slice/';
const WINDOW = 'pool/window';

const windowRecord = z.object({ open: count });
const sliceRecord = z.array(z.tuple([z.string().regex(/^[0-9a-f]{64}$/), z.number().min(0)]));

/** The window is cut into so many slices: it moves on by one of them, of which the oldest counts in part. */
const SLICES = 32;

/** So many windows of the present size are kept: it grows with the difficulty. */
const KEPT = 2;

/** At most so many slices, whatever became of the difficulty. */
const MAX_SLICES = 512;

/** Neighbouring shares, added up by miner (hex of its key). */
interface Slice {
  readonly number: number;
  readonly points: Map<string, number>;
  total: number;
}

/**
 * The points of the last shares (PPLNS, docs/PROTOCOL.md §8), over the ends of rounds: `size` points of them, which is
 * asked with each call because it follows the difficulty.
 *
 * Shares are not kept one by one but added up in slices. A full slice is written as one record, together with the
 * number of the next one. The points of the open slice stand in the miners' own records, each with the slice's
 * number, so that an acknowledged share costs no other write than without a window; those of an older number are void.
 */
export class PointsWindow {
  readonly #journal: RecordJournal;
  /** The oldest first; the open one is the last. */
  #slices: Slice[];

  private constructor(journal: RecordJournal, slices: Slice[]) {
    this.#journal = journal;
    this.#slices = slices;
  }

  static empty(journal: RecordJournal): PointsWindow {
    return new PointsWindow(journal, [emptySlice(0)]);
  }

  /** `from`: the first slice that counts. The open one's points are handed in by `restore`. */
  static async open(records: Records, journal: RecordJournal, from: number): Promise<PointsWindow> {
    const stored = await records.get(WINDOW);
    const open = Math.max(from, stored === undefined ? 0 : decodeRecord(windowRecord, stored).open);
    const slices: Slice[] = [];
    for (const { key, value } of await records.list({ prefix: SLICE })) {
      const number = Number(key.slice(SLICE.length));
      if (number < from || number >= open) {
        journal.put(key, () => undefined);
        continue;
      }
      const points = new Map(decodeRecord(sliceRecord, value));
      slices.push({ number, points, total: sum(points.values()) });
    }
    return new PointsWindow(journal, [...slices, emptySlice(open)]);
  }

  /** The number of the open slice. */
  get openNumber(): number {
    return this.#open.number;
  }

  openPointsOf(miner: string): number {
    return this.#open.points.get(miner) ?? 0;
  }

  /** A miner's points of the open slice, as its record has them. */
  restore(miner: string, points: number): void {
    addTo(this.#open, miner, points);
  }

  add(miner: string, points: number, size: number): void {
    addTo(this.#open, miner, points);
    if (this.#open.total < size / SLICES) return;
    const sealed = this.#open;
    this.#slices.push(emptySlice(sealed.number + 1));
    this.#journal.put(keyOf(sealed.number), () => encodeRecord(sliceRecord, [...sealed.points]));
    this.#journal.put(WINDOW, () => encodeRecord(windowRecord, { open: this.#open.number }));
    let kept = sum(this.#slices.map(({ total }) => total));
    for (;;) {
      const oldest = this.#slices[0] as Slice;
      kept -= oldest.total;
      if (kept < KEPT * size && this.#slices.length <= MAX_SLICES) break;
      this.#slices.shift();
      this.#journal.put(keyOf(oldest.number), () => undefined);
    }
  }

  /** Everybody's points of the last `size` ones. */
  shares(size: number): { miner: string; points: number }[] {
    const points = new Map<string, number>();
    for (const { slice, left } of this.#counting(size)) {
      for (const [miner, some] of slice.points) {
        points.set(miner, (points.get(miner) ?? 0) + partOf(some, slice, left));
      }
    }
    return [...points].filter(([, some]) => some > 0).map(([miner, some]) => ({ miner, points: some }));
  }

  /** One miner's points of the last `size` ones, and about how many those are in all. */
  pointsOf(miner: string, size: number): { points: number; total: number } {
    let points = 0;
    let total = 0;
    for (const { slice, left } of this.#counting(size)) {
      points += partOf(slice.points.get(miner) ?? 0, slice, left);
      total += Math.min(slice.total, left);
    }
    return { points, total };
  }

  /** Forgets everything: from now on slices are counted from this number on. */
  restartAt(number: number): void {
    for (const slice of this.#slices) {
      if (slice !== this.#open) this.#journal.put(keyOf(slice.number), () => undefined);
    }
    this.#slices = [emptySlice(number)];
  }

  get #open(): Slice {
    return this.#slices.at(-1) as Slice;
  }

  /** The newest slices, and how many points the window has left for each. */
  *#counting(size: number): Generator<{ slice: Slice; left: number }> {
    let left = size;
    for (let at = this.#slices.length - 1; at >= 0 && left > 0; at--) {
      const slice = this.#slices[at] as Slice;
      if (slice.total === 0) continue;
      yield { slice, left };
      left -= slice.total;
    }
  }
}

const keyOf = (number: number): string => SLICE + orderedNumber(number);

/** What counts of some points of a slice, rounded down. */
function partOf(some: number, { total }: Slice, left: number): number {
  return left >= total ? some : Math.floor((some * left) / total);
}

function emptySlice(number: number): Slice {
  return { number, points: new Map(), total: 0 };
}

function addTo(slice: Slice, miner: string, points: number): void {
  if (points <= 0) return;
  slice.points.set(miner, (slice.points.get(miner) ?? 0) + points);
  slice.total += points;
}

function sum(values: Iterable<number>): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}
