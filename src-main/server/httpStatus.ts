import { POOL_API_VERSION } from '#shared/api/poolApi.ts';
import type { Fault, FaultCode } from '#shared/protocol/fault.ts';

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

/** Whoever goes on after one of these would only be refused again. */
export const endsConnection: ReadonlySet<FaultCode> = new Set<FaultCode>([
  'server.banned',
  'server.badWork',
  'server.rateLimited',
  'server.full',
  'server.tooManyFromAddress',
]);

export function reasonHeaders(fault: Fault): Record<string, string> {
  const { retryAfter } = fault.facts;
  return typeof retryAfter === 'number' ? { 'retry-after': String(Math.ceil(retryAfter / 1000)) } : {};
}
