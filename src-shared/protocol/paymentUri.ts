import { decodeAddress, encodeAddress } from './addresses.ts';
import { formatCoins, parseCoins, type Units } from './amounts.ts';
import { Fault, isFault } from './fault.ts';

/**
 * What a receiver asks for, as a link or a code to scan: `coco:<address>?amount=1.5&label=…&message=…`, in the manner of
 * BIP-21. The scheme is the same on every network; the address tells which one is meant.
 */
export interface PaymentRequest {
  address: string;
  /** More than zero. */
  amount?: Units;
  /** Whom it is for; at most 256 characters. */
  label?: string;
  /** What it is for; at most 1,024 characters. */
  message?: string;
}

const SCHEME = 'coco:';
const MAX_CHARACTERS = 8192;
const TEXTS = { label: 256, message: 1024 } as const;

// A request is shown to who pays: characters that are no text, or that turn the order of the text around
// them, can make it say something else than it holds.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const DECEIVING = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

function checkText(field: keyof typeof TEXTS, text: string): string {
  const usable = text.length <= TEXTS[field] && !DECEIVING.test(text) && isWellFormed(text);
  if (!usable) throw new Fault('uri.text', { field });
  return text;
}

/** No half of a surrogate pair: such a text has no UTF-8. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/**
 * The URI of a request on the network with this address prefix.
 *
 * @throws Fault `address.*`, `uri.amount` (zero), `uri.text` {field}.
 */
export function formatPaymentUri(prefix: string, request: PaymentRequest): string {
  const address = encodeAddress(prefix, decodeAddress(prefix, request.address));
  const parameters: string[] = [];
  if (request.amount !== undefined) {
    if (request.amount <= 0n) throw new Fault('uri.amount', { amount: formatCoins(request.amount) });
    parameters.push(`amount=${formatCoins(request.amount)}`);
  }
  for (const field of ['label', 'message'] as const) {
    const text = request[field];
    if (text !== undefined && text !== '') {
      parameters.push(`${field}=${encodeURIComponent(checkText(field, text))}`);
    }
  }
  return `${SCHEME}${address}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}

/**
 * Reads a URI that anybody may have made. Unknown parameters are passed over, unless their name begins with `req-`: then
 * the receiver insists on something that this program does not know.
 *
 * @param prefix of the present network's addresses.
 * @throws Fault `uri.scheme`, `uri.text` {field}, `uri.amount`, `uri.parameter` {name}, `uri.repeated` {name},
 * `address.*` (names the address).
 */
export function parsePaymentUri(prefix: string, uri: string): PaymentRequest {
  if (typeof uri !== 'string' || uri.length > MAX_CHARACTERS) throw new Fault('uri.text', { field: 'uri' });
  const text = uri.trim();
  if (text.slice(0, SCHEME.length).toLowerCase() !== SCHEME) throw new Fault('uri.scheme');
  const rest = text.slice(SCHEME.length);
  const mark = rest.indexOf('?');
  const target = mark < 0 ? rest : rest.slice(0, mark);
  const request: PaymentRequest = { address: encodeAddress(prefix, decodeAddress(prefix, target)) };
  const seen = new Set<string>();
  for (const pair of mark < 0 ? [] : rest.slice(mark + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decoded(equals < 0 ? pair : pair.slice(0, equals), 'name');
    const value = decoded(equals < 0 ? '' : pair.slice(equals + 1), name);
    if (seen.has(name)) throw new Fault('uri.repeated', { name: name.slice(0, 64) });
    seen.add(name);
    if (name === 'amount') request.amount = parseAmount(value);
    else if (name === 'label' || name === 'message') {
      if (value !== '') request[name] = checkText(name, value);
    } else if (name.startsWith('req-')) throw new Fault('uri.parameter', { name: name.slice(0, 64) });
  }
  return request;
}

function decoded(text: string, field: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Fault('uri.text', { field: field.slice(0, 64) });
  }
}

function parseAmount(text: string): Units {
  let amount: Units;
  try {
    amount = parseCoins(text);
  } catch (error) {
    if (!isFault(error)) throw error;
    throw new Fault('uri.amount', { amount: text.slice(0, 64) });
  }
  if (amount <= 0n) throw new Fault('uri.amount', { amount: text.slice(0, 64) });
  return amount;
}
