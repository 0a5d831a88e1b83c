import { readdirSync, readFileSync } from 'node:fs';

/** Linux only: how many threads a process has. */
export function threadCount(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).length;
}

const TICKS_PER_SECOND = 100;

/** Linux only: seconds of processor time that all threads of a process have used. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces; user and system time are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Cores that a process keeps busy, measured over some time. */
export async function busyCores(pid: number, milliseconds: number): Promise<number> {
  const before = cpuSeconds(pid);
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return (cpuSeconds(pid) - before) / ((performance.now() - began) / 1000);
}
