import { IconCube } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../parts/Empty.tsx';
import { amountText, countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { Table } from '../../parts/Table.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { usePool } from '../../stores/poolStore.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import styles from './Pool.module.css';

const SHOWN = 10;

export function BlocksPanel({ poolAddress }: { readonly poolAddress: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const blocks = usePool((state) => state.blocks);
  return (
    <Panel title={t('pool/blocks')} flush>
      {blocks !== null && blocks.length === 0 && (
        <Empty icon={<IconCube size={24} stroke={1.75} />} text={t('pool/blocksEmpty')} />
      )}
      {blocks !== null && blocks.length > 0 && (
        <Table
          label={t('pool/blocks')}
          columns={[
            { name: t('common/block') },
            { name: t('pool/when') },
            { name: t('pool/transactions'), end: true },
            { name: t('pool/reward'), end: true },
          ]}
          rows={blocks.slice(0, SHOWN).map((block) => ({
            key: String(block.id),
            cells: [
              <span key="id">
                <a href={hrefOf('explorer', 'block', block.id)}>{countText(block.id, locale)}</a>
                {block.rewardAddress === poolAddress && (
                  <span className={styles.pill}>{t('pool/foundHere')}</span>
                )}
              </span>,
              <RelativeTime key="when" date={block.minedDate} />,
              countText(block.transactions, locale),
              amountText(block.reward + block.fees, locale),
            ],
          }))}
        />
      )}
    </Panel>
  );
}
