import { create } from 'zustand';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { bridge } from '../bridge.ts';

/** What is known of a typed address. */
export type AddressCheck =
  | { readonly state: 'none' }
  | { readonly state: 'checking' }
  | {
      readonly state: 'good';
      readonly address: string;
      readonly contact: string | null;
      readonly own: boolean;
    }
  | { readonly state: 'bad'; readonly fault: Fault };

/** One row of the form, as typed. */
export interface Recipient {
  readonly key: number;
  readonly address: string;
  readonly amount: string;
  readonly check: AddressCheck;
}

interface SendForm {
  readonly rows: readonly Recipient[];
  /** null: the network's standard fee. */
  readonly feeText: string | null;
}

let nextKey = 1;

export function recipientOf(address: string, amount: string): Recipient {
  nextKey += 1;
  return { key: nextKey, address, amount, check: { state: 'none' } };
}

export const emptyRow = (): Recipient => recipientOf('', '');

export const useSendForm = create<SendForm>(() => ({ rows: [emptyRow()], feeText: null }));

export function changeRow(key: number, change: Partial<Omit<Recipient, 'key'>>): void {
  useSendForm.setState(({ rows }) => ({
    rows: rows.map((row) => (row.key === key ? { ...row, ...change } : row)),
  }));
}

export const addRow = () => useSendForm.setState(({ rows }) => ({ rows: [...rows, emptyRow()] }));

export function removeRow(key: number): void {
  useSendForm.setState(({ rows }) => {
    const left = rows.filter((row) => row.key !== key);
    return { rows: left.length === 0 ? [emptyRow()] : left };
  });
}

/** Appends rows; rows with nothing in them make room. */
export function addRows(added: readonly Recipient[]): void {
  useSendForm.setState(({ rows }) => ({
    rows: [...rows.filter((row) => row.address.trim() !== '' || row.amount.trim() !== ''), ...added],
  }));
}

/** Asks the app whether the row's address is one of this network, and whose it is. */
export async function checkRow(key: number): Promise<void> {
  const row = useSendForm.getState().rows.find((candidate) => candidate.key === key);
  const address = row?.address.trim();
  if (!row || !address) {
    if (row) changeRow(key, { check: { state: 'none' } });
    return;
  }
  changeRow(key, { check: { state: 'checking' } });
  const check = await checkAddress(address);
  const now = useSendForm.getState().rows.find((candidate) => candidate.key === key);
  if (now?.address.trim() === address) changeRow(key, { check });
}

export async function checkAddress(address: string): Promise<AddressCheck> {
  try {
    const found = await bridge.call('address.check', { address });
    return { state: 'good', ...found };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { state: 'bad', fault: error };
  }
}
