import { create } from 'zustand';
import type { GroupDraft, TrustDraft, UpdateDraft } from '#shared/api/bridgeDrafts.ts';
import type { Tracked } from '#shared/api/bridgeStates.ts';
import type { GroupItem } from '#shared/api/poolValues.ts';
import type { Units } from '#shared/protocol/amounts.ts';
import { equalBytes } from '#shared/protocol/bytes.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { bridge } from '../bridge.ts';
import { approveDraft, discardDraft } from './approveDraft.ts';

export type PartyDraft = TrustDraft | UpdateDraft | GroupDraft;

/** Something about a trust on its way: from the form over the review into the chain. */
export type TrustFlow =
  | { readonly step: 'empty'; readonly fault: Fault | null }
  | { readonly step: 'preparing' }
  | { readonly step: 'review'; readonly draft: PartyDraft; readonly fault: Fault | null }
  | { readonly step: 'signing'; readonly draft: PartyDraft }
  | { readonly step: 'sent'; readonly draft: PartyDraft; readonly tracked: Tracked };

interface TrustStore {
  readonly flow: TrustFlow;
  /** What an operator has typed or chosen; kept while a review stands in front of it. */
  readonly balancesText: string;
  readonly steps: readonly GroupItem[];
}

const empty: TrustFlow = { step: 'empty', fault: null };

export const useTrust = create<TrustStore>(() => ({ flow: empty, balancesText: '', steps: [] }));

const show = (flow: TrustFlow) => useTrust.setState({ flow });

async function prepare(ask: () => Promise<PartyDraft>): Promise<void> {
  show({ step: 'preparing' });
  try {
    show({ step: 'review', draft: await ask(), fault: null });
  } catch (error) {
    if (!isFault(error)) throw error;
    show({ step: 'empty', fault: error });
  }
}

/** 0 hours starts the termination. */
export const prepareTrust = (account: number, party: string, hours: number) =>
  prepare(() => bridge.call('trust.prepare', { account, party, hours }));

export const prepareUpdate = (
  account: number,
  balances: readonly { readonly address: string; readonly balance: Units }[],
) =>
  prepare(() =>
    bridge.call('update.prepare', {
      account,
      balances: balances.map(({ address, balance }) => ({ address, balance })),
    }),
  );

export const prepareGroup = (account: number, items: readonly GroupItem[]) =>
  prepare(() => bridge.call('group.prepare', { account, items: [...items] }));

export async function approveTrust(password: string | undefined): Promise<void> {
  const { flow } = useTrust.getState();
  if (flow.step !== 'review') return;
  const { draft } = flow;
  await approveDraft(draft.draftId, password, {
    signing: () => show({ step: 'signing', draft }),
    sent: (tracked) => {
      show({ step: 'sent', draft, tracked });
      if (draft.kind === 'update') useTrust.setState({ balancesText: '' });
      if (draft.kind === 'group') useTrust.setState({ steps: [] });
    },
    refused: (fault) => show({ step: 'review', draft, fault }),
  });
}

/** Back to the form, which still holds what was typed. */
export function leaveReview(): void {
  const { flow } = useTrust.getState();
  if (flow.step === 'review') discardDraft(flow.draft.draftId);
  show(empty);
}

export function onTrustTracked(tracked: Tracked): void {
  const { flow } = useTrust.getState();
  if (flow.step === 'sent' && equalBytes(flow.tracked.identity, tracked.identity)) {
    show({ ...flow, tracked });
  }
}

/** Ends what is mined or void. */
export function forgetSettled(): void {
  const { flow } = useTrust.getState();
  if (flow.step === 'sent' && (flow.tracked.state === 'mined' || flow.tracked.state === 'expired'))
    show(empty);
}

/** The wallet was locked: nothing of it stays on the screen. */
export const forgetTrust = () => useTrust.setState({ flow: empty, balancesText: '', steps: [] });
