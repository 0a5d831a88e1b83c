import { Button } from '@mantine/core';
import { IconWalletOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry, WalletState } from '#shared/api/poolValues.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { AddressText } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { Empty } from '../../parts/Empty.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { TimeLeft } from '../../parts/TimeLeft.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useAnswer } from '../../parts/useAnswer.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { useChain } from '../../stores/chainStore.ts';
import styles from './Explorer.module.css';
import { ExplorerHead } from './ExplorerHead.tsx';
import { useExplorerName, WalletLink } from './links.tsx';
import { TransactionRows } from './TransactionRows.tsx';

const PAGE = 25;

export function WalletPage({ address }: { readonly address: string }) {
  const { t } = useTranslation();
  const tip = useChain((state) => (state.chain ? toHex(state.chain.tip.hash) : ''));
  const name = useExplorerName(address);
  const answer = useAnswer(address, tip, async () => {
    const [wallet, history] = await Promise.all([
      bridge.call('explorer.wallet', { address }),
      bridge.call('explorer.history', { address, limit: PAGE }),
    ]);
    return { wallet, history };
  });
  return (
    <>
      <ExplorerHead title={name ? `${t('explorer/wallet')} · ${name}` : t('explorer/wallet')} />
      {answer.state === 'refused' && <FaultNotice fault={answer.fault} />}
      {answer.state === 'here' && (
        <div className="stack">
          <Summary wallet={answer.value.wallet} />
          {answer.value.wallet.id !== null || answer.value.history.entries.length > 0 ? (
            <History
              address={address}
              newest={answer.value.history.entries}
              isMore={answer.value.history.more}
            />
          ) : (
            <Panel>
              <Empty
                icon={<IconWalletOff size={24} stroke={1.75} />}
                title={t('explorer/walletUnknownTitle')}
                text={t('explorer/walletUnknownText')}
              />
            </Panel>
          )}
        </div>
      )}
    </>
  );
}

function Summary({ wallet }: { readonly wallet: WalletState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { address, id, balance, pendingIn, pendingOut, lastActivity, trust } = wallet;
  return (
    <div className={styles.halves}>
      <Panel>
        <p className="muted">{t('explorer/balance')}</p>
        <Amount units={balance} size="large" named />
        <div className={styles.walletAddress}>
          <AddressText address={address} emphasised />
          <CopyButton compact text={address} label={t('receive/copyAddress')} />
        </div>
      </Panel>
      <Panel>
        <Facts>
          <Fact name={t('explorer/walletId')}>
            {id === null ? '–' : t('explorer/walletNumber', { id: countText(id, locale) })}
          </Fact>
          {pendingIn > 0n && (
            <Fact name={t('explorer/pendingIn')}>
              <Amount units={pendingIn} size="small" signed />
            </Fact>
          )}
          {pendingOut > 0n && (
            <Fact name={t('explorer/pendingOut')}>
              <Amount units={-pendingOut} size="small" />
            </Fact>
          )}
          <Fact name={t('explorer/lastActivity')}>
            {lastActivity === null ? t('common/never') : <RelativeTime date={lastActivity} />}
          </Fact>
          <Fact name={t('explorer/trust')}>
            {trust ? (
              <span>
                <WalletLink address={trust.party} />
                {trust.ends !== null && (
                  <span className="muted">
                    {' '}
                    · {t('explorer/ends')} <TimeLeft date={trust.ends} />
                  </span>
                )}
              </span>
            ) : (
              t('explorer/trustNone')
            )}
          </Fact>
        </Facts>
      </Panel>
    </div>
  );
}

interface HistoryProps {
  readonly address: string;
  /** The newest page, read anew with every block. */
  readonly newest: readonly HistoryEntry[];
  readonly isMore: boolean;
}

function History({ address, newest, isMore }: HistoryProps) {
  const { t } = useTranslation();
  const [older, setOlder] = useState<{ entries: readonly HistoryEntry[]; more: boolean } | null>(null);
  const { busy, fault, run } = useAction();
  const known = new Set(newest.map(({ identity }) => toHex(identity)));
  const shown = [...newest, ...(older?.entries.filter(({ identity }) => !known.has(toHex(identity))) ?? [])];
  const more = () =>
    run(async () => {
      const before = shown.reduce<number | null>(
        (least, { blockId }) => (blockId === null ? least : Math.min(least ?? blockId, blockId)),
        null,
      );
      if (before === null) return;
      const page = await bridge.call('explorer.history', { address, before, limit: PAGE });
      setOlder({ entries: [...shown, ...page.entries], more: page.more });
    });
  return (
    <Panel title={t('explorer/history')} flush>
      {shown.length === 0 && <p className={styles.foot}>{t('explorer/historyEmpty')}</p>}
      <TransactionRows records={shown} label={t('explorer/history')} />
      <FaultNotice fault={fault} />
      {(older ? older.more : isMore) && (
        <div className={styles.more}>
          <Button variant="subtle" loading={busy} onClick={() => void more()}>
            {t('common/showMore')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
