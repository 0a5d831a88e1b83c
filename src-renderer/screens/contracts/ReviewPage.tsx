import { Button, Loader } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractReview } from '#shared/api/contractBridge.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { isContractUri, parseContractUri } from '#shared/protocol/contractUri.ts';
import type { Fault } from '#shared/protocol/fault.ts';
import { enContracts } from '../../locales/enContracts.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { ScriptText } from '../../parts/ScriptText.tsx';
import { shownText } from '../../parts/shownText.ts';
import { Terms } from '../../parts/Terms.tsx';
import { useAction } from '../../parts/useAction.ts';
import { isPreparing, refusalOf, useContractFlow } from '../../stores/contractFlowStore.ts';
import { lookAgain, openContract, rehearseFor, useContracts } from '../../stores/contractStore.ts';
import { goTo } from '../../stores/routeStore.ts';
import { useAccount } from '../../stores/walletsStore.ts';
import { BackToContracts } from './BackToContracts.tsx';
import styles from './Contracts.module.css';
import { LintList } from './LintList.tsx';
import { RefusalNotice } from './RefusalNotice.tsx';
import review from './Review.module.css';
import { ReviewCard } from './ReviewCard.tsx';

const { status: _status, ...downloadReasons } = enContracts.open.download;
const isDownloadReason = (reason: string): reason is keyof typeof downloadReasons =>
  Object.hasOwn(downloadReasons, reason);

/** A contract before it is agreed to: what it says, what it does, what it costs. */
export function ReviewPage({ hash }: { readonly hash: string | null }) {
  const { t } = useTranslation();
  const words = useFaultText();
  const { state, review: contract, fault, source } = useContracts();
  /** Why a file could not be fetched: the reason is a word of ours or the server's status. */
  const downloadText = ({ code, facts }: Fault): string | null => {
    if (code !== 'contract.download') return null;
    const reason = String(facts.reason ?? '');
    return isDownloadReason(reason)
      ? t(`contracts/open/download/${reason}`)
      : t('contracts/open/download/status', { status: reason });
  };

  // A page that was loaded again has nothing to show but what its address names.
  useEffect(() => {
    const { review: shown, state: now } = useContracts.getState();
    if (hash !== null && (shown === null || toHex(shown.hash) !== hash)) void openContract(hash);
    else if (hash === null && now === 'empty') goTo('contracts');
  }, [hash]);

  if (state === 'open' && contract) return <Opened contract={contract} />;
  return (
    <>
      <ScreenHead title={t('contracts/review/label')}>
        <BackToContracts />
      </ScreenHead>
      <Panel>
        {state === 'refused' && fault ? (
          <Empty
            icon={<IconFileText size={24} stroke={1.75} />}
            title={t('contracts/open/failed')}
            text={downloadText(fault) ?? words(fault)}
          >
            <Button variant="filled" onClick={() => void openContract(source)}>
              {t('common/tryAgain')}
            </Button>
            <Button onClick={() => goTo('contracts')}>{t('contracts/open/another')}</Button>
          </Empty>
        ) : (
          <div className={styles.waiting} role="status">
            <Loader size={22} color="var(--accent)" />
            {t('contracts/open/opening')}
          </div>
        )}
      </Panel>
    </>
  );
}

/** Where the text was read: of a contract's link, the place that it names. Hashes stand elsewhere in full. */
function placeOf(link: string): string {
  const place = isContractUri(link) ? (parseContractUri(link).url ?? link) : link;
  return place.replace(/[0-9a-f]{56}(?=[0-9a-f]{4}\b)/g, '…');
}

function Opened({ contract }: { readonly contract: ContractReview }) {
  const { t } = useTranslation();
  const account = useAccount();
  const rehearsed = useContracts((state) => state.account);
  const refusal = useContractFlow(refusalOf('apply'));
  const busy = useContractFlow(isPreparing('apply'));
  const version = useContracts((state) => state.version);
  const opened = useRef(version);
  const { fault, run } = useAction();
  const title = shownText(contract.title) || t('contracts/review/untitled');
  const { known } = contract.chain;

  useEffect(() => {
    if (account && account.index !== rehearsed) void run(() => rehearseFor(account.index));
  }, [account, rehearsed, run]);
  // A contract that is not on the chain may come with the next block.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new block is a reason to look again
  useEffect(() => {
    if (!known && version !== opened.current) void run(lookAgain);
  }, [version]);

  return (
    <>
      <ScreenHead
        title={title}
        lead={
          contract.link === null
            ? t('contracts/review/fromText')
            : t('contracts/review/from', { link: shownText(placeOf(contract.link)) })
        }
      >
        <BackToContracts />
      </ScreenHead>
      <div className={review.review}>
        <div className="stack">
          <Panel title={t('contracts/review/terms')}>
            {contract.terms.trim() === '' ? (
              <p className="muted">{t('contracts/review/noTerms')}</p>
            ) : (
              <Terms markdown={contract.terms} title={title} />
            )}
            <p className={review.written}>{t('contracts/review/written')}</p>
          </Panel>
          <Panel>
            <Disclosure label={t('contracts/review/script')}>
              <div className="stack-tight">
                <p className="muted small">{t('contracts/review/scriptText')}</p>
                <ScriptText script={contract.script} label={t('contracts/review/script')} />
                {contract.notes.length > 0 && (
                  <>
                    <h3>{t('contracts/review/notes')}</h3>
                    <LintList notes={contract.notes} />
                  </>
                )}
              </div>
            </Disclosure>
            {contract.model.trim() !== '{}' && (
              <Disclosure label={t('contracts/review/model')}>
                <ScriptText script={contract.model} label={t('contracts/review/model')} />
              </Disclosure>
            )}
          </Panel>
        </div>
        <ReviewCard contract={contract} account={account ?? null} busy={busy}>
          <RefusalNotice fault={refusal ?? fault} />
        </ReviewCard>
      </div>
    </>
  );
}
