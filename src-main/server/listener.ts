import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { isIPv6 } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { Fault } from '#shared/protocol/fault.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { PoolServerLimits } from './limits.ts';
import { readTlsFiles, type TlsFiles, tlsVersion } from './tls.ts';

const CERTIFICATE_CHECK_EVERY = 60_000;
const MAX_HEADER_BYTES = 8 * 1024;

/** The HTTP or HTTPS server with its time limits. Throws `server.certificate`. */
export async function createHttpServer(
  tls: TlsFiles | undefined,
  limits: PoolServerLimits,
): Promise<Server | TlsServer> {
  const settings = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: limits.headersTimeout,
    // `readBody` has its own.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(1000, limits.headersTimeout),
    keepAliveTimeout: 5000,
  };
  if (tls === undefined) return createServer(settings);
  const { cert, key } = await readTlsFiles(tls);
  return createTlsServer({
    ...settings,
    cert,
    key,
    minVersion: 'TLSv1.2',
    handshakeTimeout: limits.headersTimeout,
  });
}

/** Throws `server.listen`, with the system's reason such as EADDRINUSE. */
export async function listen(server: Server | TlsServer, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: Error & { code?: string }) => {
      reject(
        new Fault('server.listen', {
          host,
          port,
          reason: error.code ?? 'UNKNOWN',
        }),
      );
    });
    server.listen({ host, port, backlog: 4096 }, resolve);
  });
}

/** Takes a renewed certificate into use without a restart. */
export function renewTls(server: Server | TlsServer, files: TlsFiles, clock: Clock, log: Log): () => void {
  let version: string | undefined;
  let isOpen = true;
  let stop = (): void => {};
  const check = async (): Promise<void> => {
    try {
      const current = await tlsVersion(files);
      if (version !== undefined && current !== version && 'setSecureContext' in server) {
        const { cert, key } = await readTlsFiles(files);
        server.setSecureContext({ cert, key, minVersion: 'TLSv1.2' });
        log.info('certificate.renewed');
      }
      version = current;
    } catch (error) {
      log.warn('certificate.unreadable', { error });
    }
    if (isOpen) stop = clock.after(CERTIFICATE_CHECK_EVERY, () => void check());
  };
  void check();
  return () => {
    isOpen = false;
    stop();
  };
}

/** Where a service manager keeps the program from asking the system for them, there are none to tell. */
function interfaces(): NetworkInterfaceInfo[] {
  try {
    return Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  } catch {
    return [];
  }
}

/** How to reach a server that listens on `host`: all of the machine's addresses when it listens everywhere. */
export function urlsOf(host: string, port: number, isSecure: boolean): string[] {
  const scheme = isSecure ? 'wss' : 'ws';
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const addresses = interfaces()
    .filter((entry) => !entry.internal && !entry.address.startsWith('fe80:'))
    .filter((entry) => host === '::' || entry.family === 'IPv4')
    .map((entry) => entry.address);
  const hosts = isEverywhere ? (addresses.length > 0 ? addresses : ['127.0.0.1']) : [host];
  return hosts.map((name) => `${scheme}://${isIPv6(name) ? `[${name}]` : name}:${port}`);
}
