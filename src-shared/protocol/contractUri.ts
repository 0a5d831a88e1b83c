import { type Bytes, fromHex, toHex } from './bytes.ts';
import { Fault, isFault } from './fault.ts';

/**
 * A contract to look at, as a link or a code to scan: `coco:contract?hash=<64 hex digits>&url=https%3A%2F%2F…`. The hash
 * is what was published; the URL tells where its text lies, and without it a pool is asked.
 */
export interface ContractLink {
  hash: Bytes;
  /** Where the file can be read. */
  url?: string;
}

const START = 'coco:contract';
const MAX_CHARACTERS = 4096;

export function isContractUri(text: string): boolean {
  return /^coco:(\/\/)?contract(\?|$)/i.test(text.trim());
}

export function formatContractUri({ hash, url }: ContractLink): string {
  return `${START}?hash=${toHex(hash)}${url === undefined ? '' : `&url=${encodeURIComponent(url)}`}`;
}

/**
 * Reads a link that anybody may have made. Unknown parameters are passed over, unless their name begins with `req-`.
 *
 * @throws Fault `contract.link`, `uri.text`, `uri.parameter` {name}, `uri.repeated` {name}.
 */
export function parseContractUri(uri: string): ContractLink {
  const text = uri.trim();
  if (text.length > MAX_CHARACTERS || !isContractUri(text)) throw new Fault('contract.link');
  const found = new Map<string, string>();
  for (const pair of text.slice(text.indexOf('?') + 1).split('&')) {
    if (pair === '' || !text.includes('?')) continue;
    const equals = pair.indexOf('=');
    const name = decoded(equals < 0 ? pair : pair.slice(0, equals));
    if (found.has(name)) throw new Fault('uri.repeated', { name: name.slice(0, 64) });
    if (name.startsWith('req-')) throw new Fault('uri.parameter', { name: name.slice(0, 64) });
    found.set(name, decoded(equals < 0 ? '' : pair.slice(equals + 1)));
  }
  const url = found.get('url');
  return { hash: hashOf(found.get('hash') ?? ''), ...(url === undefined ? {} : { url }) };
}

function hashOf(text: string): Bytes {
  try {
    return fromHex(text.toLowerCase(), 32);
  } catch (error) {
    if (!isFault(error)) throw error;
    throw new Fault('contract.link');
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Fault('uri.text', { field: 'contract' });
  }
}
