import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ContractRun } from '#shared/api/contractApi.ts';
import type { Bytes } from '#shared/protocol/bytes.ts';
import { toHex } from '#shared/protocol/bytes.ts';
import { bridge } from '../../bridge.ts';
import { shortAddress } from '../../parts/AddressText.tsx';
import { Amount } from '../../parts/Amount.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { amountText, countText } from '../../parts/numberText.ts';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { hrefOf } from '../../stores/routeStore.ts';
import { useNameOf } from '../../stores/walletsStore.ts';
import styles from './Contracts.module.css';
import { saidText, useFailureText } from './failureText.ts';
import { netOf } from './netOf.ts';

interface Props {
  readonly label: string;
  readonly hash: Bytes;
  /** With which account's eyes: whose coins the amounts are about. */
  readonly address: string;
  /** Only runs of this account's application. */
  readonly account?: number;
  readonly runs: readonly ContractRun[];
  /** There may be older ones than `runs`. */
  readonly more?: boolean;
  /** Names whose run it was. */
  readonly named?: boolean;
}

/** What a contract did, the newest first, in words. */
export function RunList({
  label,
  hash,
  address,
  account,
  runs,
  more = runs.length >= 20,
  named = false,
}: Props) {
  const { t } = useTranslation();
  const [older, setOlder] = useState<readonly ContractRun[]>([]);
  const [hasMore, setHasMore] = useState(more);
  const { busy, fault, run } = useAction();
  const last = older.at(-1) ?? runs.at(-1);
  const seen = new Set(runs.map(keyOf));
  const all = [...runs, ...older.filter((each) => !seen.has(keyOf(each)))];
  const readMore = () =>
    run(async () => {
      const page = await bridge.call('contract.runs', {
        hash,
        ...(account === undefined ? {} : { account }),
        ...(last ? { before: last.blockId } : {}),
        limit: 50,
      });
      setOlder((before) => [...before, ...page.runs]);
      setHasMore(page.more);
    });
  return (
    <>
      <ul className={styles.rows} aria-label={label}>
        {all.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one block may hold runs that are alike in all
          <RunRow key={`${keyOf(each)} ${at}`} run={each} address={address} named={named} />
        ))}
      </ul>
      <FaultNotice fault={fault} />
      {hasMore && (
        <div className={styles.rowsFoot}>
          <Button loading={busy} onClick={() => void readMore()}>
            {t('common/showMore')}
          </Button>
        </div>
      )}
    </>
  );
}

const keyOf = ({ contract, blockId, handler, wallet, date }: ContractRun) =>
  `${toHex(contract)} ${blockId} ${handler} ${wallet} ${date}`;

function RunRow({
  run,
  address,
  named,
}: {
  readonly run: ContractRun;
  readonly address: string;
  readonly named: boolean;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const failureText = useFailureText();
  const name = useNameOf(run.wallet);
  const net = netOf(run.transfers, address);
  return (
    <li className={styles.run} data-bad={run.failure !== null || run.refused > 0 || undefined}>
      <div className={styles.rowMain}>
        <span>
          {t(`contracts/runs/${run.handler}`)}
          {named && (
            <span className="muted">
              {' '}
              {t('contracts/runs/of', { who: name ?? shortAddress(run.wallet) })}
            </span>
          )}
        </span>
        {run.failure && (
          <span className={styles.runBad}>
            {failureText(run.failure.reason)} {t('contracts/runs/undone')}
            {run.failure.detail !== '' && (
              <span className={styles.said}>
                {t('contracts/runs/said', { detail: saidText(run.failure.detail) })}
              </span>
            )}
          </span>
        )}
        {run.failure === null && run.refused > 0 && (
          <span className={styles.runBad}>{t('contracts/runs/refused', { count: run.refused })}</span>
        )}
        <span className="muted small">
          <RelativeTime date={run.date} /> ·{' '}
          <a href={hrefOf('explorer', 'block', run.blockId)}>
            {t('contracts/runs/block', { id: countText(run.blockId, locale) })}
          </a>
          {run.fee > 0n && ` · ${t('contracts/runs/runFee', { fee: amountText(run.fee, locale) })}`}
        </span>
      </div>
      <span className={styles.rowEnd}>
        {net === 0n ? (
          <span className="muted">{t('contracts/runs/nothing')}</span>
        ) : (
          <Amount units={net} signed size="small" />
        )}
      </span>
    </li>
  );
}
