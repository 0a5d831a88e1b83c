import type * as z from 'zod';
import { type Bytes, decodeUtf8, encodeUtf8 } from '#shared/protocol/bytes.ts';

/** A record of the pool as it lies in the store: JSON text, checked against its schema when it is read. */
export function encodeRecord<S extends z.ZodType>(schema: S, value: z.output<S>): Bytes {
  return encodeUtf8(JSON.stringify(schema.encode(value)));
}

/** An error here means a damaged store: nothing is guessed. */
export function decodeRecord<S extends z.ZodType>(schema: S, bytes: Bytes): z.output<S> {
  return schema.decode(JSON.parse(decodeUtf8(bytes)));
}

/** A number as a part of a key, so that keys stand in the order of the numbers. */
export function orderedNumber(n: number): string {
  return n.toString().padStart(12, '0');
}
