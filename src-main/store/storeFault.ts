import { Fault, type FaultCode, isFault } from '#shared/protocol/fault.ts';

/** Codes of the operating system and of LevelDB, and what they mean to a person. */
const meanings: Record<string, FaultCode> = {
  ENOSPC: 'store.diskFull',
  EDQUOT: 'store.diskFull',
  EACCES: 'store.readOnly',
  EPERM: 'store.readOnly',
  EROFS: 'store.readOnly',
  LEVEL_LOCKED: 'store.locked',
  LEVEL_CORRUPTION: 'store.databaseDamaged',
  LEVEL_DATABASE_NOT_OPEN: 'store.closed',
};

/** The codes of an error and of what caused it, the deepest cause first. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code, message } = at as Error & { code?: unknown };
    if (typeof code === 'string') codes.unshift(code);
    // LevelDB hands the system's words on, without its code.
    if (/no space left/i.test(message)) codes.unshift('ENOSPC');
    else if (/read-only file system/i.test(message)) codes.unshift('EROFS');
    else if (/permission denied/i.test(message)) codes.unshift('EACCES');
    else if (/corruption|checksum mismatch/i.test(message)) codes.unshift('LEVEL_CORRUPTION');
  }
  return codes;
}

/** What has no code is a mistake of the program, and is found by its own words. */
function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'unknown';
}

/** The fault that explains an error of the disk or of the database; faults stay as they are. */
export function storeFault(error: unknown, folder: string): Fault {
  if (isFault(error)) return error;
  const codes = codesOf(error);
  for (const code of codes) {
    const meaning = meanings[code];
    if (meaning !== undefined) return new Fault(meaning, { folder });
  }
  const fault = new Fault('store.failed', { folder, reason: codes[0] ?? wordsOf(error) });
  fault.cause = error;
  return fault;
}
