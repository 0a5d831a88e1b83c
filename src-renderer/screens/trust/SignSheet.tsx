import { useTranslation } from 'react-i18next';
import type { Fault } from '#shared/protocol/fault.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Fact } from '../../parts/Facts.tsx';
import { approveTrust, leaveReview, type PartyDraft } from '../../stores/trustStore.ts';
import { useWallets } from '../../stores/walletsStore.ts';
import { Sheet } from '../send/Sheet.tsx';
import { GroupContent } from './GroupContent.tsx';
import { TrustContent } from './TrustContent.tsx';
import { UpdateContent } from './UpdateContent.tsx';

interface Props {
  readonly draft: PartyDraft;
  readonly fault: Fault | null;
  readonly busy: boolean;
}

/** A trust, a balance update or a list group, to be read before it is signed. */
export function SignSheet({ draft, fault, busy }: Props) {
  const { t } = useTranslation();
  const account = useWallets((state) => state.accounts.find(({ index }) => index === draft.account));
  const isTermination = draft.kind === 'trust' && draft.action === 'terminate';
  return (
    <Sheet
      draft={draft}
      fault={fault}
      busy={busy}
      title={t(`trust/reviewTitle/${draft.kind === 'trust' ? draft.action : draft.kind}`)}
      lead={t('trust/reviewLead')}
      facts={
        <>
          {account && <Fact name={t('trust/account')}>{account.name}</Fact>}
          <Fact name={t('trust/fee')}>
            {draft.fee === 0n ? t('trust/free') : <Amount units={draft.fee} size="small" />}
          </Fact>
          <Fact name={t('trust/after')}>
            <Amount units={draft.balanceAfter} size="small" />
          </Fact>
        </>
      }
      passwordLabel={t('trust/password')}
      verb={t(`trust/approve/${isTermination ? 'terminate' : draft.kind === 'trust' ? 'trust' : 'other'}`)}
      onBack={leaveReview}
      onApprove={(password) => void approveTrust(password)}
    >
      {draft.kind === 'trust' && <TrustContent draft={draft} />}
      {draft.kind === 'update' && <UpdateContent draft={draft} />}
      {draft.kind === 'group' && <GroupContent draft={draft} />}
    </Sheet>
  );
}
