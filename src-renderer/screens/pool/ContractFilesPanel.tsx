import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PoolState } from '#shared/api/bridgeStates.ts';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useAction } from '../../parts/useAction.ts';
import { changePool } from '../../stores/poolStore.ts';

/** Whether the pool keeps the texts of contracts, so that a link or a hash leads to them. */
export function ContractFilesPanel({ pool }: { readonly pool: PoolState }) {
  const { t } = useTranslation();
  const { busy, fault, run } = useAction();
  return (
    <Panel title={t('pool/files')}>
      <div className="stack-tight">
        <Switch
          label={t('pool/filesKeep')}
          checked={pool.contractFiles}
          disabled={busy}
          onChange={(event) => {
            const contractFiles = event.currentTarget.checked;
            void run(() => changePool({ contractFiles }));
          }}
        />
        <p className="muted small">{t('pool/filesText')}</p>
        <FaultNotice fault={fault} />
      </div>
    </Panel>
  );
}
