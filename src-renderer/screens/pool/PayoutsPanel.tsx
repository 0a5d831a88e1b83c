import { IconCoins } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Payout } from '#shared/api/bridgeStates.ts';
import { Empty } from '../../parts/Empty.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { amountText, countText, percentText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { Table } from '../../parts/Table.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { usePool } from '../../stores/poolStore.ts';

const SHOWN = 10;

export function PayoutsPanel() {
  const { t } = useTranslation();
  const locale = useLocale();
  const payouts = usePool((state) => state.payouts);
  const stateText = (payout: Payout): string =>
    payout.state === 'mined' && payout.paidIn !== null
      ? t('pool/paidIn', { id: countText(payout.paidIn, locale) })
      : t(`pool/payoutState/${payout.state}`);
  const efforts = (payouts ?? []).flatMap(({ effort }) => (effort === null ? [] : [effort]));
  const mean = efforts.reduce((sum, effort) => sum + effort, 0) / efforts.length;
  return (
    <Panel
      title={t('pool/payouts')}
      flush
      aside={
        efforts.length > 0 && (
          <span className="row muted small tabular">
            {t('operator/effortMean', { effort: percentText(mean, locale) })}
            <Hint about={t('operator/effort')} text={t('operator/effortHint')} />
          </span>
        )
      }
    >
      {payouts !== null && payouts.length === 0 && (
        <Empty icon={<IconCoins size={24} stroke={1.75} />} text={t('pool/payoutsEmpty')} />
      )}
      {payouts !== null && payouts.length > 0 && (
        <Table
          label={t('pool/payouts')}
          columns={[
            { name: t('common/block') },
            { name: t('pool/miners'), end: true },
            { name: t('operator/effort'), end: true },
            { name: t('common/amount'), end: true },
            { name: t('activity/state') },
          ]}
          rows={payouts.slice(0, SHOWN).map((payout, at) => ({
            key: `${payout.blockId} ${payout.state} ${at}`,
            cells: [
              countText(payout.blockId, locale),
              countText(payout.miners, locale),
              payout.effort === null ? '–' : percentText(payout.effort, locale),
              amountText(payout.amount, locale),
              stateText(payout),
            ],
          }))}
        />
      )}
    </Panel>
  );
}
