import type { Tracked } from '#shared/api/bridgeStates.ts';
import { type Fault, isFault } from '#shared/protocol/fault.ts';
import { bridge } from '../bridge.ts';

/** The steps of a draft's way from its sheet into the chain, as its store shows them. */
interface Steps {
  readonly signing: () => void;
  readonly sent: (tracked: Tracked) => void;
  readonly refused: (fault: Fault) => void;
}

/** Has a draft signed and handed in, whatever it is about. */
export async function approveDraft(
  draftId: string,
  password: string | undefined,
  { signing, sent, refused }: Steps,
): Promise<void> {
  signing();
  try {
    sent(await bridge.call('send.approve', { draftId, ...(password === undefined ? {} : { password }) }));
  } catch (error) {
    if (!isFault(error)) throw error;
    refused(error);
  }
}

/** The app forgets a draft that nobody will approve. */
export function discardDraft(draftId: string): void {
  void bridge.call('send.discard', { draftId }).catch(() => undefined);
}
