import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractDraft } from '#shared/api/contractBridge.ts';
import { equalBytes, toHex } from '#shared/protocol/bytes.ts';
import type { Fault } from '#shared/protocol/fault.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Notice } from '../../parts/FaultNotice.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { DEEP, useChain } from '../../stores/chainStore.ts';
import { approveContract, leaveSheet } from '../../stores/contractFlowStore.ts';
import { useContracts } from '../../stores/contractStore.ts';
import { useWallets } from '../../stores/walletsStore.ts';
import { Decision } from '../send/Decision.tsx';
import send from '../send/Send.module.css';
import styles from './Contracts.module.css';
import { RehearsedCost } from './RehearsedCost.tsx';
import { useContractName } from './useContractName.ts';

interface Props {
  readonly draft: ContractDraft;
  /** What a call sends. */
  readonly data: string | null;
  readonly fault: Fault | null;
  readonly busy: boolean;
}

/** Everything that will be signed, to be read before: left what happens, right what it costs and the decision. */
export function ContractSheet({ draft, data, fault, busy }: Props) {
  const { t } = useTranslation();
  const words = useFaultText();
  const [password, setPassword] = useState('');
  const interval = useChain((state) => state.chain?.blockInterval ?? 0);
  const account = useWallets((state) => state.accounts.find(({ index }) => index === draft.account));
  const title = useContractName(draft.title, draft.contractId);
  const rehearsed = useContracts((state) =>
    state.review && equalBytes(state.review.hash, draft.hash) ? state.review : null,
  );
  const needsPassword = draft.passwordNeeded || fault?.code === 'wallet.passwordNeeded';
  const minutes = Math.max(1, Math.round((interval * DEEP) / 60_000));
  const sheet = useRef<HTMLFormElement>(null);
  const { action } = draft;

  useEffect(() => {
    sheet.current?.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) leaveSheet();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <form
      ref={sheet}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && (!needsPassword || password !== ''))
          void approveContract(needsPassword ? password : undefined);
      }}
    >
      <ScreenHead title={t(`contracts/sheet/title/${action}`)} lead={t('contracts/sheet/lead')} />
      <div className={send.review}>
        <section className={send.card} aria-label={t('contracts/sheet/contract')}>
          <h2 className={styles.sheetTitle}>{title}</h2>
          <p>{t(`contracts/sheet/${action}Meaning`)}</p>
          {action === 'apply' && rehearsed && (
            <RehearsedCost rehearsal={rehearsed.rehearsal} applyFee={draft.fee} />
          )}
          {data !== null && (
            <div>
              <p className="muted small">{t('contracts/sheet/data')}</p>
              <code className={send.bytes}>{data}</code>
            </div>
          )}
          {draft.creator && (
            <div>
              <p className="muted small">
                {t('contracts/sheet/seller')}
                {draft.creator.contact && <strong> {draft.creator.contact}</strong>}
              </p>
              <AddressText address={draft.creator.address} emphasised />
            </div>
          )}
          <div>
            <p className="muted small">{t('contracts/sheet/hash')}</p>
            <code className={send.bytes}>{toHex(draft.hash)}</code>
          </div>
        </section>
        <aside className={send.summary}>
          <Facts>
            {account && <Fact name={t('contracts/sheet/account')}>{account.name}</Fact>}
            <Fact name={t('contracts/sheet/fee')}>
              <Amount units={draft.fee} size="small" />
            </Fact>
            <Fact name={t('contracts/sheet/after')}>
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
            passwordLabel={t('contracts/sheet/password')}
            onBack={leaveSheet}
          >
            {t(`contracts/sheet/approve/${action}`)}
          </Decision>
        </aside>
      </div>
    </form>
  );
}
