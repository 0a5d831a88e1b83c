import { type Bytes, equalBytes } from '#shared/protocol/bytes.ts';
import { GROUP_BLOBS, type Kernel, type Library, MAX_DATES } from './kernel/kernel.ts';

/** The part of a job that a search needs. */
export interface SearchJob {
  readonly step3: Bytes;
  /** The smallest mined date that counts. */
  readonly earliest: number;
  /** The largest hash that is a share, as eight words. */
  readonly limit: Uint32Array;
}

export interface Share {
  readonly minedDate: number;
  readonly blob: Bytes;
}

/** A share must be handed in within a minute of its mined date; work on older timestamps than this is not begun. */
const OLDEST_BEGUN = 40_000;

/** Work that was begun is dropped when its timestamps reach this age: at low intensity a piece may take seconds. */
const OLDEST_TRIED = 50_000;

/** Blobs of one search at most unless told otherwise: 2^20, at 56 bytes each. */
const MAX_BLOBS = 1 << 20;

/** Blobs, and the timestamps of the current job that all of them have been tried with: from … to, none when empty. */
interface Shelf {
  readonly library: Library;
  from: number;
  to: number;
  /** How many timestamps were taken at the last visit. */
  last: number;
}

interface Dates {
  readonly date: number;
  readonly count: number;
}

/** One shelf's blobs with up to 64 timestamps: what is worked off before new timestamps are looked for. */
interface Piece {
  readonly shelf: Shelf;
  readonly date: number;
  readonly count: number;
  group: number;
}

/**
 * One thread's walk through the pairs of timestamp and blob: no pair is tried twice for a job. A millisecond brings
 * one new timestamp, and a fast kernel tries 100,000 pairs in it, so each timestamp is tried with a great many blobs:
 * libraries are made until a walk over all of them takes as long as the timestamps it uses up, and then kept, since
 * they serve every job. Older timestamps that still count are used only when no more blobs may be made.
 */
export class Search {
  readonly #kernel: Kernel;
  readonly #shelves: Shelf[] = [];
  readonly #maxBlobs: number;
  #next: bigint;
  #turn = 0;
  #job: SearchJob | undefined;
  #piece: Piece | undefined;
  #blobs = 0;

  /** `start`: the first number that is looked at as a blob; threads take starts that are far apart. */
  constructor(kernel: Kernel, start: bigint, maxBlobs = MAX_BLOBS) {
    this.#kernel = kernel;
    this.#next = start;
    this.#maxBlobs = maxBlobs;
  }

  /** Blobs made so far. */
  get blobs(): number {
    return this.#blobs;
  }

  /** What was tried for another job counts for nothing in this one; one with the same step 3 goes on. */
  setJob(job: SearchJob): void {
    const before = this.#job;
    this.#job = job;
    if (before !== undefined && equalBytes(before.step3, job.step3)) return;
    this.#piece = undefined;
    for (const shelf of this.#shelves) forget(shelf);
  }

  /**
   * Tries about `tries` pairs with timestamps that are not in the future at `now` (the pool's clock, ms). Answers how
   * many it tried, 0 when no untried pair is left or there is no job, and which of them are shares.
   */
  run(now: number, tries: number): { readonly tries: number; readonly shares: readonly Share[] } {
    const job = this.#job;
    if (job === undefined) return { tries: 0, shares: [] };
    if (this.#piece !== undefined && this.#piece.date < now - OLDEST_TRIED) this.#piece = undefined;
    this.#piece ??= this.#take(job, Math.floor(now));
    const piece = this.#piece;
    if (piece === undefined) return { tries: 0, shares: [] };
    const { library } = piece.shelf;
    const perGroup = GROUP_BLOBS * piece.count;
    const begin = piece.group;
    const end = Math.min(library.groups, begin + Math.max(1, Math.round(tries / perGroup)));
    const found = this.#kernel.search(library, begin, end, job.limit);
    piece.group = found.next;
    if (piece.group >= library.groups) this.#piece = undefined;
    return {
      tries: (found.next - begin) * perGroup,
      shares: found.solutions.map(({ blob, minedDate }) => ({ minedDate, blob: library.blob(blob) })),
    };
  }

  #take(job: SearchJob, now: number): Piece | undefined {
    const oldest = Math.max(job.earliest, now - OLDEST_BEGUN);
    if (oldest > now) return undefined;
    for (let visited = 0; visited <= this.#shelves.length; visited++) {
      const shelf = this.#shelves[this.#turn];
      if (shelf === undefined) break;
      const newer = newerDates(shelf, oldest, now);
      // Fewer new timestamps than at the last visit: the walk is faster than the clock, so more blobs are needed.
      if (newer.count < Math.min(MAX_DATES, shelf.last) && this.#blobs < this.#maxBlobs) break;
      this.#turn = (this.#turn + 1) % this.#shelves.length;
      const older = olderDates(shelf, oldest);
      const taken = newer.count >= older.count ? newer : older;
      if (taken.count > 0) return this.#begin(shelf, taken, job);
    }
    if (this.#blobs >= this.#maxBlobs) return undefined;
    const shelf = this.#grow();
    return this.#begin(shelf, newerDates(shelf, oldest, now), job);
  }

  #grow(): Shelf {
    const library = this.#kernel.makeLibrary(this.#next, this.#kernel.libraryGroups);
    this.#next = library.next;
    this.#blobs += library.groups * GROUP_BLOBS;
    const shelf: Shelf = { library, from: 0, to: 0, last: 0 };
    forget(shelf);
    // It stands before the shelf whose turn it is, so its own turn comes a whole walk later.
    this.#shelves.splice(this.#turn, 0, shelf);
    this.#turn = (this.#turn + 1) % this.#shelves.length;
    return shelf;
  }

  #begin(shelf: Shelf, { date, count }: Dates, job: SearchJob): Piece {
    shelf.from = Math.min(shelf.from, date);
    shelf.to = Math.max(shelf.to, date + count - 1);
    shelf.last = count;
    this.#kernel.prepare(job.step3, date, count);
    return { shelf, date, count, group: 0 };
  }
}

function forget(shelf: Shelf): void {
  shelf.from = Number.POSITIVE_INFINITY;
  shelf.to = Number.NEGATIVE_INFINITY;
  shelf.last = 0;
}

/** The newest untried timestamps from `oldest` to `now`, 64 at most. */
function newerDates(shelf: Shelf, oldest: number, now: number): Dates {
  const first = Math.max(oldest, shelf.to + 1, now - MAX_DATES + 1);
  return { date: first, count: Math.max(0, now - first + 1) };
}

/** Untried timestamps from `oldest` on that stand just before the tried ones, 64 at most. */
function olderDates(shelf: Shelf, oldest: number): Dates {
  if (shelf.last === 0) return { date: oldest, count: 0 };
  const first = Math.max(oldest, shelf.from - MAX_DATES);
  return { date: first, count: Math.max(0, shelf.from - first) };
}
