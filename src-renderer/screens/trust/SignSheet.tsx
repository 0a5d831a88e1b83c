import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fault } from '#shared/protocol/fault.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Notice } from '../../parts/FaultNotice.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { DEEP, useChain } from '../../stores/chainStore.ts';
import { approveTrust, leaveReview, type PartyDraft } from '../../stores/trustStore.ts';
import { useWallets } from '../../stores/walletsStore.ts';
import { Decision } from '../send/Decision.tsx';
import styles from '../send/Send.module.css';
import { GroupContent } from './GroupContent.tsx';
import { TrustContent } from './TrustContent.tsx';
import { UpdateContent } from './UpdateContent.tsx';

interface Props {
  readonly draft: PartyDraft;
  readonly fault: Fault | null;
  readonly busy: boolean;
}

/** Everything that will be signed, to be read before: left what happens, right what it costs and the decision. */
export function SignSheet({ draft, fault, busy }: Props) {
  const { t } = useTranslation();
  const words = useFaultText();
  const [password, setPassword] = useState('');
  const interval = useChain((state) => state.chain?.blockInterval ?? 0);
  const account = useWallets((state) => state.accounts.find(({ index }) => index === draft.account));
  const needsPassword = draft.passwordNeeded || fault?.code === 'wallet.passwordNeeded';
  const minutes = Math.max(1, Math.round((interval * DEEP) / 60_000));
  const sheet = useRef<HTMLFormElement>(null);
  const isTermination = draft.kind === 'trust' && draft.action === 'terminate';

  useEffect(() => {
    sheet.current?.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) leaveReview();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <form
      ref={sheet}
      onSubmit={(event) => {
        event.preventDefault();
        if (busy || (needsPassword && password === '')) return;
        void approveTrust(needsPassword ? password : undefined);
      }}
    >
      <ScreenHead
        title={t(`trust/reviewTitle/${draft.kind === 'trust' ? draft.action : draft.kind}`)}
        lead={t('trust/reviewLead')}
      />
      <div className={styles.review}>
        {draft.kind === 'trust' && <TrustContent draft={draft} />}
        {draft.kind === 'update' && <UpdateContent draft={draft} />}
        {draft.kind === 'group' && <GroupContent draft={draft} />}
        <aside className={styles.summary}>
          <Facts>
            {account && <Fact name={t('trust/account')}>{account.name}</Fact>}
            <Fact name={t('trust/fee')}>
              {draft.fee === 0n ? t('trust/free') : <Amount units={draft.fee} size="small" />}
            </Fact>
            <Fact name={t('trust/after')}>
              <Amount units={draft.balanceAfter} size="small" />
            </Fact>
          </Facts>
          {draft.warnings.map((warning) => (
            <Notice key={JSON.stringify(warning)} tone="warning">
              {words(warning)}
            </Notice>
          ))}
          <p className="muted small">
            {t('review/expiry', { minutes: t('review/minutes', { count: minutes }) })}
          </p>
          <Decision
            draft={draft}
            fault={fault}
            busy={busy}
            needsPassword={needsPassword}
            password={password}
            onPassword={setPassword}
            passwordLabel={t('trust/password')}
            onBack={leaveReview}
          >
            {t(`trust/approve/${isTermination ? 'terminate' : draft.kind === 'trust' ? 'trust' : 'other'}`)}
          </Decision>
        </aside>
      </div>
    </form>
  );
}
