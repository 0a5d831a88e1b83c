import * as z from 'zod';
import {
  type BridgeEvent,
  type BridgeMethod,
  type BridgeRequest,
  type BridgeResult,
  bridgeCalls,
  bridgeEvents,
  bridgeMessage,
} from '#shared/api/bridge.ts';
import { Fault, type FaultCode, faultCodes } from '#shared/protocol/fault.ts';
import type { Loss, Transport } from './transports.ts';

/** Parameters as this side holds them: amounts as units, not as text. */
export type CallParams<M extends BridgeMethod> = z.output<(typeof bridgeCalls)[M]['params']>;
export type EventValue<T extends BridgeEvent['type']> = Extract<BridgeEvent, { type: T }>['value'];
export type Connection = 'connecting' | 'open' | Loss;

interface Waiting {
  readonly method: BridgeMethod;
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: Fault) => void;
}

const known: ReadonlySet<string> = new Set(faultCodes);
const isFaultCode = (code: string): code is FaultCode => known.has(code);

/**
 * The window's side of the bridge. Every message is checked against the contract in both directions; refusals
 * are thrown as `Fault`s, also when the connection is lost while a call waits (`bridge.lost`) and when the
 * answer is not what the contract says (`bridge.answer`).
 */
export class BridgeClient {
  #transport: Transport | null = null;
  #nextId = 1;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<string, Set<(value: never) => void>>();
  readonly #connectionListeners = new Set<(connection: Connection) => void>();

  call<M extends BridgeMethod>(method: M, params: CallParams<M>): Promise<BridgeResult<M>> {
    return new Promise<unknown>((resolve, reject) => {
      const transport = this.#transport;
      if (!transport) {
        reject(new Fault('bridge.lost'));
        return;
      }
      const encoded = z.safeEncode(bridgeCalls[method].params as z.ZodType, params);
      if (!encoded.success) {
        reject(new Fault('bridge.params', { field: encoded.error.issues[0]?.path.join('.') ?? '' }));
        return;
      }
      const request: BridgeRequest = { id: this.#nextId, method, params: encoded.data };
      this.#nextId += 1;
      this.#waiting.set(request.id, { method, resolve, reject });
      transport.send(request);
    }) as Promise<BridgeResult<M>>;
  }

  on<T extends BridgeEvent['type']>(type: T, listener: (value: EventValue<T>) => void): () => void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    listeners.add(listener as (value: never) => void);
    return () => listeners.delete(listener as (value: never) => void);
  }

  onConnection(listener: (connection: Connection) => void): () => void {
    this.#connectionListeners.add(listener);
    return () => this.#connectionListeners.delete(listener);
  }

  opened(transport: Transport): void {
    this.#transport = transport;
    for (const listener of this.#connectionListeners) listener('open');
  }

  closed(why: Loss): void {
    this.#transport = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const call of waiting) call.reject(new Fault('bridge.lost'));
    for (const listener of this.#connectionListeners) listener(why);
  }

  message(raw: unknown): void {
    const parsed = bridgeMessage.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    if ('event' in message) {
      this.#event(message.event, message.value);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    this.#waiting.delete(message.id);
    if ('fault' in message) {
      const { code, facts } = message.fault;
      waiting.reject(isFaultCode(code) ? new Fault(code, facts) : new Fault('bridge.unknownFault', { code }));
      return;
    }
    const result = z.safeDecode(bridgeCalls[waiting.method].result as z.ZodType, message.result);
    if (result.success) waiting.resolve(result.data);
    else waiting.reject(new Fault('bridge.answer', { method: waiting.method }));
  }

  #event(type: string, value: unknown): void {
    const schema = (bridgeEvents as Record<string, z.ZodType | undefined>)[type];
    const listeners = this.#listeners.get(type);
    if (!schema || !listeners) return;
    const decoded = z.safeDecode(schema, value);
    if (!decoded.success) return;
    for (const listener of listeners) listener(decoded.data as never);
  }
}

export const bridge = new BridgeClient();
