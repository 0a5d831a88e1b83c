import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractBrief, ContractRun } from '#shared/api/contractApi.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { Amount } from '../../parts/Amount.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { Table } from '../../parts/Table.tsx';
import { TimeLeft } from '../../parts/TimeLeft.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useAnswer } from '../../parts/useAnswer.ts';
import styles from './Explorer.module.css';
import { BlockLink, WalletLink } from './links.tsx';

const PAGE = 20;
const MOST = 200;

interface Props {
  readonly contract: ContractBrief;
  /** What is shown is read again with every block. */
  readonly tip: string;
}

/** Who applied, those too whose application has ended. */
export function ContractApplicants({ contract, tip }: Props) {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(PAGE);
  const { hash } = contract;
  const answer = useAnswer(toHex(hash), `${tip} ${limit}`, () =>
    bridge.call('explorer.applicants', { hash, from: 0, limit }),
  );
  const applicants = answer.state === 'here' ? answer.value.applicants : [];
  return (
    <Panel title={t('explorer/applicants')} flush>
      {answer.state === 'refused' && <FaultNotice fault={answer.fault} />}
      {answer.state === 'here' && applicants.length === 0 && (
        <p className={styles.foot}>{t('explorer/applicantsEmpty')}</p>
      )}
      {applicants.length > 0 && (
        <Table
          label={t('explorer/applicants')}
          columns={[
            { name: t('explorer/wallet') },
            { name: t('explorer/state') },
            { name: t('explorer/nextRun'), end: true },
          ]}
          rows={applicants.map(({ address, active, wakeAt }) => ({
            key: address,
            cells: [
              <WalletLink key="who" address={address} />,
              active ? t('explorer/applicantActive') : t('explorer/applicantEnded'),
              wakeAt === null ? '–' : <TimeLeft key="when" date={wakeAt} />,
            ],
          }))}
        />
      )}
      {answer.state === 'here' && answer.value.more && limit < MOST && (
        <div className={styles.more}>
          <Button variant="subtle" onClick={() => setLimit(Math.min(MOST, limit * 3))}>
            {t('common/showMore')}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** What the contract did, the newest first. */
export function ContractRuns({ contract, tip }: Props) {
  const { t } = useTranslation();
  const { hash } = contract;
  const answer = useAnswer(toHex(hash), tip, () => bridge.call('explorer.runs', { hash, limit: PAGE }));
  const [older, setOlder] = useState<{ runs: readonly ContractRun[]; more: boolean } | null>(null);
  const { busy, fault, run } = useAction();
  const newest = answer.state === 'here' ? answer.value.runs : [];
  // Blocks are not parted, so a page begins below the last block of the one before.
  const lowest = newest.at(-1)?.blockId ?? 0;
  const shown = [...newest, ...(older?.runs.filter(({ blockId }) => blockId < lowest) ?? [])];
  const more = () =>
    run(async () => {
      const before = shown.at(-1)?.blockId;
      if (before === undefined) return;
      const page = await bridge.call('explorer.runs', { hash, before, limit: PAGE });
      setOlder({ runs: [...(older?.runs ?? []), ...page.runs], more: page.more });
    });
  return (
    <Panel title={t('explorer/runs')} flush>
      {answer.state === 'refused' && <FaultNotice fault={answer.fault} />}
      {answer.state === 'here' && shown.length === 0 && (
        <p className={styles.foot}>{t('explorer/runsEmpty')}</p>
      )}
      {shown.length > 0 && (
        <Table
          label={t('explorer/runs')}
          columns={[
            { name: t('common/block') },
            { name: t('explorer/handlers') },
            { name: t('explorer/wallet') },
            { name: t('explorer/amount'), end: true },
          ]}
          rows={shown.map((each, at) => ({
            key: `${each.blockId} ${at}`,
            cells: [
              <span key="block">
                <BlockLink id={each.blockId} />
                <span className="muted">
                  {' '}
                  · <RelativeTime date={each.date} />
                </span>
              </span>,
              t(`explorer/handlerNames/${each.handler}`),
              <WalletLink key="wallet" address={each.wallet} />,
              <Outcome key="outcome" run={each} />,
            ],
          }))}
        />
      )}
      <FaultNotice fault={fault} />
      {(older ? older.more : answer.state === 'here' && answer.value.more) && (
        <div className={styles.more}>
          <Button variant="subtle" loading={busy} onClick={() => void more()}>
            {t('common/showMore')}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Outcome({ run }: { readonly run: ContractRun }) {
  const { t } = useTranslation();
  if (run.failure) return <span className="muted">{t('explorer/runFailed')}</span>;
  const moved = run.transfers.reduce((sum, { amount }) => sum + amount, 0n);
  if (moved === 0n) return <span className="muted">{t('explorer/runNothing')}</span>;
  return <Amount units={moved} size="small" />;
}
