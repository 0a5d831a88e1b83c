import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OwnApplication } from '#shared/api/contractBridge.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { ScriptText } from '../../parts/ScriptText.tsx';
import { useAnswer } from '../../parts/useAnswer.ts';
import { isPreparing, prepareCancel, refusalOf, useContractFlow } from '../../stores/contractFlowStore.ts';
import { openContract, useContracts } from '../../stores/contractStore.ts';
import { useNameOf, useWallets } from '../../stores/walletsStore.ts';
import { BackToContracts } from './BackToContracts.tsx';
import { CallForm } from './CallForm.tsx';
import styles from './Contracts.module.css';
import { saidText, useFailureText } from './failureText.ts';
import { NextRunText } from './NextRunText.tsx';
import { NoSuchContract } from './NoSuchContract.tsx';
import { RunList } from './RunList.tsx';
import { useContractName } from './useContractName.ts';

interface Props {
  readonly hash: string;
  readonly account: number;
}

/** One contract that one account agreed to: what comes next, what was, and the way out. */
export function ApplicationPage({ hash, account }: Props) {
  const { t } = useTranslation();
  const version = useContracts((state) => state.version);
  const answer = useAnswer('mine', version, () => bridge.call('contract.mine', {}));
  const own =
    answer.state === 'here'
      ? answer.value.applications.find(
          (each) => each.account === account && toHex(each.application.contract.hash) === hash,
        )
      : undefined;
  if (own) return <Application own={own} />;
  return (
    <NoSuchContract
      side="using"
      answer={answer}
      title={t('contracts/application/unknownTitle')}
      text={t('contracts/application/unknownText')}
    />
  );
}

function Application({ own }: { readonly own: OwnApplication }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const { application, account, runs, next } = own;
  const { contract, active, applicant } = application;
  const name = useWallets((state) => state.accounts.find(({ index }) => index === account)?.name ?? '');
  const seller = useNameOf(contract.creator);
  const title = useContractName(own.title, contract.id);
  const refusal = useContractFlow(refusalOf('cancel'));
  const busy = useContractFlow(isPreparing('cancel'));
  return (
    <>
      <ScreenHead
        title={title}
        lead={t('contracts/application/lead', { account: name, id: String(contract.id) })}
      >
        <BackToContracts />
      </ScreenHead>
      <div className={styles.two}>
        <div className="stack">
          <Panel title={active ? t('contracts/mine/next') : t('contracts/application/endedTitle')}>
            {active ? (
              <div className="stack-tight">
                <p className={styles.heroText}>
                  <NextRunText own={own} />
                </p>
                {next?.failure && (
                  <Notice tone="warning">
                    {t('contracts/mine/nextFails', { why: failureText(next.failure.reason) })}
                    {next.failure.detail !== '' && (
                      <p>{t('contracts/runs/said', { detail: saidText(next.failure.detail) })}</p>
                    )}
                  </Notice>
                )}
                {next && !next.failure && next.refused > 0 && (
                  <Notice tone="warning">{t('contracts/mine/nextRefused')}</Notice>
                )}
              </div>
            ) : (
              <p>{t('contracts/application/endedText')}</p>
            )}
          </Panel>
          <Panel title={t('contracts/application/history')} flush>
            {runs.length === 0 ? (
              <p className={`${styles.padded} muted`}>{t('contracts/application/historyEmpty')}</p>
            ) : (
              <RunList
                label={t('contracts/application/history')}
                hash={contract.hash}
                address={applicant}
                account={account}
                runs={runs}
              />
            )}
          </Panel>
        </div>
        <div className="stack">
          <Panel>
            <div className="stack">
              <Button onClick={() => void openContract(toHex(contract.hash))}>
                {active ? t('contracts/application/read') : t('contracts/application/again')}
              </Button>
              {active && (
                <>
                  <Button
                    color="danger"
                    loading={busy}
                    onClick={() => void prepareCancel(contract.hash, account)}
                  >
                    {t('contracts/application/cancelIt')}
                  </Button>
                  <p className="muted small">{t('contracts/application/cancelText')}</p>
                </>
              )}
              <FaultNotice fault={refusal} />
            </div>
          </Panel>
          {active && contract.handlers.includes('called') && (
            <CallForm hash={contract.hash} account={account} />
          )}
          <Panel title={t('contracts/application/seller')}>
            {seller && <p className="strong">{seller}</p>}
            <AddressText address={contract.creator} emphasised />
          </Panel>
          {application.model !== null && (
            <Panel>
              <Disclosure label={t('contracts/application/model')}>
                <p className="muted small">{t('contracts/application/modelText')}</p>
                <ScriptText script={indented(application.model)} label={t('contracts/application/model')} />
              </Disclosure>
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
