import { readFile, stat } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { Fault } from '#shared/protocol/fault.ts';

/** Certificate and key as PEM files, read again when they have been renewed. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Changes when one of the files does. */
  readonly version: string;
}

/** Throws `server.certificate` when a file can't be read or the two do not fit. */
export async function readTlsFiles(files: TlsFiles): Promise<TlsMaterial> {
  try {
    const [cert, key, version] = await Promise.all([
      readFile(files.certFile),
      readFile(files.keyFile),
      tlsVersion(files),
    ]);
    createSecureContext({ cert, key });
    return { cert, key, version };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    throw new Fault('server.certificate', { reason });
  }
}

export async function tlsVersion(files: TlsFiles): Promise<string> {
  const stats = await Promise.all([stat(files.certFile), stat(files.keyFile)]);
  return stats.map((entry) => entry.mtimeMs).join(' ');
}
