import { useTranslation } from 'react-i18next';
import type { ContractDraft } from '#shared/api/contractBridge.ts';
import { equalBytes, toHex } from '#shared/protocol/bytes.ts';
import type { Fault } from '#shared/protocol/fault.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { Fact } from '../../parts/Facts.tsx';
import { approveContract, leaveSheet } from '../../stores/contractFlowStore.ts';
import { useContracts } from '../../stores/contractStore.ts';
import { useWallets } from '../../stores/walletsStore.ts';
import send from '../send/Send.module.css';
import { Sheet } from '../send/Sheet.tsx';
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

/** What is signed about a contract, to be read before. */
export function ContractSheet({ draft, data, fault, busy }: Props) {
  const { t } = useTranslation();
  const account = useWallets((state) => state.accounts.find(({ index }) => index === draft.account));
  const title = useContractName(draft.title, draft.contractId);
  const rehearsed = useContracts((state) =>
    state.review && equalBytes(state.review.hash, draft.hash) ? state.review : null,
  );
  const { action } = draft;
  return (
    <Sheet
      draft={draft}
      fault={fault}
      busy={busy}
      title={t(`contracts/sheet/title/${action}`)}
      lead={t('contracts/sheet/lead')}
      facts={
        <>
          {account && <Fact name={t('contracts/sheet/account')}>{account.name}</Fact>}
          <Fact name={t('contracts/sheet/fee')}>
            <Amount units={draft.fee} size="small" />
          </Fact>
          <Fact name={t('contracts/sheet/after')}>
            <Amount units={draft.balanceAfter} size="small" />
          </Fact>
        </>
      }
      passwordLabel={t('contracts/sheet/password')}
      verb={t(`contracts/sheet/approve/${action}`)}
      onBack={leaveSheet}
      onApprove={(password) => void approveContract(password)}
    >
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
    </Sheet>
  );
}
