import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '#shared/protocol/fault.ts';
import type { LogRing } from '../app/logRing.ts';
import { openOperatorApp } from '../app/operatorApp.ts';
import type { PeerBook } from '../app/peerBook.ts';
import type { Serving } from '../app/serving.ts';
import type { Log } from '../base/log.ts';
import type { Pool } from '../pool/pool.ts';
import { hashPassword, PasswordGate } from '../web/passwordGate.ts';
import { openWebShell } from '../web/webShell.ts';
import type { PoolConfig } from './poolConfig.ts';

/**
 * The operator's screens of a headless pool, if its configuration asks for them. Faults: `server.params` (no password),
 * `wallet.passwordTooShort`.
 */
export async function openOperatorWeb(parts: {
  readonly config: PoolConfig;
  readonly folder: string;
  readonly pool: Pool;
  readonly serving: Serving;
  readonly book: PeerBook;
  readonly ring: LogRing;
  readonly log: Log;
}): Promise<{ close(): Promise<void> } | undefined> {
  const { config, folder, pool, serving, book, ring, log } = parts;
  const { web } = config;
  if (web === undefined) return undefined;
  const password = new PasswordGate(await hashOf(web.passwordHash), () => Date.now());
  const app = await openOperatorApp({ folder: join(folder, 'operator'), pool, serving, book, ring, log });
  const shell = await openWebShell({
    answer: (request) => app.bridge.answer(request),
    onEvent: (listener) => app.on(listener),
    rendererFolder: fileURLToPath(new URL('../renderer', import.meta.url)),
    port: web.port,
    now: () => Date.now(),
    password,
    ...(web.origin === undefined ? {} : { origin: web.origin }),
  });
  log.info('operator.opened', { url: `http://127.0.0.1:${shell.port}` });
  return {
    async close() {
      await shell.close();
      app.close();
    },
  };
}

/** The password file comes first: a secret that a service manager hands over is newer than a file. */
async function hashOf(passwordHash: string | undefined): Promise<string> {
  const file = process.env.COCO_WEB_PASSWORD_FILE;
  if (file !== undefined && file !== '') {
    const [password = ''] = (await readFile(file, 'utf8')).split(/\r?\n/, 1);
    return await hashPassword(password);
  }
  if (passwordHash === undefined) throw new Fault('server.params', { field: 'web.passwordHash' });
  return passwordHash;
}
