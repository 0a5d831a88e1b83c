import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountState } from '#shared/api/bridgeStates.ts';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { amountText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { prepareTrust, useTrust } from '../../stores/trustStore.ts';
import { AddressField } from './AddressField.tsx';
import { HoursField, hoursOf } from './HoursField.tsx';
import styles from './Trust.module.css';

/** Giving an account into a party's hands: what that means, then to whom and for how long. */
export function EntrustForm({ account, busy }: { readonly account: AccountState; readonly busy: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const fault = useTrust(({ flow }) => (flow.step === 'empty' ? flow.fault : null));
  const [party, setParty] = useState('');
  const [hours, setHours] = useState('72');
  const [understood, setUnderstood] = useState(false);
  const [complaining, setComplaining] = useState(false);
  const submit = () => {
    setComplaining(true);
    const wanted = hoursOf(hours);
    if (busy || !understood || wanted === null || party.trim() === '') return;
    void prepareTrust(account.index, party.trim(), wanted);
  };
  return (
    <form
      noValidate
      className={styles.entrust}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Panel title={t('trust/none/title', { account: account.name })}>
        <div className="stack">
          <AddressField
            label={t('trust/party')}
            value={party}
            onChange={setParty}
            complaining={complaining}
          />
          <HoursField value={hours} onChange={setHours} complaining={complaining} />
          <Notice tone="warning">
            <strong>{t('trust/none/warning')}</strong>
            <p>{t('trust/none/warningText', { amount: amountText(account.balance, locale) })}</p>
          </Notice>
          <Checkbox
            label={t('trust/none/understood')}
            checked={understood}
            onChange={(event) => setUnderstood(event.currentTarget.checked)}
          />
          <FaultNotice fault={fault} />
          <div className={styles.actions}>
            <Button type="submit" variant="filled" size="md" loading={busy} disabled={!understood}>
              {t('trust/review')}
            </Button>
          </div>
        </div>
      </Panel>
      <ol className={styles.how}>
        <li>{t('trust/none/how1')}</li>
        <li>{t('trust/none/how2')}</li>
        <li>{t('trust/none/how3')}</li>
      </ol>
    </form>
  );
}
