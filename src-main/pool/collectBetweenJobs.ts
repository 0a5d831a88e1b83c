import { type Clock, systemClock } from '../base/clock.ts';
import { collector } from '../base/processMemory.ts';
import type { Pool } from './pool.ts';

/** With fewer connections their jobs are out before a collection beside them matters. */
const MANY = 1000;

/** Of what the heap may grow by: from so much on it is collected when jobs are out, and while no block comes. */
const AFTER_JOBS = 0.5;
const AT_REST = 0.7;

/** How often it is looked at while no block comes, in ms. */
const LOOK = 500;

/**
 * A collection beside the jobs of a new tip makes them take twice as long, and making thousands of them is what begins one.
 * So the heap is collected before it comes to that: right after them, or between two blocks that are far apart. For a
 * process that does nothing but serve a pool.
 */
export function collectBetweenJobs(
  pool: Pick<Pool, 'events'>,
  { collect = collector(), clock = systemClock }: { collect?: (grown: number) => void; clock?: Clock } = {},
): void {
  let workers = 0;
  let isOut = true;
  pool.events.on('jobs.due', () => {
    isOut = false;
  });
  pool.events.on('jobs.out', (jobs) => {
    workers = jobs.workers;
    isOut = true;
    if (workers >= MANY) clock.after(0, () => collect(AFTER_JOBS));
  });
  const look = (): void => {
    if (isOut && workers >= MANY) collect(AT_REST);
    clock.after(LOOK, look);
  };
  clock.after(LOOK, look);
}
