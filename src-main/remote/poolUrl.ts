import { isIPv4 } from 'node:net';
import { Fault } from '#shared/protocol/fault.ts';

/** Where a pool is: the socket for calls and events, and the HTTP address beside it for what is large. */
export interface PoolUrl {
  /** `ws://…` or `wss://…`, without a trailing slash. */
  readonly socket: string;
  readonly http: string;
}

export const DEFAULT_POOL_PORT = 9094;
const MAX_LENGTH = 512;

/**
 * Reads what a person types: `wss://pool.example`, `pool.example:9393`, `192.168.1.5`. Without a scheme a pool
 * on this machine or this network is reached in the clear, any other one through TLS; without a port the
 * usual one is taken, unless a scheme is there, which brings its own. Throws `remote.url`.
 */
export function parsePoolUrl(text: string): PoolUrl {
  const trimmed = text.trim();
  // The parser takes a backslash for a slash, so what is read as a port below might be a part of the path.
  if (trimmed === '' || trimmed.length > MAX_LENGTH || trimmed.includes('\\')) throw new Fault('remote.url');
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  let url: URL;
  try {
    // http stands for "no scheme yet": the parser treats ws and wss alike.
    url = new URL(hasScheme ? trimmed : `http://${trimmed}`);
  } catch {
    throw new Fault('remote.url');
  }
  const { hostname, pathname } = url;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || hostname === '') {
    throw new Fault('remote.url');
  }
  if (!['ws:', 'wss:', 'http:', 'https:'].includes(url.protocol)) throw new Fault('remote.url');
  const isSecure = hasScheme ? ['wss:', 'https:'].includes(url.protocol) : !isNearby(hostname);
  // `new URL` drops a port that is its scheme's own; typed without a scheme, 80 has to be looked for.
  const typedPort = /^(?:\[[^\]]*\]|[^/:]*):(\d+)/.exec(trimmed)?.[1];
  const port = hasScheme ? url.port : (typedPort ?? String(DEFAULT_POOL_PORT));
  const place = `${hostname}${port === '' ? '' : `:${port}`}${pathname.replace(/\/+$/, '')}`;
  // It may come out of a stranger's block: whoever opens it must not be the first to find that it can't be read.
  if (!URL.canParse(`http://${place}`)) throw new Fault('remote.url');
  return {
    socket: `${isSecure ? 'wss' : 'ws'}://${place}`,
    http: `${isSecure ? 'https' : 'http'}://${place}`,
  };
}

/** Of an address as `parsePoolUrl` writes it: on this machine or a private network, where nobody far away listens. */
export function isNearbyUrl(socket: string): boolean {
  return isNearby(new URL(socket).hostname);
}

/** On this machine or on a private network, where certificates are not to be had. */
function isNearby(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.local')) return true;
  if (isIPv4(hostname)) return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)/.test(hostname);
  return /^\[(::1\]|f[cd][0-9a-f]{2}:|fe80:)/i.test(hostname);
}
