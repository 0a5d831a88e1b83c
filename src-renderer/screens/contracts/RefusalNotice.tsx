import { useTranslation } from 'react-i18next';
import type { Fault } from '#shared/protocol/fault.ts';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { saidText, useFailureText } from './failureText.ts';

/** Why something about a contract was not prepared; what its own script says to it stands in the script's words. */
export function RefusalNotice({ fault }: { readonly fault: Fault | null }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  if (fault?.code !== 'contract.refuses') return <FaultNotice fault={fault} />;
  const detail = saidText(String(fault.facts.detail ?? ''));
  return (
    <Notice tone="danger">
      <strong>{t('contracts/call/refused')}</strong>
      <p>
        {failureText(String(fault.facts.reason ?? ''))}{' '}
        {detail !== '' && t('contracts/runs/said', { detail })}
      </p>
    </Notice>
  );
}
