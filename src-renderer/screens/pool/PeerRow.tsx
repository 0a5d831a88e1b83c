import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PoolPeer } from '#shared/api/peersBridge.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { countText, exactTime } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { hostOf } from '../../stores/connectionStore.ts';
import { pardonPeer, removePeer } from '../../stores/poolStore.ts';
import styles from '../pools/Pools.module.css';

const tones = { connected: 'good', connecting: 'wait', away: 'bad', banned: 'bad' } as const;

interface Props {
  readonly peer: PoolPeer;
  readonly run: (work: () => Promise<unknown>) => Promise<void>;
}

export function PeerRow({ peer, run }: Props) {
  const { t } = useTranslation();
  const words = useFaultText();
  const locale = useLocale();
  const { url, until, source } = peer;
  const name = url === null ? peer.domain || t('peers/nameless') : hostOf(url);
  const facts = [
    t(`peers/state/${peer.state}`),
    peer.latency === null ? '' : t('pools/latency', { ms: countText(peer.latency, locale) }),
    peer.tip === null ? '' : t('pools/block', { id: countText(peer.tip, locale) }),
    until === null
      ? ''
      : t(peer.state === 'banned' ? 'peers/until' : 'peers/again', { time: exactTime(until, locale) }),
  ].filter((text) => text !== '');
  return (
    <li className={styles.row}>
      <span className={styles.dot} data-tone={tones[peer.state]} aria-hidden="true" />
      <div className={styles.what}>
        <p className={styles.name}>
          <span className={name === peer.domain || url !== null ? 'mono' : undefined}>{name}</span>
          {source !== 'here' && <span className={styles.quiet}>{t(`peers/source/${source}`)}</span>}
        </p>
        <p className="small muted tabular">{facts.join(' · ')}</p>
        {peer.reason && <p className="small danger">{words(peer.reason)}</p>}
      </div>
      <div className={styles.actions}>
        {peer.state === 'banned' && url !== null && (
          <Button
            size="compact-sm"
            aria-label={t('peers/pardonNamed', { pool: name })}
            onClick={() => void run(() => pardonPeer(`url ${url}`))}
          >
            {t('operator/pardon')}
          </Button>
        )}
        {source === 'here' && url !== null && (
          <Tooltip label={t('peers/remove', { pool: name })}>
            <ActionIcon
              aria-label={t('peers/remove', { pool: name })}
              onClick={() => void run(() => removePeer(url))}
            >
              <IconTrash size={18} stroke={1.75} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </li>
  );
}
