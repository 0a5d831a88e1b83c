import { create } from 'zustand';
import type { ContractCheck } from '#shared/api/contractBridge.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { bridge } from '../bridge.ts';

interface EditorStore {
  readonly text: string;
  /** Of the text or of one a moment ago; see `checkedText`. */
  readonly check: ContractCheck | null;
  readonly checkedText: string;
  readonly checking: boolean;
  readonly fault: Fault | null;
  /** With how many coins an applicant is rehearsed; null: as the app chooses. */
  readonly balance: Units | null;
}

/** Somebody who types on is not interrupted. */
const DEBOUNCE = 350;

export const useEditor = create<EditorStore>(() => ({
  text: '',
  check: null,
  checkedText: '',
  checking: false,
  fault: null,
  balance: null,
}));

let timer: ReturnType<typeof setTimeout> | undefined;
let latest = 0;

export function write(text: string): void {
  useEditor.setState({ text });
  checkSoon();
}

export function rehearseWith(balance: Units | null): void {
  useEditor.setState({ balance });
  checkSoon();
}

function checkSoon(): void {
  useEditor.setState({ checking: true });
  clearTimeout(timer);
  timer = setTimeout(() => void checkNow(), DEBOUNCE);
}

export async function checkNow(): Promise<void> {
  const { text, balance } = useEditor.getState();
  latest += 1;
  const mine = latest;
  if (text.trim() === '') {
    useEditor.setState({ check: null, checkedText: text, checking: false, fault: null });
    return;
  }
  useEditor.setState({ checking: true });
  try {
    const check = await bridge.call('contract.check', { text, ...(balance === null ? {} : { balance }) });
    if (mine === latest) useEditor.setState({ check, checkedText: text, checking: false, fault: null });
  } catch (error) {
    if (!isFault(error)) throw error;
    if (mine === latest) useEditor.setState({ checking: false, fault: error });
  }
}

export const throwAway = () =>
  useEditor.setState({ text: '', check: null, checkedText: '', checking: false, fault: null });
