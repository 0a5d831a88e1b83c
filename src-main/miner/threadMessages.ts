import type { Bytes } from '#shared/protocol/bytes.ts';

/** A job as a thread gets it. */
export interface ThreadJob {
  /** Which job a share belongs to, for the controller. */
  readonly number: number;
  readonly step3: Bytes;
  readonly earliest: number;
  /** The largest hash that is a share, as eight words. */
  readonly limit: Uint32Array;
  /** The pool's clock at `monotonicNow() === 0`: the pool's time is this plus `monotonicNow()`. */
  readonly epoch: number;
}

/** What a thread is started with. */
export interface ThreadStart {
  /** null: measure which is the fastest. */
  readonly kernel: string | null;
  /** The first number that is looked at as a blob. */
  readonly start: bigint;
  readonly intensity: number;
  /** Two numbers, written by the thread alone: tries so far, and `monotonicNow()` when they were counted. */
  readonly counter: SharedArrayBuffer;
}

export type ToThread =
  /** null: rest until there is another job. */
  | { readonly type: 'work'; readonly job: ThreadJob | null }
  | { readonly type: 'intensity'; readonly percent: number }
  | { readonly type: 'stop' };

export type FromThread =
  | { readonly type: 'ready'; readonly kernel: string }
  | { readonly type: 'share'; readonly number: number; readonly minedDate: number; readonly blob: Bytes }
  /** More shares than anybody would take: they were left out. */
  | { readonly type: 'leftOut'; readonly count: number };

/** Milliseconds by a clock that nobody sets, the same for all threads of the process. */
export function monotonicNow(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
