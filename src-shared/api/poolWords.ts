import { type Facts, type FaultCode, faultCodes } from '../protocol/fault.ts';

/**
 * What a pool says in codes, as far as it may reach a person. A pool is not trusted with a person's attention: it is
 * heard where this program has words of its own for what it says, and no text of a pool's can get among them.
 */
const known: ReadonlySet<string> = new Set(faultCodes);
/** What this side says of itself: a pool knows nothing of it, and could make a person or a program give up by it. */
const OWN_ROOMS = /^(wallet|payment|app|bridge|connection|remote|uri|job|miner)\./;
/** The ledger's word, and not the wallet's. */
const LEDGER_WORD: FaultCode = 'wallet.unknown';
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
/** What a contract's script is said to have thrown; see docs/SECURITY.md. */
const SCRIPT_WORDS = 'detail';

/** A code and facts of a pool; undefined for a code that no pool may say. */
export function noteOfPool(code: string, facts: unknown): { code: FaultCode; facts: Facts } | undefined {
  if (!known.has(code) || (OWN_ROOMS.test(code) && code !== LEDGER_WORD)) return undefined;
  return { code: code as FaultCode, facts: factsOfPool(facts) };
}

/** Of what came as facts only numbers, amounts, hex, addresses, names of fields and codes. */
function factsOfPool(data: unknown): Facts {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return {};
  const facts: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(data).slice(0, MAX_FACTS)) {
    if (!/^[a-z][A-Za-z0-9]{0,23}$/.test(name) || name === SCRIPT_WORDS) continue;
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
