import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { Panel } from '../../parts/Panel.tsx';
import { isPreparing, prepareCall, refusalOf, useContractFlow } from '../../stores/contractFlowStore.ts';
import { RefusalNotice } from './RefusalNotice.tsx';

/** A message to a contract that listens to some, such as "release" of an escrow. */
export function CallForm({ hash, account }: { readonly hash: Bytes; readonly account: number }) {
  const { t } = useTranslation();
  const [data, setData] = useState('');
  const busy = useContractFlow(isPreparing('call'));
  const refusal = useContractFlow(refusalOf('call'));
  return (
    <Panel title={t('contracts/call/title')}>
      <form
        className="stack-tight"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void prepareCall(hash, account, data);
        }}
      >
        <p className="muted small">{t('contracts/call/text')}</p>
        <TextInput
          label={t('contracts/call/label')}
          value={data}
          onChange={(event) => setData(event.currentTarget.value)}
          maxLength={16 * 1024}
          autoComplete="off"
          spellCheck={false}
        />
        <RefusalNotice fault={refusal} />
        <div>
          <Button type="submit" loading={busy}>
            {t('contracts/call/do')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
