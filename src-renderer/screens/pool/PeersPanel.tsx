import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PoolState } from '#shared/api/bridgeStates.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { Disclosure } from '../../parts/Disclosure.tsx';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { countText, exactTime } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { leaveNetwork, pardonPeer } from '../../stores/poolStore.ts';
import list from '../pools/Pools.module.css';
import { AddPeer } from './AddPeer.tsx';
import { PeerRow } from './PeerRow.tsx';
import styles from './Pool.module.css';

/** With which other pools this one is one network. */
export function PeersPanel({ peers }: { readonly peers: PoolState['peers'] }) {
  const { t } = useTranslation();
  const { fault, run } = useAction();
  const connected = peers.list.filter(({ state }) => state === 'connected').length;
  return (
    <Panel
      title={t('peers/title')}
      flush
      aside={<span className="muted tabular">{`${connected} / ${peers.list.length}`}</span>}
    >
      <div className={styles.part}>
        <p className="muted">{t(peers.list.length === 0 ? 'peers/alone' : 'peers/lead')}</p>
        <FaultNotice fault={fault} />
      </div>
      {peers.list.length > 0 && (
        <ul className={list.list} aria-label={t('peers/list')}>
          {peers.list.map((peer, at) => (
            <PeerRow key={peer.url ?? `${peer.domain} ${at}`} peer={peer} run={run} />
          ))}
        </ul>
      )}
      <div className={styles.part}>
        <AddPeer movable={peers.movable} />
        {peers.joined && <Joined />}
        {peers.bans.length > 0 && <Bans bans={peers.bans} />}
      </div>
    </Panel>
  );
}

/** The way back to the network that this app founded. */
function Joined() {
  const { t } = useTranslation();
  const [sure, setSure] = useState(false);
  const { busy, fault, run } = useAction();
  return (
    <div className="stack-tight">
      <FaultNotice fault={fault} />
      {sure ? (
        <Notice
          tone="warning"
          action={
            <div className="row wrap">
              <Button onClick={() => setSure(false)}>{t('common/cancel')}</Button>
              <Button variant="filled" loading={busy} onClick={() => void run(leaveNetwork)}>
                {t('peers/leave')}
              </Button>
            </div>
          }
        >
          {t('peers/leaveSure')}
        </Notice>
      ) : (
        <div className={styles.ask}>
          <p className="muted small">{t('peers/joined')}</p>
          <Button size="compact-sm" onClick={() => setSure(true)}>
            {t('peers/leave')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Where a pool is that was shut out, and what it calls itself. */
const placeOf = (name: string): string => name.replace(/^(url|near) /, '');

function Bans({ bans }: { readonly bans: PoolState['peers']['bans'] }) {
  const { t } = useTranslation();
  const words = useFaultText();
  const locale = useLocale();
  const { fault, run } = useAction();
  return (
    <Disclosure label={`${t('peers/bans')} (${countText(bans.length, locale)})`}>
      <FaultNotice fault={fault} />
      <ul className="stack-tight">
        {bans.map(({ name, reason, until }) => (
          <li key={name} className={styles.ask}>
            <div>
              <p className="mono">{placeOf(name)}</p>
              <p className="muted small">
                {words(reason)} {t('peers/until', { time: exactTime(until, locale) })}
              </p>
            </div>
            <Button
              size="compact-sm"
              aria-label={t('peers/pardonNamed', { pool: placeOf(name) })}
              onClick={() => void run(() => pardonPeer(name))}
            >
              {t('operator/pardon')}
            </Button>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
