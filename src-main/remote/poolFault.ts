import { type Facts, Fault, type FaultCode, faultCodes } from '#shared/protocol/fault.ts';

/**
 * A pool's refusal as a fault of ours. A pool is not trusted with a person's attention: only codes that this
 * program knows, and only facts that are numbers, amounts, hex, addresses, names of fields or codes. No text
 * of a pool's own can reach a screen this way.
 */
const codes: ReadonlySet<string> = new Set(faultCodes);
const MAX_FACTS = 12;

const shapes = [
  /** Amounts and numbers as text. */
  /^-?\d{1,20}(\.\d{1,8})?$/,
  /** Bytes. */
  /^[0-9a-f]{2,128}$/,
  /** Addresses (bech32). */
  /^[a-z]{1,16}1[02-9ac-hj-np-z]{6,110}$/,
  /** One word in our own way of writing, such as `tooLate`. */
  /^[a-z][A-Za-z0-9]{0,23}$/,
];
/** Only under these names may there be dots. */
const dotted: Readonly<Record<string, RegExp>> = {
  field: /^[A-Za-z0-9]{0,24}(\.[A-Za-z0-9]{1,24}){0,4}$/,
  speaks: /^coco-pool\.v\d{1,4}$/,
};

/** Throws nothing: what makes no sense becomes `remote.malformed` or `remote.refused`. */
export function faultOfPool(error: unknown): Fault {
  if (typeof error !== 'object' || error === null) return new Fault('remote.malformed');
  const { message, data } = error as Record<string, unknown>;
  if (typeof message !== 'string') return new Fault('remote.malformed');
  if (!codes.has(message)) return new Fault('remote.refused');
  return new Fault(message as FaultCode, factsOfPool(data));
}

function factsOfPool(data: unknown): Facts {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return {};
  const facts: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(data).slice(0, MAX_FACTS)) {
    if (!/^[a-z][A-Za-z0-9]{0,23}$/.test(name)) continue;
    const isPlain = typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
    if (isPlain) facts[name] = value;
    else if (
      typeof value === 'string' &&
      (dotted[name]?.test(value) || shapes.some((shape) => shape.test(value)))
    ) {
      facts[name] = value;
    }
  }
  return facts;
}
