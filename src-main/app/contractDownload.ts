import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { MAX_FILE_BYTES } from '#shared/contracts/limits.ts';
import { type Bytes, concatBytes } from '#shared/protocol/bytes.ts';
import { Fault } from '#shared/protocol/fault.ts';
import { isPublicAddress, resolveHost } from '../peers/publicAddress.ts';

/** For all of it, from the first look-up to the last byte. */
const TIME_LIMIT = 5_000;
const MOST_REDIRECTS = 3;

const failed = (reason: string) => new Fault('contract.download', { reason });

export interface DownloadOptions {
  /** Addresses of the house and plain http to them: on a network that anybody makes for themselves. */
  readonly allowPrivate: boolean;
  /** PEM of a certificate authority to believe instead of the system's. */
  readonly ca?: string;
  readonly timeLimit?: number;
}

/**
 * Reads a contract's file from where a stranger's link points: https only, at most 256 KiB in 5 s, never from an
 * address of the own house, and the address that was looked up is the one that is used. Redirects stay on the host.
 * Throws `contract.link`, `contract.download` {reason: host | connection | time | tooLong | redirect | a status}.
 */
export async function downloadContract(link: string, options: DownloadOptions): Promise<Bytes> {
  const end = Date.now() + (options.timeLimit ?? TIME_LIMIT);
  let url = linkOf(link);
  const { host, protocol } = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const answer = await ask(url, options, end);
    if (answer instanceof Uint8Array) return answer;
    url = linkOf(answer.to, url);
    if (url.host !== host || url.protocol !== protocol) throw failed('redirect');
  }
  throw failed('redirect');
}

function linkOf(text: string, base?: URL): URL {
  let url: URL;
  try {
    url = base === undefined ? new URL(text.trim()) : new URL(text, base);
  } catch {
    throw new Fault('contract.link');
  }
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!isWeb || url.username !== '' || url.password !== '') throw new Fault('contract.link');
  return url;
}

async function ask(url: URL, options: DownloadOptions, end: number): Promise<Bytes | { to: string }> {
  const isPlain = url.protocol === 'http:';
  if (isPlain && !options.allowPrivate) throw new Fault('contract.link');
  const place = await resolveHost(url.hostname, options.allowPrivate);
  // Plain http is for the own house: over the Internet anybody on the way could change the text.
  if (place === undefined || (isPlain && isPublicAddress(place.address))) throw failed('host');
  const { address, family } = place;
  return await new Promise((resolve, reject) => {
    const request = (isPlain ? httpRequest : httpsRequest)(
      url,
      {
        agent: false,
        headers: { accept: 'text/markdown, text/plain, */*', 'accept-encoding': 'identity' },
        ...(options.ca === undefined ? {} : { ca: options.ca }),
        lookup: (_name, how, found) => {
          if (how.all === true) found(null, [{ address, family }]);
          else found(null, address, family);
        },
      },
      (response) => {
        read(response).then(resolve, refuse);
      },
    );
    const timer = setTimeout(() => refuse(failed('time')), Math.max(1, end - Date.now()));
    const refuse = (error: unknown) => {
      clearTimeout(timer);
      request.destroy();
      reject(error instanceof Fault ? error : failed('connection'));
    };
    request.on('error', refuse);
    request.on('close', () => clearTimeout(timer));
    request.end();
  });
}

async function read(response: IncomingMessage): Promise<Bytes | { to: string }> {
  const { statusCode = 0, headers } = response;
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
    response.destroy();
    return { to: headers.location };
  }
  if (statusCode !== 200) throw failed(String(statusCode));
  if (Number(headers['content-length'] ?? 0) > MAX_FILE_BYTES) throw failed('tooLong');
  const parts: Bytes[] = [];
  let bytes = 0;
  for await (const part of response) {
    bytes += part.length;
    if (bytes > MAX_FILE_BYTES) throw failed('tooLong');
    parts.push(new Uint8Array(part));
  }
  return concatBytes(...parts);
}
