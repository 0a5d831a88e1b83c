import { cpus } from 'node:os';

/** Begins to watch the processor; the answer tells how many cores' time other programs have used since, on average. */
export function watchOtherLoad(): () => number {
  const begin = reading();
  return () => {
    const end = reading();
    const elapsed = Math.max(1, end.at - begin.at);
    return Math.max(0, (end.busy - begin.busy - (end.own - begin.own)) / elapsed);
  };
}

/** All in ms. */
function reading(): { readonly at: number; readonly busy: number; readonly own: number } {
  const { user, system } = process.cpuUsage();
  const busy = cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { at: performance.now(), busy, own: (user + system) / 1000 };
}
