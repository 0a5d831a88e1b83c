import { ByteReader, type Bytes, ByteWriter, MAX_INTEGER } from './bytes.ts';
import { Fault } from './fault.ts';

/** Whole units, 10^8 to the coin. The ledger knows no other number for money (docs/PROTOCOL.md §1). */
export type Units = bigint;

export const UNITS_PER_COIN = 100_000_000n;
/** All coins there will ever be: 100,000,000 coins (paper, "Block reward flow"). */
export const MAX_SUPPLY: Units = 100_000_000n * UNITS_PER_COIN;
/** Up to here neighbouring floats are less than one unit apart, so each whole number of units has its own. */
export const MAX_FLOAT_AMOUNT: Units = 2n ** 26n * UNITS_PER_COIN;
/** The largest amount in the micro form. */
export const MAX_MICRO_AMOUNT: Units = BigInt(MAX_INTEGER);

const COIN = 1e8;

/** Throws `amount.tooLarge` above 2^26 coins, `decode.amount` below zero. */
export function writeFloatAmount(writer: ByteWriter, units: Units): void {
  if (units < 0n) throw new Fault('decode.amount', { amount: formatCoins(units) });
  if (units > MAX_FLOAT_AMOUNT) {
    throw new Fault('amount.tooLarge', { amount: formatCoins(units), limit: formatCoins(MAX_FLOAT_AMOUNT) });
  }
  // Both numbers are whole and below 2^53, so this one division is rounded once, to the nearest float.
  writer.float64(Number(units) / COIN);
}

export function encodeFloatAmount(units: Units): Bytes {
  const writer = new ByteWriter(8);
  writeFloatAmount(writer, units);
  return writer.done();
}

/**
 * The whole number of units whose nearest float this is. The product is at most one and a half units wrong, so
 * the answer is among its neighbours, and dividing tells which one, if any. Throws `decode.amount`.
 */
export function readFloatAmount(reader: ByteReader): Units {
  const at = reader.offset;
  const coins = reader.float64();
  if (coins >= 0 && coins <= 2 ** 26 && !Object.is(coins, -0)) {
    const near = Math.round(coins * COIN);
    if (near / COIN === coins) return BigInt(near);
    for (const units of [near - 1, near + 1, near - 2, near + 2]) {
      if (units >= 0 && units / COIN === coins) return BigInt(units);
    }
  }
  throw new Fault('decode.amount', { at });
}

export function decodeFloatAmount(bytes: Bytes): Units {
  const reader = new ByteReader(bytes);
  const units = readFloatAmount(reader);
  reader.end();
  return units;
}

/** Whether an amount has a micro form: 0 ≤ u < 2^30. */
export function fitsMicro(units: Units): boolean {
  return units >= 0n && units <= MAX_MICRO_AMOUNT;
}

/** Throws `amount.tooLarge` from 2^30 units on, `decode.amount` below zero. */
export function writeMicro(writer: ByteWriter, units: Units): void {
  if (!fitsMicro(units)) {
    if (units < 0n) throw new Fault('decode.amount', { amount: formatCoins(units) });
    throw new Fault('amount.tooLarge', { amount: formatCoins(units), limit: formatCoins(MAX_MICRO_AMOUNT) });
  }
  writer.integer(Number(units));
}

export function encodeMicro(units: Units): Bytes {
  const writer = new ByteWriter(4);
  writeMicro(writer, units);
  return writer.done();
}

// The amounts of one byte, made once: a block could hold millions of them, each of which would take 24 bytes more.
const SMALL: readonly Units[] = Array.from({ length: 64 }, (_, units) => BigInt(units));

export function readMicro(reader: ByteReader): Units {
  const units = reader.integer();
  return SMALL[units] ?? BigInt(units);
}

export function decodeMicro(bytes: Bytes): Units {
  const reader = new ByteReader(bytes);
  const units = readMicro(reader);
  reader.end();
  return units;
}

/**
 * Units of decimal coin text such as `1.5` or `0.00000001`: digits, at most one point, no sign, no grouping.
 * Throws `amount.text`, `amount.tooPrecise` (more than eight decimals), `amount.tooLarge` (above all coins).
 */
export function parseCoins(text: string): Units {
  // The length is tested first: a long text must not become a long number.
  const parts = typeof text === 'string' && text.length <= 40 ? /^(\d+)(?:\.(\d+))?$/.exec(text) : null;
  if (parts === null) throw new Fault('amount.text', { text: String(text).slice(0, 40) });
  const decimals = parts[2] ?? '';
  if (decimals.length > 8) throw new Fault('amount.tooPrecise', { text, decimals: decimals.length });
  const units = BigInt(parts[1] ?? '0') * UNITS_PER_COIN + BigInt(decimals.padEnd(8, '0'));
  if (units > MAX_SUPPLY)
    throw new Fault('amount.tooLarge', { amount: text, limit: formatCoins(MAX_SUPPLY) });
  return units;
}

/** The shortest decimal text of an amount in coins: `1.5`, `100000000`, `-0.00000001`. */
export function formatCoins(units: Units): string {
  if (units < 0n) return `-${formatCoins(-units)}`;
  const whole = units / UNITS_PER_COIN;
  // A remainder is small enough for the quicker numbers.
  const rest = Number(units - whole * UNITS_PER_COIN);
  if (rest === 0) return whole.toString();
  let digits = 8;
  let decimals = rest;
  for (; decimals % 10 === 0; decimals /= 10) digits -= 1;
  return `${whole}.${decimals.toString().padStart(digits, '0')}`;
}
