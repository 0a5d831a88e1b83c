import { decodeAddress, encodeAddress } from '../protocol/addresses.ts';
import { parseCoins, type Units } from '../protocol/amounts.ts';
import { type Facts, Fault, isFault } from '../protocol/fault.ts';

/** Lines that one import takes; longer lists go through the pool's API. */
export const BALANCES_LIMIT = 50_000;

export interface BalanceRow {
  /** From 1, as an editor counts. */
  readonly line: number;
  readonly address: string;
  readonly balance: Units;
}

/** A line that could not be read, and why: `balances.*`, `address.*`, `amount.*`. */
export interface BadLine {
  readonly line: number;
  readonly text: string;
  readonly fault: { readonly code: string; readonly facts: Facts };
}

export interface BalanceList {
  readonly rows: readonly BalanceRow[];
  readonly bad: readonly BadLine[];
  readonly total: Units;
}

const SEPARATORS = ['\t', ';', ','] as const;
type Separator = (typeof SEPARATORS)[number];

/**
 * Reads a list of balances: a line each, address and balance in coins, parted by comma, semicolon or tab; further
 * columns are passed over, as are empty lines, lines that begin with `#`, and a heading. Fields may stand in double
 * quotes. A balance has a decimal point, or a decimal comma where the columns are parted by something else. A wrong
 * line never becomes a number by chance: grouped digits ("1,000") are refused with `amount.text`.
 *
 * Throws `balances.tooMany` {limit}.
 */
export function readBalances(text: string, addressPrefix: string): BalanceList {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  const rows: BalanceRow[] = [];
  const bad: BadLine[] = [];
  const seen = new Map<string, number>();
  let total = 0n;
  let isFirst = true;
  for (const [at, raw] of lines.entries()) {
    const line = at + 1;
    const trimmed = raw.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    if (rows.length + bad.length >= BALANCES_LIMIT) {
      throw new Fault('balances.tooMany', { limit: BALANCES_LIMIT, lines: lines.length });
    }
    const heading = isFirst && isHeading(trimmed);
    isFirst = false;
    if (heading) continue;
    try {
      const { address, balance } = readLine(trimmed, addressPrefix);
      const before = seen.get(address);
      if (before !== undefined) throw new Fault('balances.twice', { line: before, address });
      seen.set(address, line);
      rows.push({ line, address, balance });
      total += balance;
    } catch (error) {
      if (!isFault(error)) throw error;
      bad.push({ line, text: trimmed.slice(0, 120), fault: { code: error.code, facts: error.facts } });
    }
  }
  return { rows, bad, total };
}

function readLine(line: string, prefix: string): { address: string; balance: Units } {
  const separator = SEPARATORS.find((sign) => line.includes(sign));
  if (separator === undefined) throw new Fault('balances.columns');
  const [name = '', amount = ''] = columns(line, separator);
  if (name === '' || amount === '') throw new Fault('balances.columns');
  const address = encodeAddress(prefix, decodeAddress(prefix, name));
  // "lcoco1…,12,5": a decimal comma would silently be another column here.
  if (separator === ',' && /^\d+$/.test(columns(line, separator)[2] ?? '')) {
    throw new Fault('amount.text', { text: amount });
  }
  const isComma = separator !== ',' && /^\d+,\d{1,8}$/.test(amount);
  return { address, balance: parseCoins(isComma ? amount.replace(',', '.') : amount) };
}

/** The columns of a line; a separator within quotes parts nothing. */
function columns(line: string, separator: Separator): string[] {
  const found: string[] = [];
  let field = '';
  let quoted = false;
  for (const sign of line) {
    if (sign === '"') quoted = !quoted;
    else if (sign === separator && !quoted) {
      found.push(field.trim());
      field = '';
    } else field += sign;
  }
  return [...found, field.trim()];
}

/** Words in the place of an address and an amount: no digit stands in them. */
function isHeading(line: string): boolean {
  return !/\d/.test(line) && SEPARATORS.some((sign) => line.includes(sign));
}

/** The same list as text, for a file. */
export function writeBalances(
  rows: readonly { address: string; balance: Units }[],
  format: (units: Units) => string,
): string {
  return `address,balance\n${rows.map(({ address, balance }) => `${address},${format(balance)}\n`).join('')}`;
}
