import { Button, Drawer } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '#shared/api/poolValues.ts';
import { type Bytes, toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { countText, exactTime } from '../../parts/numberText.ts';
import { useAction } from '../../parts/useAction.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { seeContract } from '../../stores/contractStore.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import { useAccount, useNameOf } from '../../stores/walletsStore.ts';
import { isGone, useActivityState, useActivityTitle } from './activityWords.ts';
import styles from './Wallet.module.css';

/** Everything about one entry of the activity. */
export function ActivityDrawer({
  entry,
  onClose,
}: {
  readonly entry: HistoryEntry | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(entry);
  // What closes keeps its content until it is out of sight.
  useEffect(() => {
    if (entry) setShown(entry);
  }, [entry]);
  return (
    <Drawer opened={entry !== null} onClose={onClose} title={t('activity/details')}>
      {shown && <Details entry={shown} />}
    </Drawer>
  );
}

function Details({ entry }: { readonly entry: HistoryEntry }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const title = useActivityTitle(entry);
  const { text, tone } = useActivityState(entry);
  const blockHash = useBlockHash(entry.blockId);
  const hidden = entry.receiverCount - entry.receivers.length;
  return (
    <>
      <p className="muted">{title}</p>
      <div className={styles.drawerAmount}>
        <Amount units={entry.change} size="large" signed={tone !== 'void'} />
      </div>
      {tone === 'void' && (
        <Notice tone="warning">{isGone(entry) ? t('activity/goneText') : t('activity/expiredText')}</Notice>
      )}
      <Facts>
        <Fact name={t('activity/state')}>{text}</Fact>
        <Fact name={t('activity/when')}>{exactTime(entry.date, locale)}</Fact>
        {entry.blockId !== null && (
          <Fact name={t('common/block')}>
            <a href={hrefOf('explorer', 'block', entry.blockId)}>{countText(entry.blockId, locale)}</a>
          </Fact>
        )}
        {entry.kind !== 'reward' && (
          <Fact name={t('common/fee')}>
            <Amount units={entry.fee} size="small" />
          </Fact>
        )}
        {entry.state !== 'mined' && entry.expiresAfter !== null && (
          <Fact name={t('activity/expiresAfter')}>{countText(entry.expiresAfter, locale)}</Fact>
        )}
      </Facts>
      {entry.sender && <Party label={t('activity/from')} address={entry.sender} />}
      {entry.receivers.map(({ address, amount }) => (
        <Party
          key={address}
          label={t('activity/to')}
          address={address}
          {...(entry.receiverCount > 1 ? { amount } : {})}
        />
      ))}
      {hidden > 0 && <p className="muted">{t('activity/moreReceivers', { count: hidden })}</p>}
      <Hash label={t('activity/identity')} hash={toHex(entry.identity)} />
      {blockHash && <Hash label={t('activity/blockHash')} hash={blockHash} />}
      {entry.contract && <ContractButton contract={entry.contract} />}
      <p className={styles.block}>
        <a href={hrefOf('explorer', 'transaction', toHex(entry.identity))}>{t('explorer/showHere')}</a>
      </p>
    </>
  );
}

function ContractButton({ contract }: { readonly contract: Bytes }) {
  const { t } = useTranslation();
  const account = useAccount();
  const { busy, fault, run } = useAction();
  return (
    <div className={styles.block}>
      <Button
        loading={busy}
        leftSection={<IconFileText size={18} stroke={1.75} />}
        onClick={() => void run(() => seeContract(contract, account?.index ?? null))}
      >
        {t('activity/seeContract')}
      </Button>
      <FaultNotice fault={fault} />
    </div>
  );
}

function Party({
  label,
  address,
  amount,
}: {
  readonly label: string;
  readonly address: string;
  readonly amount?: bigint;
}) {
  const { t } = useTranslation();
  const name = useNameOf(address);
  return (
    <div className={styles.block}>
      <div className="between">
        <h3>
          {label} {name && <strong>{name}</strong>}
        </h3>
        {amount !== undefined && <Amount units={amount} size="small" />}
      </div>
      <div className="between">
        <AddressText address={address} />
        <CopyButton compact text={address} label={t('receive/copyAddress')} />
      </div>
    </div>
  );
}

function Hash({ label, hash }: { readonly label: string; readonly hash: string }) {
  const { t } = useTranslation();
  return (
    <div className={styles.block}>
      <h3>{label}</h3>
      <div className="between">
        <span className={styles.hash}>{hash}</span>
        <CopyButton compact text={hash} label={`${t('common/copy')}: ${label}`} />
      </div>
    </div>
  );
}

function useBlockHash(blockId: number | null): string | null {
  const [hash, setHash] = useState<string | null>(null);
  useEffect(() => {
    setHash(null);
    if (blockId === null) return;
    let current = true;
    bridge
      .call('block.read', { id: blockId })
      .then((block) => {
        if (current && block) setHash(toHex(block.summary.hash));
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [blockId]);
  return hash;
}
