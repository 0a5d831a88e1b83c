import type { IncomingMessage, ServerResponse } from 'node:http';
import { POOL_API_VERSION } from '#shared/api/poolApi.ts';
import { Fault, type FaultCode } from '#shared/protocol/fault.ts';
import { faultText } from './jsonRpc.ts';

const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What every answer carries: nothing may be framed, guessed or run that is not ours. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'coco-api-version': String(POOL_API_VERSION),
};

const statuses: Partial<Record<FaultCode, number>> = {
  'server.malformed': 400,
  'server.params': 400,
  'server.origin': 403,
  'server.banned': 403,
  'server.badWork': 403,
  'server.notFound': 404,
  'server.method': 405,
  'server.slowSender': 408,
  'server.tooLarge': 413,
  'server.binary': 415,
  'server.version': 426,
  'server.rateLimited': 429,
  'server.tooManyFromAddress': 429,
  'server.busy': 503,
  'server.full': 503,
  'server.closing': 503,
  'server.internal': 500,
};

export function statusOf(code: FaultCode): number {
  return statuses[code] ?? 400;
}

export function reasonHeaders(fault: Fault): Record<string, string> {
  const { retryAfter } = fault.facts;
  return typeof retryAfter === 'number' ? { 'retry-after': String(Math.ceil(retryAfter / 1000)) } : {};
}

export function sendText(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    ...commonHeaders,
    'cache-control': 'no-store',
    'content-type': type,
    'content-length': bytes.length,
    ...headers,
  });
  response.end(bytes);
}

/** A refusal over HTTP: the same JSON as over the socket, and the status that says so to proxies. */
export function sendFault(request: IncomingMessage, response: ServerResponse, fault: Fault): void {
  // What is left of a refused body is not read: the connection ends with the answer.
  const isUnread = !request.complete;
  const headers = { ...reasonHeaders(fault), ...(isUnread ? { connection: 'close' } : {}) };
  sendText(response, statusOf(fault.code), 'application/json', faultText(null, fault), headers);
  if (isUnread) response.once('finish', () => request.destroy());
}

/** Bytes of bodies that are being read, over all requests. */
export class BodyBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Throws `server.busy`. */
  reserve(bytes: number): void {
    if (bytes > this.#left) throw new Fault('server.busy', { bytes });
    this.#left -= bytes;
  }

  release(bytes: number): void {
    this.#left += bytes;
  }
}

/**
 * Reads a request's body. Its length must be known before, so that it can be refused before anything is kept.
 * Throws `server.params` (no length), `server.tooLarge`, `server.busy`, `server.slowSender` (it broke off).
 */
export async function readBody(request: IncomingMessage, limit: number, budget: BodyBudget): Promise<Buffer> {
  const length = Number(request.headers['content-length']);
  if (!Number.isSafeInteger(length) || length < 0)
    throw new Fault('server.params', { field: 'content-length' });
  if (length > limit) throw new Fault('server.tooLarge', { bytes: length, limit });
  budget.reserve(length);
  try {
    // Node's parser ends the body at content-length, so no more than this can come.
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch {
    throw new Fault('server.slowSender');
  } finally {
    budget.release(length);
  }
}
