import { Button } from '@mantine/core';
import { IconFileOff, IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ContractBrief } from '#shared/api/contractApi.ts';
import { fromHex, toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useAnswer } from '../../parts/useAnswer.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useIsOperator } from '../../stores/appStore.ts';
import { useChain } from '../../stores/chainStore.ts';
import { seeContract } from '../../stores/contractStore.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import { useAccount } from '../../stores/walletsStore.ts';
import { AddressRow } from './AddressRow.tsx';
import { ContractApplicants, ContractRuns } from './ContractDoings.tsx';
import styles from './Explorer.module.css';
import { ExplorerHead } from './ExplorerHead.tsx';
import { HashText } from './HashText.tsx';
import { BlockLink } from './links.tsx';

/** A contract as the chain has it: who published it, who has applied, and what it did. */
export function ContractPage({ hash }: { readonly hash: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const tip = useChain((state) => (state.chain ? toHex(state.chain.tip.hash) : ''));
  const answer = useAnswer(`contract ${hash}`, tip, () =>
    bridge.call('explorer.contract', { hash: fromHex(hash) }),
  );
  const contract = answer.state === 'here' ? answer.value : null;
  return (
    <>
      <ExplorerHead
        title={
          contract
            ? t('explorer/contractTitle', { id: countText(contract.id, locale) })
            : t('explorer/contract')
        }
      >
        {contract && <ReadIt contract={contract} />}
      </ExplorerHead>
      {answer.state === 'refused' && <FaultNotice fault={answer.fault} />}
      {answer.state === 'here' && !contract && (
        <Panel>
          <Empty
            icon={<IconFileOff size={24} stroke={1.75} />}
            title={t('explorer/unknownContractTitle')}
            text={t('explorer/unknownContractText')}
          >
            <Button component="a" href={hrefOf('explorer')}>
              {t('explorer/allBlocks')}
            </Button>
          </Empty>
        </Panel>
      )}
      {contract && (
        <div className="stack">
          <Summary contract={contract} />
          <ContractApplicants contract={contract} tip={tip} />
          <ContractRuns contract={contract} tip={tip} />
        </div>
      )}
    </>
  );
}

/** An operator's screens have no wallet that could apply to it. */
function ReadIt({ contract }: { readonly contract: ContractBrief }) {
  const { t } = useTranslation();
  const isOperator = useIsOperator();
  const account = useAccount();
  const { busy, fault, run } = useAction();
  if (isOperator) return null;
  return (
    <>
      <Button
        loading={busy}
        leftSection={<IconFileText size={18} stroke={1.75} />}
        onClick={() => void run(() => seeContract(contract.hash, account?.index ?? null))}
      >
        {t('explorer/readContract')}
      </Button>
      <FaultNotice fault={fault} />
    </>
  );
}

function Summary({ contract }: { readonly contract: ContractBrief }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { hash, creator, account, balance, publishedIn, publishedAt, applicants, handlers } = contract;
  return (
    <>
      <div className={styles.halves}>
        <Panel>
          <p className="muted">{t('explorer/contractBalance')}</p>
          <Amount units={balance} size="large" named />
          <Facts>
            <Fact name={t('explorer/published')}>
              <span>
                <BlockLink id={publishedIn} />
                <span className="muted">
                  {' '}
                  · <RelativeTime date={publishedAt} />
                </span>
              </span>
            </Fact>
            <Fact name={t('explorer/applicants')}>
              {t('explorer/applicantsNow', { count: applicants, value: countText(applicants, locale) })}
            </Fact>
            {handlers.length > 0 && (
              <Fact name={t('explorer/handlers')}>
                {handlers.map((name) => t(`explorer/handlerNames/${name}`)).join(', ')}
              </Fact>
            )}
          </Facts>
        </Panel>
        <Panel>
          <AddressRow label={t('explorer/creator')} address={creator} />
          <AddressRow label={t('explorer/contractAccount')} address={account} />
        </Panel>
      </div>
      <Panel>
        <HashText label={t('explorer/contractHash')} hex={toHex(hash)} />
      </Panel>
    </>
  );
}
