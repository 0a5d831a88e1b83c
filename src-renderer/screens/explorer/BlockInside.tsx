import { useTranslation } from 'react-i18next';
import type { BlockDetail } from '#shared/api/poolValues.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { FEATURE } from '#shared/protocol/lists.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { Table } from '../../parts/Table.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import styles from './Explorer.module.css';
import { HashText } from './HashText.tsx';
import { BlockLink } from './links.tsx';
import { bytesText } from './sizeText.ts';

const features = ['micro', 'defaultFee', 'trusted', 'cancel'] as const;
const types = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

/** Header, lists and footer as they stand in the block, for who knows the protocol. */
export function BlockInside({ block }: { readonly block: BlockDetail }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { summary, work, lists } = block;
  const nameOf = (type: number) => {
    const known = types.find((each) => each === type);
    return known ? t(`explorer/listTypes/type${known}`) : String(type);
  };
  return (
    <Panel>
      <Disclosure label={t('explorer/inside')}>
        <div className={styles.inside}>
          <Facts>
            <Fact name={t('explorer/coreVersion')}>
              <span className="mono small">{block.coreVersion}</span>
            </Fact>
            <Fact name={t('explorer/transactionFees')}>
              <Amount units={block.transactionFees} size="small" />
            </Fact>
            <Fact name={t('explorer/contractFees')}>
              <Amount units={block.contractFees} size="small" />
            </Fact>
            <Fact name={t('explorer/rewardWallet')}>
              {t('explorer/walletNumber', { id: countText(block.rewardId, locale) })}
            </Fact>
            <Fact name={t('explorer/leadership')}>
              {t('explorer/walletNumber', { id: countText(block.leadershipId, locale) })}
            </Fact>
          </Facts>
          <HashText
            label={t('explorer/previous')}
            hex={toHex(block.previousHash)}
            {...(summary.id > FIRST_BLOCK_ID ? { href: hrefOf('explorer', 'block', summary.id - 1) } : {})}
          />
          <HashText label={t('explorer/executionHash')} hex={toHex(block.executionHash)} />
          <HashText label={t('explorer/footerHash')} hex={toHex(work.footerHash)} />
          <HashText label={t('explorer/jobId')} hex={toHex(work.jobId)} />
          <HashText label={t('explorer/blob')} hex={toHex(work.blob)} />
          <h3 className={styles.hashName}>{t('explorer/lists')}</h3>
          {lists.length === 0 ? (
            <p className="muted">{t('explorer/listsEmpty')}</p>
          ) : (
            <Table
              label={t('explorer/lists')}
              columns={[
                { name: t('explorer/list') },
                { name: t('explorer/reference') },
                { name: t('explorer/features') },
                { name: t('explorer/items'), end: true },
                { name: t('explorer/size'), end: true },
              ]}
              rows={lists.map((list, at) => ({
                key: String(at),
                cells: [
                  `${list.type} · ${nameOf(list.type)}`,
                  list.reference < FIRST_BLOCK_ID ? (
                    countText(list.reference, locale)
                  ) : (
                    <BlockLink key="reference" id={list.reference} />
                  ),
                  features
                    .filter((name) => (list.features & FEATURE[name]) !== 0)
                    .map((name) => t(`explorer/featureNames/${name}`))
                    .join(', ') || '–',
                  countText(list.items, locale),
                  bytesText(list.bytes, locale),
                ],
              }))}
            />
          )}
        </div>
      </Disclosure>
    </Panel>
  );
}
