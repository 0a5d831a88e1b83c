import { Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconCubeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BlockDetail, TransactionRecord } from '#shared/api/poolValues.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { difficultyOfTarget } from '#shared/protocol/difficulty.ts';
import { FIRST_BLOCK_ID } from '#shared/protocol/network.ts';
import { bridge } from '../../bridge.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { countText, exactTime, roundedText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useAnswer } from '../../parts/useAnswer.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { confirmationsAt, useChain } from '../../stores/chainStore.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import { BlockInside } from './BlockInside.tsx';
import styles from './Explorer.module.css';
import { ExplorerHead } from './ExplorerHead.tsx';
import { HashText } from './HashText.tsx';
import { WalletLink } from './links.tsx';
import { bytesText } from './sizeText.ts';
import { TransactionRows } from './TransactionRows.tsx';

const PAGE = 50;

export function BlockPage({ id }: { readonly id: number }) {
  const { t } = useTranslation();
  const locale = useLocale();
  // The next block, and whether this one still stands, can change with every new block.
  const tip = useChain((state) => (state.chain ? toHex(state.chain.tip.hash) : ''));
  const answer = useAnswer(`block ${id}`, tip, async () =>
    id < FIRST_BLOCK_ID || id >= 2 ** 30 ? null : bridge.call('explorer.block', { id, from: 0, limit: PAGE }),
  );
  const block = answer.state === 'here' ? answer.value : null;
  return (
    <>
      <ExplorerHead
        title={t('explorer/block', { id: countText(id, locale) })}
        {...(block ? { lead: <When date={block.summary.minedDate} /> } : {})}
      >
        {block && (
          <>
            <Step to={id > FIRST_BLOCK_ID ? id - 1 : null} label={t('explorer/olderOne')}>
              <IconChevronLeft size={18} stroke={1.75} />
            </Step>
            <Step to={block.next?.id ?? null} label={t('explorer/newer')}>
              <IconChevronRight size={18} stroke={1.75} />
            </Step>
          </>
        )}
      </ExplorerHead>
      {answer.state === 'refused' && <FaultNotice fault={answer.fault} />}
      {answer.state === 'here' && !block && (
        <Panel>
          <Empty
            icon={<IconCubeOff size={24} stroke={1.75} />}
            title={t('explorer/unknownBlockTitle')}
            text={t('explorer/unknownBlockText')}
          >
            <Button component="a" href={hrefOf('explorer')}>
              {t('explorer/allBlocks')}
            </Button>
          </Empty>
        </Panel>
      )}
      {block && <Detail block={block} />}
    </>
  );
}

function When({ date }: { readonly date: number }) {
  const locale = useLocale();
  return (
    <>
      {exactTime(date, locale)} · <RelativeTime date={date} />
    </>
  );
}

function Step({ to, label, children }: { to: number | null; label: string; children: React.ReactNode }) {
  if (to === null) {
    return (
      <Button disabled aria-label={label}>
        {children}
      </Button>
    );
  }
  return (
    <Button component="a" href={hrefOf('explorer', 'block', to)} aria-label={label} title={label}>
      {children}
    </Button>
  );
}

function Detail({ block }: { readonly block: BlockDetail }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const tip = useChain((state) => state.chain?.tip.id);
  const { summary, work } = block;
  return (
    <div className="stack">
      <div className={styles.halves}>
        <Panel>
          <p className="muted">{t('explorer/earned')}</p>
          <Amount units={summary.reward + summary.fees} size="large" named />
          <Facts>
            <Fact name={t('explorer/reward')}>
              <Amount units={summary.reward} size="small" />
            </Fact>
            <Fact name={t('explorer/fees')}>
              <Amount units={summary.fees} size="small" />
            </Fact>
            <Fact name={t('explorer/rewardTo')}>
              <WalletLink address={summary.rewardAddress} />
            </Fact>
            <Fact name={t('explorer/pool')}>
              {summary.domain === '' ? (
                <span className="muted">{t('explorer/poolUnshown')}</span>
              ) : (
                <span className={styles.word}>{summary.domain}</span>
              )}
            </Fact>
            <Fact name={t('explorer/confirmations')}>
              <span className="tabular">{countText(confirmationsAt(tip, summary.id), locale)}</span>
            </Fact>
            <Fact name={t('explorer/size')}>{bytesText(summary.bytes, locale)}</Fact>
          </Facts>
        </Panel>
        <Panel title={t('explorer/work')}>
          <Facts>
            <Fact
              name={t('explorer/difficulty')}
              hint={<Hint about={t('explorer/difficulty')} text={t('explorer/difficultyHint')} />}
            >
              <strong className="tabular">
                {t('explorer/tries', { value: roundedText(Number(difficultyOfTarget(work.target)), locale) })}
              </strong>
            </Fact>
          </Facts>
          <HashText label={t('explorer/hash')} hex={toHex(summary.hash)} zeros />
          <HashText label={t('explorer/target')} hex={work.target.toString(16).padStart(64, '0')} zeros />
        </Panel>
      </div>
      <Transactions key={toHex(summary.hash)} block={block} />
      <BlockInside block={block} />
    </div>
  );
}

function Transactions({ block }: { readonly block: BlockDetail }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [later, setLater] = useState<readonly TransactionRecord[]>([]);
  const [isMore, setMore] = useState(block.more);
  const { busy, fault, run } = useAction();
  const shown = [...block.transactions, ...later];
  const { id } = block.summary;
  const more = () =>
    run(async () => {
      const page = await bridge.call('explorer.block', { id, from: shown.length, limit: PAGE });
      setLater([...later, ...(page?.transactions ?? [])]);
      setMore(page?.more ?? false);
    });
  return (
    <Panel
      title={t('explorer/transactions')}
      aside={
        block.summary.transactions > 0 && (
          <span className="muted tabular">{countText(block.summary.transactions, locale)}</span>
        )
      }
      flush
    >
      <TransactionRows records={shown} label={t('explorer/transactions')} />
      {shown.length === 1 && !isMore && <p className={styles.foot}>{t('explorer/transactionsEmpty')}</p>}
      <FaultNotice fault={fault} />
      {isMore && (
        <div className={styles.more}>
          <Button variant="subtle" loading={busy} onClick={() => void more()}>
            {t('common/showMore')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
