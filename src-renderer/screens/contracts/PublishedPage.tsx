import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PublishedContractState } from '#shared/api/contractBridge.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { TimeLeft } from '../../parts/TimeLeft.tsx';
import { useAnswer } from '../../parts/useAnswer.ts';
import { openContract, useContracts } from '../../stores/contractStore.ts';
import { useWallets } from '../../stores/walletsStore.ts';
import { WalletLink } from '../explorer/links.tsx';
import { ApplicantsPanel } from './ApplicantsPanel.tsx';
import { BackToContracts } from './BackToContracts.tsx';
import { CallForm } from './CallForm.tsx';
import styles from './Contracts.module.css';
import { IncomeBars } from './IncomeBars.tsx';
import { NoSuchContract } from './NoSuchContract.tsx';
import { RunList } from './RunList.tsx';
import { SharePanel } from './SharePanel.tsx';
import { useContractName } from './useContractName.ts';

/** One contract from the side of who published it: who applied, what it brings, what goes wrong. */
export function PublishedPage({ hash }: { readonly hash: string }) {
  const { t } = useTranslation();
  const version = useContracts((state) => state.version);
  const answer = useAnswer('published', version, () => bridge.call('contract.published', {}));
  const published =
    answer.state === 'here'
      ? answer.value.contracts.find(({ contract }) => toHex(contract.hash) === hash)
      : undefined;
  if (published) return <Published published={published} />;
  return (
    <NoSuchContract
      side="selling"
      answer={answer}
      title={t('contracts/seller/unknownTitle')}
      text={t('contracts/seller/unknownText')}
    />
  );
}

function Published({ published }: { readonly published: PublishedContractState }) {
  const { t } = useTranslation();
  const { contract, account, income, due, runs } = published;
  const name = useWallets((state) => state.accounts.find(({ index }) => index === account)?.name ?? '');
  const title = useContractName(published.title, contract.id);
  const bad = runs.filter(({ failure, refused }) => failure !== null || refused > 0);
  return (
    <>
      <ScreenHead title={title} lead={t('contracts/seller/lead', { account: name, id: String(contract.id) })}>
        <Button onClick={() => void openContract(toHex(contract.hash))}>
          {t('contracts/application/read')}
        </Button>
        <BackToContracts side="selling" />
      </ScreenHead>
      <div className="stack">
        <SharePanel hash={contract.hash} title={published.title} />
        <div className={styles.two}>
          <div className="stack">
            <Panel title={t('contracts/seller/income')}>
              {income.length === 0 ? (
                <p className="muted">{t('contracts/seller/incomeEmpty')}</p>
              ) : (
                <IncomeBars income={income} />
              )}
            </Panel>
            <ApplicantsPanel hash={contract.hash} />
            {runs.length > 0 && (
              <Panel title={t('contracts/seller/history')} flush>
                <RunList
                  label={t('contracts/seller/history')}
                  hash={contract.hash}
                  address={contract.creator}
                  runs={runs}
                  named
                />
              </Panel>
            )}
          </div>
          <div className="stack">
            <Panel title={t('contracts/seller/due')}>
              {due.length === 0 ? (
                <p className="muted">{t('contracts/seller/dueEmpty')}</p>
              ) : (
                <dl className="stack-tight">
                  {due.map(({ date, applicant }) => (
                    <div key={applicant} className="between">
                      <dt>
                        <WalletLink address={applicant} />
                      </dt>
                      <dd>
                        <TimeLeft date={date} />
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
            </Panel>
            <Panel title={t('contracts/seller/failed')} flush={bad.length > 0}>
              {bad.length === 0 ? (
                <p className="muted">{t('contracts/seller/failedEmpty')}</p>
              ) : (
                <RunList
                  label={t('contracts/seller/failed')}
                  hash={contract.hash}
                  address={contract.creator}
                  runs={bad}
                  more={false}
                  named
                />
              )}
            </Panel>
            {contract.balance > 0n && (
              <Panel title={t('contracts/seller/balance')}>
                <Amount units={contract.balance} named />
              </Panel>
            )}
            {contract.handlers.includes('called') && <CallForm hash={contract.hash} account={account} />}
          </div>
        </div>
      </div>
    </>
  );
}
