import { IconFileText } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OwnApplication } from '#shared/api/contractBridge.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { Empty } from '../../parts/Empty.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useAnswer } from '../../parts/useAnswer.ts';
import { useContracts } from '../../stores/contractStore.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import { useWallets } from '../../stores/walletsStore.ts';
import styles from './Contracts.module.css';
import { ContractsHead } from './ContractsHead.tsx';
import { NextRunText } from './NextRunText.tsx';
import { OpenBox } from './OpenBox.tsx';
import { TroubleCount } from './TroubleCount.tsx';
import { useContractName } from './useContractName.ts';

/** The side of who pays: a way in, and what was agreed to. */
export function UsingPage() {
  const { t } = useTranslation();
  const version = useContracts((state) => state.version);
  const answer = useAnswer('mine', version, () => bridge.call('contract.mine', {}));
  return (
    <>
      <ContractsHead side="using" />
      <div className="stack">
        <OpenBox />
        <Panel title={t('contracts/mine/title')} flush>
          {answer.state === 'refused' && (
            <div className={styles.padded}>
              <FaultNotice fault={answer.fault} />
            </div>
          )}
          {answer.state === 'here' && answer.value.applications.length === 0 && (
            <Empty
              icon={<IconFileText size={24} stroke={1.75} />}
              title={t('contracts/mine/emptyTitle')}
              text={t('contracts/mine/emptyText')}
            />
          )}
          {answer.state === 'here' && answer.value.applications.length > 0 && (
            <ul className={styles.rows} aria-label={t('contracts/mine/title')}>
              {answer.value.applications.map((own) => (
                <ApplicationRow key={`${own.application.contract.id} ${own.account}`} own={own} />
              ))}
            </ul>
          )}
        </Panel>
      </div>
    </>
  );
}

function ApplicationRow({ own }: { readonly own: OwnApplication }) {
  const { t } = useTranslation();
  const { application, account, troubles } = own;
  const { contract, active } = application;
  const name = useWallets((state) => state.accounts.find(({ index }) => index === account)?.name ?? '');
  const title = useContractName(own.title, contract.id);
  return (
    <li>
      <a className={styles.rowLink} href={hrefOf('contracts', 'application', toHex(contract.hash), account)}>
        <span className={styles.rowMain}>
          <span className={styles.rowTitle}>{title}</span>
          <span className="muted small">
            {name} · {active ? t('contracts/mine/active') : t('contracts/mine/ended')}
          </span>
        </span>
        <TroubleCount count={troubles} />
        <span className={styles.rowEnd}>
          {active ? <NextRunText own={own} /> : <span className="muted">–</span>}
        </span>
      </a>
    </li>
  );
}
