import { create } from 'zustand';
import type { Draft } from '#shared/api/bridgeDrafts.ts';
import type { Tracked } from '#shared/api/bridgeStates.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { equalBytes } from '#shared/protocol/bytes.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { bridge } from '../bridge.ts';
import { approveDraft, discardDraft } from './approveDraft.ts';
import { emptyRow, type Recipient, recipientOf, useSendForm } from './sendFormStore.ts';

/** A payment on its way. */
export type Payment =
  | { readonly step: 'empty'; readonly fault: Fault | null }
  | { readonly step: 'preparing' }
  | { readonly step: 'review'; readonly draft: Draft; readonly fault: Fault | null }
  | { readonly step: 'signing'; readonly draft: Draft }
  | { readonly step: 'sent'; readonly draft: Draft; readonly tracked: Tracked };

const empty: Payment = { step: 'empty', fault: null };

export const useSend = create<{ readonly payment: Payment }>(() => ({ payment: empty }));

const show = (payment: Payment) => useSend.setState({ payment });

export interface Wanted {
  readonly account: number;
  readonly receivers: readonly { readonly address: string; readonly amount: Units }[];
  readonly fee: Units | undefined;
}

/** Asks the app for a draft: everything that the person has to see before it is signed. */
export async function prepare({ account, receivers, fee }: Wanted): Promise<void> {
  show({ step: 'preparing' });
  try {
    const draft = await bridge.call('send.prepare', {
      account,
      receivers: [...receivers],
      ...(fee === undefined ? {} : { fee }),
    });
    show({ step: 'review', draft, fault: null });
  } catch (error) {
    if (!isFault(error)) throw error;
    show({ step: 'empty', fault: error });
  }
}

export async function approve(password: string | undefined): Promise<void> {
  const { payment } = useSend.getState();
  if (payment.step !== 'review') return;
  const { draft } = payment;
  await approveDraft(draft.draftId, password, {
    signing: () => show({ step: 'signing', draft }),
    sent: (tracked) => {
      show({ step: 'sent', draft, tracked });
      useSendForm.setState({ rows: [emptyRow()], feeText: null });
    },
    refused: (fault) => show({ step: 'review', draft, fault }),
  });
}

/** Back to the form, which still holds what was typed. */
export function backToForm(): void {
  const { payment } = useSend.getState();
  if (payment.step === 'review') discardDraft(payment.draft.draftId);
  show(empty);
}

/** After an expiry: the same receivers and amounts in the form again. */
export function tryAgain(textOf: (amount: Units) => string): void {
  const { payment } = useSend.getState();
  if (payment.step !== 'sent') return;
  const rows: Recipient[] = payment.draft.receivers.map(({ address, amount }) =>
    recipientOf(address, textOf(amount)),
  );
  useSendForm.setState({ rows, feeText: null });
  show(empty);
}

export function onTracked(tracked: Tracked): void {
  const { payment } = useSend.getState();
  if (payment.step === 'sent' && equalBytes(payment.tracked.identity, tracked.identity)) {
    show({ ...payment, tracked });
  }
}

/** The wallet was locked: nothing of a payment stays on the screen. */
export function forgetPayment(): void {
  show(empty);
  useSendForm.setState({ rows: [emptyRow()], feeText: null });
}
