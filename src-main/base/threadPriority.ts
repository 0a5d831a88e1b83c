import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/** As a nice value: behind what answers, before miners' threads. */
const HELPING = 5;

/** The compiler has done most of its work after so many ms. Until then everybody gains by its being quick. */
const WARM_AFTER = 30_000;

/**
 * Lets all other threads that this process has now give way to the one that calls: garbage collector, compiler, database.
 * Where fewer processors are there than threads that want one, a collection would keep everybody waiting who has asked.
 * On Linux only, where each thread has a priority of its own.
 */
export function othersGiveWay(): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc/self/task')) {
    const thread = Number(name);
    if (thread === process.pid) continue;
    try {
      setPriority(thread, HELPING);
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** The same when the process has been running for a while. */
export function othersGiveWayOnceWarm(): void {
  setTimeout(othersGiveWay, WARM_AFTER).unref();
}
