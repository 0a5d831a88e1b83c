import type { Steps } from '#shared/protocol/steps.ts';

/** Ms that long work may take before others have their turn. */
const SLICE = 4;

/** Tells when a turn that begins now has been long enough. */
export function turnEnds(): () => boolean {
  const end = performance.now() + SLICE;
  return () => performance.now() > end;
}

/** `soon`: others wait for the end of this work; `later`: nobody does, or not urgently. */
export type Urgency = 'soon' | 'later';

/** Of work that is waited for there may always be more: after so many of its turns the rest has one. */
const MOST_SOON = 3;

const waiting: Record<Urgency, (() => void)[]> = { soon: [], later: [] };
let isPlanned = false;
/** Turns of `soon` while something else waited. */
let passedBy = 0;

/**
 * Resolves when what has come in meanwhile has had its turn. Of all that wait only one goes on at a time, so that
 * many long works together take no more of each round than one does.
 */
export function nextTurn(urgency: Urgency): Promise<void> {
  return new Promise((resolve) => {
    waiting[urgency].push(resolve);
    plan();
  });
}

function plan(): void {
  if (isPlanned) return;
  isPlanned = true;
  setImmediate(() => {
    isPlanned = false;
    takeNext()?.();
    if (waiting.soon.length + waiting.later.length > 0) plan();
  });
}

function takeNext(): (() => void) | undefined {
  const { soon, later } = waiting;
  if (soon.length > 0 && passedBy < MOST_SOON) {
    if (later.length > 0) passedBy += 1;
    return soon.shift();
  }
  passedBy = 0;
  return later.shift() ?? soon.shift();
}

/** What no turn may begin in: undefined when there is nothing, else it is over when the promise resolves. */
export type Hold = () => Promise<void> | undefined;

const free: Hold = () => undefined;

/** Does something with each of many; others have their turn in between. `hold` is looked at before each turn. */
export async function inTurns<T>(
  urgency: Urgency,
  all: Iterable<T>,
  task: (one: T) => void,
  hold = free,
): Promise<void> {
  for (let held = hold(); held !== undefined; held = hold()) await held;
  let ends = turnEnds();
  for (const one of all) {
    if (ends()) {
      await nextTurn(urgency);
      // Looked at again when it is over: another one may have begun.
      for (let held = hold(); held !== undefined; held = hold()) await held;
      ends = turnEnds();
    }
    task(one);
  }
}

/** Does something that comes in steps, for which others wait; they have their turn in between. */
export async function stepsInTurns<T>(steps: Steps<T>): Promise<T> {
  let ends = turnEnds();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (!ends()) continue;
    await nextTurn('soon');
    ends = turnEnds();
  }
}
