import type { PoolMethod } from '#shared/api/poolApi.ts';
import { poolCalls } from '#shared/api/poolApi.ts';
import { type Facts, Fault, type FaultCode, isFault } from '#shared/protocol/fault.ts';
import { BATCH_BYTES, bytesOf, HINT_FROM_BYTES, HINT_WITHIN_BYTES } from './limits.ts';

/**
 * JSON-RPC 2.0 as the pool speaks it (docs/PROTOCOL.md §8): parameters by name, at most `batch` requests in
 * one message, and errors that carry a number for JSON-RPC's sake, a fault code as `message` and its facts as
 * `data`. No words, no stack.
 */
export type RequestId = string | number | null;

export interface RpcRequest {
  /** undefined: a notification, which gets no answer. */
  readonly id: RequestId | undefined;
  readonly method: PoolMethod;
  readonly params: unknown;
  /** Its length; 0 in a batch, which is short as a whole. */
  readonly bytes: number;
}

/** One entry of a message: a request, or what was wrong with it. */
export type RpcEntry = RpcRequest | FaultyEntry;

export interface FaultyEntry {
  /** As of a request; null where it can't be read. */
  readonly id: RequestId | undefined;
  readonly fault: Fault;
  readonly bytes: number;
}

export interface RpcMessage {
  readonly isBatch: boolean;
  readonly entries: readonly RpcEntry[];
}

const MAX_ID_LENGTH = 64;
const OPENING_BRACKET = 0x5b;
const isSpace = (byte: number | undefined): boolean =>
  byte === 32 || byte === 9 || byte === 10 || byte === 13;

export function isPoolMethod(name: unknown): name is PoolMethod {
  return typeof name === 'string' && Object.hasOwn(poolCalls, name);
}

/**
 * Refuses what is too long before anything is parsed: a long message has to name, in its first bytes, a
 * method that may be that long. Throws `server.tooLarge`.
 */
export function checkLength(data: Uint8Array): void {
  if (data.length <= HINT_FROM_BYTES) return;
  let at = 0;
  while (at < HINT_WITHIN_BYTES && isSpace(data[at])) at += 1;
  if (data[at] === OPENING_BRACKET) {
    if (data.length > BATCH_BYTES) throw tooLarge(data.length, BATCH_BYTES);
    return;
  }
  const head = Buffer.from(data.buffer, data.byteOffset, HINT_WITHIN_BYTES).toString('latin1');
  const method = /"method"\s*:\s*"([A-Za-z]{1,32})"/.exec(head)?.[1];
  const limit = isPoolMethod(method) ? bytesOf(method) : HINT_FROM_BYTES;
  if (data.length > limit) throw tooLarge(data.length, limit);
}

function tooLarge(bytes: number, limit: number): Fault {
  return new Fault('server.tooLarge', { bytes, limit });
}

/**
 * Reads a message. Throws `server.tooLarge`, `server.malformed` (no JSON), `server.batch` (empty or too many);
 * what is wrong with one request only is told in its entry.
 */
export function readMessage(data: Buffer, maxBatch: number): RpcMessage {
  checkLength(data);
  let json: unknown;
  try {
    json = JSON.parse(data.toString('utf8'));
  } catch {
    throw new Fault('server.malformed');
  }
  if (!Array.isArray(json)) return { isBatch: false, entries: [readEntry(json, data.length)] };
  if (json.length === 0 || json.length > maxBatch) {
    throw new Fault('server.batch', { requests: json.length, limit: maxBatch });
  }
  return { isBatch: true, entries: json.map((entry) => readEntry(entry, 0)) };
}

function readEntry(json: unknown, bytes: number): RpcEntry {
  const faulty = (id: RequestId | undefined, fault: Fault): FaultyEntry => ({ id, fault, bytes });
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return faulty(null, new Fault('server.request'));
  }
  const { jsonrpc, id, method, params } = json as Record<string, unknown>;
  if (!isRequestId(id)) return faulty(null, new Fault('server.request', { field: 'id' }));
  // What is no request is no notification either: it gets an answer.
  if (jsonrpc !== '2.0') return faulty(id ?? null, new Fault('server.request', { field: 'jsonrpc' }));
  if (typeof method !== 'string') return faulty(id ?? null, new Fault('server.request', { field: 'method' }));
  if (!isPoolMethod(method)) return faulty(id, new Fault('server.method'));
  if (bytes > bytesOf(method)) return faulty(id, tooLarge(bytes, bytesOf(method)));
  return { id, method, params: params === undefined ? {} : params, bytes };
}

function isRequestId(id: unknown): id is RequestId | undefined {
  if (id === undefined || id === null) return true;
  return typeof id === 'string' ? id.length <= MAX_ID_LENGTH : typeof id === 'number' && Number.isFinite(id);
}

/** JSON-RPC's own numbers where it has one, else the one for "the pool refused". */
const numbers: Partial<Record<FaultCode, number>> = {
  'server.malformed': -32700,
  'server.binary': -32700,
  'server.request': -32600,
  'server.batch': -32600,
  'server.tooLarge': -32600,
  'server.method': -32601,
  'server.params': -32602,
  'server.internal': -32603,
  'server.rateLimited': -32005,
  'server.busy': -32005,
};
const REFUSED = -32000;

export function resultText(id: RequestId, resultJson: string): string {
  return `{"jsonrpc":"2.0","id":${idText(id)},"result":${resultJson}}`;
}

export function faultText(id: RequestId, fault: { readonly code: FaultCode; readonly facts: Facts }): string {
  const error = { code: numbers[fault.code] ?? REFUSED, message: fault.code, data: fault.facts };
  return `{"jsonrpc":"2.0","id":${idText(id)},"error":${JSON.stringify(error)}}`;
}

function idText(id: RequestId): string {
  return typeof id === 'number' ? String(id) : JSON.stringify(id);
}

/** Whatever was thrown, as what may be told: a fault as it is, anything else without a word. */
export function tellable(error: unknown): Fault {
  return isFault(error) ? error : new Fault('server.internal');
}
