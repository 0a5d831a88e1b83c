import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
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
