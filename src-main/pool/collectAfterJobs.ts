import { collectorHalfway } from '../base/processMemory.ts';
import type { Pool } from './pool.ts';

/** With fewer connections their jobs are out before a collection beside them matters. */
const MANY = 1000;

/**
 * Thousands of jobs of a new tip fill the heap, so it is while they go out that a collection would begin, and they would
 * take twice as long. It is done right after them instead. For a process that does nothing but serve a pool.
 */
export function collectAfterJobs(pool: Pick<Pool, 'events'>): void {
  const collect = collectorHalfway();
  pool.events.on('jobs.out', ({ workers }) => {
    if (workers >= MANY) setImmediate(collect);
  });
}
