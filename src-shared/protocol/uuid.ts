import { type Bytes, fromHex, toHex } from './bytes.ts';
import { Fault } from './fault.ts';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a UUID in the one form used here: lower case, with hyphens. Its version does not matter. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && FORM.test(text);
}

/** The 16 bytes of a UUID. Throws `decode.hex`. */
export function encodeUuid(text: string): Bytes {
  if (!isUuid(text)) throw new Fault('decode.hex', { uuid: String(text).slice(0, 40) });
  return fromHex(text.replaceAll('-', ''));
}

export function decodeUuid(bytes: Bytes): string {
  if (bytes.length !== 16) throw new Fault('decode.hex', { bytes: bytes.length, expected: 16 });
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
