import { Button } from '@mantine/core';
import { IconFileOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TransactionDetail, TransactionPart } from '#shared/api/poolValues.ts';
import { fromHex, toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { Amount } from '../../parts/Amount.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { countText, exactTime } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { spanText } from '../../parts/spanText.ts';
import { useAnswer } from '../../parts/useAnswer.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { confirmationsAt, useChain } from '../../stores/chainStore.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import { AddressRow } from './AddressRow.tsx';
import styles from './Explorer.module.css';
import { ExplorerHead } from './ExplorerHead.tsx';
import { HashText } from './HashText.tsx';
import { BlockLink, WalletLink } from './links.tsx';
import { RawBytes } from './RawBytes.tsx';

export function TransactionPage({ identity }: { readonly identity: string }) {
  const { t } = useTranslation();
  const tip = useChain((state) => (state.chain ? toHex(state.chain.tip.hash) : ''));
  const answer = useAnswer(identity, tip, () =>
    bridge.call('explorer.transaction', { identity: fromHex(identity) }),
  );
  const detail = answer.state === 'here' ? answer.value : null;
  const title = useTitle(detail);
  return (
    <>
      <ExplorerHead title={title} {...(detail ? { lead: <When detail={detail} /> } : {})} />
      {answer.state === 'refused' && <FaultNotice fault={answer.fault} />}
      {answer.state === 'here' && !detail && (
        <Panel>
          <Empty
            icon={<IconFileOff size={24} stroke={1.75} />}
            title={t('explorer/unknownTransactionTitle')}
            text={t('explorer/unknownTransactionText')}
          >
            <Button component="a" href={hrefOf('explorer')}>
              {t('explorer/allBlocks')}
            </Button>
          </Empty>
        </Panel>
      )}
      {detail && <Detail detail={detail} />}
    </>
  );
}

/** What it is, in a word or two. */
function useTitle(detail: TransactionDetail | null): string {
  const { t } = useTranslation();
  if (!detail) return t('explorer/kinds/transfer');
  const { record, hours } = detail;
  if (record.kind !== 'trust' || hours === null) return t(`explorer/kinds/${record.kind}`);
  return hours === 0 ? t('explorer/trustKinds/ended') : t('explorer/trustKinds/begun');
}

function When({ detail }: { readonly detail: TransactionDetail }) {
  const locale = useLocale();
  const { date } = detail.record;
  return (
    <>
      {exactTime(date, locale)} · <RelativeTime date={date} />
    </>
  );
}

function Detail({ detail }: { readonly detail: TransactionDetail }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const tip = useChain((state) => state.chain?.tip.id);
  const { record, hours, blockHash } = detail;
  const hidden = record.receiverCount - record.receivers.length;
  const count = confirmationsAt(tip, record.blockId);
  const movesNothing = record.kind === 'trust' || record.kind === 'update' || record.kind === 'group';
  return (
    <div className="stack">
      <div className={styles.halves}>
        <Panel>
          {!movesNothing && (
            <>
              <p className="muted">{t('explorer/amount')}</p>
              <Amount units={record.amount} size="large" named />
            </>
          )}
          {record.kind === 'update' && (
            <p className={styles.large}>
              {t('explorer/wallets', { count: detail.partCount, value: countText(detail.partCount, locale) })}
            </p>
          )}
          {record.kind === 'group' && (
            <p className={styles.large}>
              {t('trust/groupSums/steps', {
                count: detail.partCount,
                value: countText(detail.partCount, locale),
              })}
            </p>
          )}
          <Facts>
            <Fact name={t('explorer/state')}>
              {record.state === 'pending'
                ? t('explorer/pending')
                : record.state === 'expired'
                  ? t('explorer/expired')
                  : t('explorer/mined', { count, value: countText(count, locale) })}
            </Fact>
            {record.blockId !== null && (
              <Fact name={t('common/block')}>
                <BlockLink id={record.blockId} />
              </Fact>
            )}
            {hours !== null && hours > 0 && (
              <Fact name={t('explorer/hours')}>{spanText(hours * 3_600_000, locale)}</Fact>
            )}
            {record.kind !== 'reward' && (
              <Fact name={t('explorer/fee')}>
                <Amount units={record.fee} size="small" />
              </Fact>
            )}
            {record.state !== 'mined' && record.expiresAfter !== null && (
              <Fact name={t('explorer/expiresAfter')}>{countText(record.expiresAfter, locale)}</Fact>
            )}
          </Facts>
        </Panel>
        <Panel>
          {record.sender ? (
            <AddressRow label={t('explorer/from')} address={record.sender} />
          ) : (
            <div className={styles.hashRow}>
              <h3 className={styles.hashName}>{t('explorer/from')}</h3>
              <p>{t('explorer/nobody')}</p>
            </div>
          )}
          {record.receivers.map(({ address, amount }) => (
            <AddressRow
              key={address}
              label={record.kind === 'trust' ? t('explorer/party') : t('explorer/to')}
              address={address}
              {...(record.receiverCount > 1 ? { amount } : {})}
            />
          ))}
          {hidden > 0 && (
            <p className="muted">
              {t('explorer/moreReceivers', { count: hidden, value: countText(hidden, locale) })}
            </p>
          )}
        </Panel>
      </div>
      {detail.parts.length > 0 && <Parts detail={detail} />}
      <Panel>
        {record.contract && (
          <HashText
            label={t('explorer/contract')}
            hex={toHex(record.contract)}
            href={hrefOf('explorer', 'contract', toHex(record.contract))}
          />
        )}
        <HashText label={t('explorer/identity')} hex={toHex(record.identity)} />
        {blockHash && record.kind !== 'reward' && record.blockId !== null && (
          <HashText
            label={t('explorer/hash')}
            hex={toHex(blockHash)}
            href={hrefOf('explorer', 'block', record.blockId)}
          />
        )}
        <RawBytes detail={detail} />
      </Panel>
    </div>
  );
}

/** What a balance update or a list group does, step by step. */
function Parts({ detail }: { readonly detail: TransactionDetail }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const hidden = detail.partCount - detail.parts.length;
  return (
    <Panel title={t('explorer/steps')} flush>
      <ol>
        {detail.parts.map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a transaction never change
          <li key={at} className={styles.part}>
            <Part part={part} />
          </li>
        ))}
      </ol>
      {hidden > 0 && (
        <p className={styles.foot}>
          {t('explorer/moreSteps', { count: hidden, value: countText(hidden, locale) })}
        </p>
      )}
    </Panel>
  );
}

function Part({ part }: { readonly part: TransactionPart }) {
  const { t } = useTranslation();
  if (part.kind === 'balance') {
    return (
      <>
        <span>
          <WalletLink address={part.address} /> <span className="muted">{t('explorer/stepBalance')}</span>
        </span>
        <Amount units={part.balance} size="small" />
      </>
    );
  }
  if (part.kind === 'termination') {
    return (
      <span>
        <WalletLink address={part.sender} /> <span className="muted">{t('explorer/stepTermination')}</span>
      </span>
    );
  }
  return (
    <>
      <span>
        <WalletLink address={part.sender} /> <span className="muted">{t('explorer/stepTransfer')}</span>{' '}
        {part.receivers.map(({ address }, at) => (
          <span key={address}>
            {at > 0 && ', '}
            <WalletLink address={address} />
          </span>
        ))}
      </span>
      <Amount units={part.receivers.reduce((sum, { amount }) => sum + amount, 0n)} size="small" />
    </>
  );
}
