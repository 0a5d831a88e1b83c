import { Button } from '@mantine/core';
import { IconCube, IconSearchOff } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../parts/Empty.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { amountText, countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { Table } from '../../parts/Table.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { useChain } from '../../stores/chainStore.ts';
import {
  clearSearch,
  hasOlder,
  loadBlocks,
  loadOlderBlocks,
  useExplorer,
} from '../../stores/explorerStore.ts';
import { goTo } from '../../stores/routeStore.ts';
import styles from './Explorer.module.css';
import { BlockLink, WalletLink } from './links.tsx';
import { SearchField } from './SearchField.tsx';
import { bytesText } from './sizeText.ts';

/** The newest blocks, live, and the way back to the first one. */
export function BlockList() {
  const { t } = useTranslation();
  const locale = useLocale();
  const network = useChain((state) => state.chain?.network ?? '');
  const { blocks, loading, fault, search } = useExplorer();
  const isKnown = blocks !== null;

  useEffect(() => {
    if (!isKnown) void loadBlocks();
  }, [isKnown]);

  return (
    <>
      <ScreenHead title={t('explorer/title')} lead={t('explorer/lead', { network })} />
      <div className="stack">
        <SearchField />
        {search.state === 'nothing' && (
          <Panel>
            <Empty
              icon={<IconSearchOff size={24} stroke={1.75} />}
              title={t('explorer/nothingTitle')}
              text={t('explorer/nothingText', { text: shortened(search.text) })}
            >
              <Button onClick={clearSearch}>{t('explorer/clear')}</Button>
            </Empty>
          </Panel>
        )}
        <FaultNotice
          fault={fault}
          action={
            <Button size="compact-sm" onClick={() => void loadBlocks()}>
              {t('common/tryAgain')}
            </Button>
          }
        />
        <Panel title={t('explorer/blocks')} flush>
          {blocks !== null && blocks.length === 0 && (
            <Empty
              icon={<IconCube size={24} stroke={1.75} />}
              title={t('explorer/blocksEmptyTitle')}
              text={t('explorer/blocksEmptyText')}
            >
              <Button variant="filled" onClick={() => goTo('mining')}>
                {t('wallet/emptyMine')}
              </Button>
            </Empty>
          )}
          {blocks !== null && blocks.length > 0 && (
            <Table
              label={t('explorer/blocks')}
              columns={[
                { name: t('common/block') },
                { name: t('explorer/when') },
                { name: t('explorer/rewardTo') },
                { name: t('explorer/transactions'), end: true },
                { name: t('explorer/earned'), end: true },
                { name: t('explorer/size'), end: true },
              ]}
              rows={blocks.map((block) => ({
                key: String(block.id),
                cells: [
                  <strong key="id">
                    <BlockLink id={block.id} />
                  </strong>,
                  <RelativeTime key="when" date={block.minedDate} />,
                  <WalletLink key="to" address={block.rewardAddress} />,
                  countText(block.transactions, locale),
                  amountText(block.reward + block.fees, locale),
                  bytesText(block.bytes, locale),
                ],
              }))}
            />
          )}
          {blocks !== null && hasOlder(blocks) && (
            <div className={styles.more}>
              <Button variant="subtle" loading={loading} onClick={() => void loadOlderBlocks()}>
                {t('explorer/older')}
              </Button>
            </div>
          )}
        </Panel>
      </div>
    </>
  );
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 16)}…${text.slice(-8)}` : text);
