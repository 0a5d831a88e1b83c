import { appendFileSync, createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Log, openLog } from '../base/log.ts';
import type { LogRing } from './logRing.ts';

const MAX_BYTES = 8 * 1024 * 1024;

/** The app's log file, for the person and whoever helps them: one file and the one before it, bounded in size. */
export function openAppLog(folder: string, ring: LogRing): Log {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'coco.log');
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES)
    renameSync(path, `${path}.previous`);
  const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
  const write = (line: string) => {
    file.write(line);
    ring.write(line);
  };
  return openLog({ level: 'info', to: { write } });
}

/**
 * The last line of a program that ends at once: written before it returns. Gives the words for the person.
 */
export function logLast(folder: string, error: unknown): string {
  const path = join(folder, 'coco.log');
  try {
    const write = (line: string) => appendFileSync(path, line, { mode: 0o600 });
    openLog({ level: 'error', to: { write } }).error('program.failed', { error });
  } catch {
    // A full disk may be the very reason.
  }
  const reason = error instanceof Error ? error.message : String(error);
  return `Coco had to stop: ${reason}\nNothing that was saved is lost; start it again. More stands in ${path}.`;
}
