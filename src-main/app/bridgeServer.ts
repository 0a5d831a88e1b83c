import * as z from 'zod';
import {
  type BridgeEvent,
  type BridgeHandlers,
  type BridgeMessage,
  bridgeCalls,
  bridgeEvents,
  bridgeRequest,
} from '#shared/api/bridge.ts';
import type { FaultNote } from '#shared/api/values.ts';
import { isFault } from '#shared/protocol/fault.ts';
import type { Log } from '../base/log.ts';

/** The app's end of the bridge, whatever carries the messages: every request is checked, every answer encoded. */
export interface BridgeServer {
  /** Never rejects: what goes wrong comes back as a fault's code and facts. Undefined: it was no request at all. */
  answer(request: unknown): Promise<BridgeMessage | undefined>;
}

/** A call without a handler is refused with `bridge.method`, as one that there is not. */
export function createBridgeServer(handlers: Partial<BridgeHandlers>, log: Log): BridgeServer {
  const asFault = (method: string, error: unknown): FaultNote => {
    if (isFault(error)) return { code: error.code, facts: error.facts };
    log.error('bridge.failed', { method, error });
    return { code: 'app.internal', facts: {} };
  };
  return {
    async answer(raw) {
      const request = bridgeRequest.safeParse(raw);
      if (!request.success) return undefined;
      const { id, method, params } = request.data;
      const contract = Object.hasOwn(bridgeCalls, method)
        ? bridgeCalls[method as keyof typeof bridgeCalls]
        : undefined;
      if (contract === undefined) return { id, fault: { code: 'bridge.method', facts: {} } };
      const decoded = (contract.params as z.ZodType).safeParse(params);
      if (!decoded.success) {
        const issue = decoded.error.issues[0];
        const isCode = issue?.code === 'custom' && /^[a-z]+\.[a-zA-Z]+$/.test(issue.message);
        const field = issue?.path.join('.') ?? '';
        return { id, fault: { code: isCode ? issue.message : 'bridge.params', facts: { field } } };
      }
      try {
        const handler = handlers[method as keyof typeof bridgeCalls] as
          | ((input: unknown) => Promise<unknown>)
          | undefined;
        if (handler === undefined) return { id, fault: { code: 'bridge.method', facts: {} } };
        return { id, result: z.encode(contract.result as z.ZodType, await handler(decoded.data)) };
      } catch (error) {
        return { id, fault: asFault(method, error) };
      }
    },
  };
}

/** An event as it goes to the window. */
export function encodeBridgeEvent(event: BridgeEvent): BridgeMessage {
  const schema = bridgeEvents[event.type] as z.ZodType;
  return { event: event.type, value: z.encode(schema, event.value) };
}
