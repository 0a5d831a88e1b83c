/** `NAME` or `NAME:N`, for the N-th time that the point is passed. */
const wanted = process.env.COCO_FAIL_POINT;
const [wantedName, wantedCount] = wanted === undefined ? [] : wanted.split(/:(?=\d+$)/);
let left = Number(wantedCount ?? 1);

/**
 * A named moment at which a crash test ends the process, as a power cut would: no handler runs, nothing is
 * flushed. Does nothing unless the environment variable COCO_FAIL_POINT names this point.
 */
export function failPoint(name: string): void {
  if (name !== wantedName) return;
  left -= 1;
  if (left > 0) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal is delivered at once on every system; should it not be, nothing may happen after it.
  for (;;);
}
