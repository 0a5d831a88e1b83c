import { type Bytes, fromHex } from '#shared/protocol/bytes.ts';
import { Malformed } from './vectorReport.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** An object of exactly these fields; those in `optional` may be absent. */
export function fieldsOf(value: unknown, names: readonly string[], optional: readonly string[] = []): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Malformed('not an object');
  const fields = value as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    if (!names.includes(name) && !optional.includes(name))
      throw new Malformed(`unknown field ${name.slice(0, 60)}`);
  }
  for (const name of names) if (!Object.hasOwn(fields, name)) throw new Malformed(`no field ${name}`);
  return fields;
}

export function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed(`${name} is no array`);
  return value;
}

export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new Malformed(`${name} is no text`);
  return value;
}

export function numberOf(fields: Fields, name: string): number {
  return wholeNumber(fields[name], name);
}

export function wholeNumber(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new Malformed(`${name} is no whole number`);
  return value;
}

export function bytesOf(fields: Fields, name: string): Bytes {
  return hexBytes(fields[name], name);
}

export function hexBytes(value: unknown, name: string): Bytes {
  if (typeof value !== 'string' || !/^([0-9a-f]{2})*$/.test(value))
    throw new Malformed(`${name} is no lower-case hex`);
  return fromHex(value);
}

/** Units as decimal text. */
export function unitsOf(fields: Fields, name: string): bigint {
  const text = textOf(fields, name);
  if (!/^(0|[1-9]\d{0,29})$/.test(text)) throw new Malformed(`${name} is no decimal number`);
  return BigInt(text);
}
