import type { Steps } from '#shared/protocol/steps.ts';

/** Ms that long work may take before others have their turn. */
const SLICE = 8;

/** Tells when a turn that begins now has been long enough. */
export function turnEnds(): () => boolean {
  const end = performance.now() + SLICE;
  return () => performance.now() > end;
}

/** Resolves when what has come in meanwhile has had its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Does something with each of many; others have their turn in between. */
export async function inTurns<T>(all: Iterable<T>, task: (one: T) => void): Promise<void> {
  let ends = turnEnds();
  for (const one of all) {
    task(one);
    if (!ends()) continue;
    await nextTurn();
    ends = turnEnds();
  }
}

/** Does something that comes in steps; others have their turn in between. */
export async function stepsInTurns<T>(steps: Steps<T>): Promise<T> {
  let ends = turnEnds();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (!ends()) continue;
    await nextTurn();
    ends = turnEnds();
  }
}
