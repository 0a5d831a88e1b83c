import type { Units } from '#shared/protocol/amounts.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { parseTypedAmount } from '../../parts/typedAmount.ts';
import type { Recipient } from '../../stores/sendFormStore.ts';

/** What is typed in an amount field. */
export type TypedAmount =
  | { readonly state: 'empty' }
  | { readonly state: 'good'; readonly units: Units }
  | { readonly state: 'bad'; readonly fault: Fault };

export function typedAmount(text: string, locale: string): TypedAmount {
  if (text.trim() === '') return { state: 'empty' };
  try {
    return { state: 'good', units: parseTypedAmount(text, locale) };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { state: 'bad', fault: error };
  }
}

export interface Reading {
  /** Of each row, in order. */
  readonly amounts: readonly TypedAmount[];
  /** Keys of rows whose address stands in an earlier row already. */
  readonly repeated: ReadonlySet<number>;
  readonly fee: TypedAmount;
  /** Sum of all amounts that can be read. */
  readonly amount: Units;
  readonly total: Units;
  /** Ready to be prepared, or null while something is missing or wrong. */
  readonly receivers: readonly { readonly address: string; readonly amount: Units }[] | null;
}

/** What the form says, checked as far as the window can without the app. */
export function readForm(
  rows: readonly Recipient[],
  feeText: string | null,
  standardFee: Units,
  locale: string,
): Reading {
  const amounts = rows.map((row) => typedAmount(row.amount, locale));
  const fee: TypedAmount =
    feeText === null ? { state: 'good', units: standardFee } : typedAmount(feeText, locale);
  const seen = new Set<string>();
  const repeated = new Set<number>();
  for (const row of rows) {
    const address = addressOf(row);
    if (address === '') continue;
    if (seen.has(address)) repeated.add(row.key);
    seen.add(address);
  }
  const amount = amounts.reduce((sum, each) => (each.state === 'good' ? sum + each.units : sum), 0n);
  const receivers = rows.flatMap((row, at) => {
    const typed = amounts[at];
    return typed?.state === 'good' && typed.units > 0n && row.check.state === 'good' && !repeated.has(row.key)
      ? [{ address: row.check.address, amount: typed.units }]
      : [];
  });
  const isComplete = receivers.length === rows.length && fee.state === 'good';
  return {
    amounts,
    repeated,
    fee,
    amount,
    total: amount + (fee.state === 'good' ? fee.units : 0n),
    receivers: isComplete ? receivers : null,
  };
}

const addressOf = (row: Recipient) =>
  row.check.state === 'good' ? row.check.address : row.address.trim().toLowerCase();

export interface PastedList {
  readonly recipients: readonly { readonly address: string; readonly amount: string }[];
  /** Lines, numbered from 1, that hold no address and amount. */
  readonly bad: readonly { readonly line: number; readonly text: string }[];
}

/** One recipient a line: address, amount, parted by white space, tab, semicolon or comma; more columns are passed over. */
export function readList(text: string): PastedList {
  const recipients: { address: string; amount: string }[] = [];
  const bad: { line: number; text: string }[] = [];
  text.split(/\r?\n/).forEach((line, at) => {
    if (line.trim() === '') return;
    const parts = /^\s*"?([A-Za-z0-9]{8,})"?(?:\s*[;,\t]\s*|\s+)"?([\d.,'’]*\d)"?(?:[\s;,].*)?$/.exec(line);
    const address = parts?.[1];
    const amount = parts?.[2];
    if (address && amount) recipients.push({ address, amount });
    else bad.push({ line: at + 1, text: line.trim() });
  });
  return { recipients, bad };
}
