import { create } from 'zustand';
import type { Tracked } from '#shared/api/bridgeStates.ts';
import type { ContractDraft } from '#shared/api/contractBridge.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { equalBytes } from '#shared/protocol/bytes.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { bridge } from '../bridge.ts';
import { approveDraft, discardDraft } from './approveDraft.ts';
import { forgetReview, onContractNews } from './contractStore.ts';
import { useEditor } from './editorStore.ts';

type Action = ContractDraft['action'];

/** Something about a contract on its way: over the review into the chain. */
export type ContractFlow =
  | { readonly step: 'empty'; readonly fault: Fault | null; readonly of: Action | null }
  | { readonly step: 'preparing'; readonly of: Action }
  | {
      readonly step: 'review';
      readonly draft: ContractDraft;
      readonly data: string | null;
      readonly fault: Fault | null;
    }
  | { readonly step: 'signing'; readonly draft: ContractDraft; readonly data: string | null }
  | { readonly step: 'sent'; readonly draft: ContractDraft; readonly tracked: Tracked };

const empty: ContractFlow = { step: 'empty', fault: null, of: null };

export const useContractFlow = create<{ readonly flow: ContractFlow }>(() => ({ flow: empty }));

const show = (flow: ContractFlow) => useContractFlow.setState({ flow });

/** Why the last try to do that was refused. */
export const refusalOf =
  (action: Action) =>
  ({ flow }: { readonly flow: ContractFlow }): Fault | null =>
    flow.step === 'empty' && flow.of === action ? flow.fault : null;

export const isPreparing =
  (action: Action) =>
  ({ flow }: { readonly flow: ContractFlow }): boolean =>
    flow.step === 'preparing' && flow.of === action;

async function prepare(
  of: Action,
  ask: () => Promise<ContractDraft>,
  data: string | null = null,
): Promise<void> {
  show({ step: 'preparing', of });
  try {
    show({ step: 'review', draft: await ask(), data, fault: null });
  } catch (error) {
    if (!isFault(error)) throw error;
    show({ step: 'empty', fault: error, of });
  }
}

export const prepareApply = (hash: Bytes, account: number) =>
  prepare('apply', () => bridge.call('contract.prepareApply', { hash, account }));

export const prepareCancel = (hash: Bytes, account: number) =>
  prepare('cancel', () => bridge.call('contract.prepareCancel', { hash, account }));

export const preparePublish = (text: string, account: number) =>
  prepare('publish', () => bridge.call('contract.preparePublish', { text, account }));

export const prepareCall = (hash: Bytes, account: number, data: string) =>
  prepare('call', () => bridge.call('contract.prepareCall', { hash, account, data }), data);

export async function approveContract(password: string | undefined): Promise<void> {
  const { flow } = useContractFlow.getState();
  if (flow.step !== 'review') return;
  const { draft, data } = flow;
  await approveDraft(draft.draftId, password, {
    signing: () => show({ step: 'signing', draft, data }),
    sent: (tracked) => {
      show({ step: 'sent', draft, tracked });
      if (draft.action === 'publish') useEditor.setState({ text: '', check: null });
      onContractNews();
    },
    refused: (fault) => show({ step: 'review', draft, data, fault }),
  });
}

/** Back to where it began, which still shows what was there. */
export function leaveSheet(): void {
  const { flow } = useContractFlow.getState();
  if (flow.step === 'review') discardDraft(flow.draft.draftId);
  show(empty);
}

export function onContractTracked(tracked: Tracked): void {
  const { flow } = useContractFlow.getState();
  if (flow.step !== 'sent' || !equalBytes(flow.tracked.identity, tracked.identity)) return;
  show({ ...flow, tracked });
  onContractNews();
}

/** Ends what is mined or void. */
export function forgetSettledContract(): void {
  const { flow } = useContractFlow.getState();
  if (flow.step === 'sent' && (flow.tracked.state === 'mined' || flow.tracked.state === 'expired'))
    show(empty);
}

/** The wallet was locked: nothing of it stays on the screen, but what somebody was writing is not lost. */
export function forgetContracts(): void {
  show(empty);
  forgetReview();
}
