import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useTrust } from '../../stores/trustStore.ts';
import { BalancesPanel } from './BalancesPanel.tsx';
import { GroupPanel } from './GroupPanel.tsx';
import styles from './Trust.module.css';

/** A party's desk: balances of those who trust it, and groups of payments. */
export function Operator({ account, busy }: { readonly account: AccountState; readonly busy: boolean }) {
  const { t } = useTranslation();
  const fault = useTrust(({ flow }) => (flow.step === 'empty' ? flow.fault : null));
  return (
    <div className="stack">
      <FaultNotice fault={fault} />
      <BalancesPanel account={account} busy={busy} />
      <GroupPanel account={account} busy={busy} />
      <Panel>
        <div className="stack">
          <div>
            <p className="muted small">{t('trust/operator/address')}</p>
            <div className={styles.partyAddress}>
              <AddressText address={account.address} />
              <CopyButton compact text={account.address} label={t('receive/copyAddress')} />
            </div>
          </div>
          <Disclosure label={t('trust/operator/software')}>
            <p>{t('trust/operator/softwareText')}</p>
          </Disclosure>
        </div>
      </Panel>
    </div>
  );
}
