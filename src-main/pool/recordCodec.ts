import type * as z from 'zod';
import type { Bytes } from '#shared/protocol/bytes.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** JSON text of a value that has the form of its schema's input already. */
export function encodeJson(value: unknown): Bytes {
  return encoder.encode(JSON.stringify(value));
}

/** A record of the pool as it lies in the store: JSON text, checked against its schema when it is read. */
export function encodeRecord<S extends z.ZodType>(schema: S, value: z.output<S>): Bytes {
  return encodeJson(schema.encode(value));
}

/** An error here means a damaged store: nothing is guessed. */
export function decodeRecord<S extends z.ZodType>(schema: S, bytes: Bytes): z.output<S> {
  return schema.decode(JSON.parse(decoder.decode(bytes)));
}

/** A number as a part of a key, so that keys stand in the order of the numbers. */
export function orderedNumber(n: number): string {
  return n.toString().padStart(12, '0');
}
