import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Table } from '../../parts/Table.tsx';
import { TimeLeft } from '../../parts/TimeLeft.tsx';
import { useAnswer } from '../../parts/useAnswer.ts';
import { useContracts } from '../../stores/contractStore.ts';
import { WalletLink } from '../explorer/links.tsx';
import styles from './Contracts.module.css';

const PAGE = 20;

/** Who applied, and when each is charged next. */
export function ApplicantsPanel({ hash }: { readonly hash: Bytes }) {
  const { t } = useTranslation();
  const version = useContracts((state) => state.version);
  const [limit, setLimit] = useState(PAGE);
  const answer = useAnswer(toHex(hash), `${version} ${limit}`, () =>
    bridge.call('contract.applicants', { hash, from: 0, limit }),
  );
  const applications = answer.state === 'here' ? answer.value.applications : [];
  return (
    <Panel title={t('contracts/seller/applicants')} flush>
      {answer.state === 'refused' && (
        <div className={styles.padded}>
          <FaultNotice fault={answer.fault} />
        </div>
      )}
      {answer.state === 'here' && applications.length === 0 && (
        <p className={`${styles.padded} muted`}>{t('contracts/seller/applicantsEmpty')}</p>
      )}
      {applications.length > 0 && (
        <Table
          label={t('contracts/seller/applicants')}
          columns={[
            { name: t('contracts/seller/applicant') },
            { name: t('contracts/application/status') },
            { name: t('contracts/seller/nextRun'), end: true },
          ]}
          rows={applications.map(({ applicant, active, wakeAt }) => ({
            key: applicant,
            cells: [
              <WalletLink key="who" address={applicant} />,
              active ? t('contracts/seller/active') : t('contracts/seller/ended'),
              active && wakeAt !== null ? <TimeLeft key="when" date={wakeAt} /> : '–',
            ],
          }))}
        />
      )}
      {answer.state === 'here' && answer.value.more && limit < 200 && (
        <div className={styles.rowsFoot}>
          <Button onClick={() => setLimit(Math.min(200, limit * 3))}>{t('common/showMore')}</Button>
        </div>
      )}
    </Panel>
  );
}
