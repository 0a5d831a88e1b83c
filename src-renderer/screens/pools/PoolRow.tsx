import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { KnownPool } from '#shared/api/connectionBridge.ts';
import { useFaultText } from '../../locales/faultText.ts';
import { countText, percentText } from '../../parts/numberText.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { hostOf } from '../../stores/connectionStore.ts';
import { LinkText } from './LinkText.tsx';
import styles from './Pools.module.css';

interface Props {
  readonly pool: KnownPool;
  /** Whether the pool in use is a remote one at all. */
  readonly remote: boolean;
  readonly onUse: () => void;
  readonly onRemove: () => void;
  /** undefined: it can't go further. */
  readonly onUp: (() => void) | undefined;
  readonly onDown: (() => void) | undefined;
}

/** Green, amber, red or grey; the word beside it says the same. */
const tones = {
  connected: 'good',
  reachable: 'good',
  connecting: 'wait',
  lost: 'bad',
  unreachable: 'bad',
  unknown: 'none',
} as const;

export function PoolRow({ pool, remote, onUse, onRemove, onUp, onDown }: Props) {
  const { t } = useTranslation();
  const words = useFaultText();
  const locale = useLocale();
  const name = hostOf(pool.url);
  const isBad = pool.verdict === 'lies' || pool.verdict === 'forked';
  const facts = [
    pool.latency === null ? '' : t('pools/latency', { ms: countText(pool.latency, locale) }),
    pool.tip === null ? '' : t('pools/block', { id: countText(pool.tip, locale) }),
    pool.feePercent === null ? '' : t('pools/fee', { fee: percentText(pool.feePercent / 100, locale) }),
    pool.scheme === null ? '' : t(`pool/${pool.scheme}`),
  ].filter((text) => text !== '');
  return (
    <li className={styles.row} data-used={pool.inUse || undefined}>
      <span className={styles.dot} data-tone={isBad ? 'bad' : tones[pool.status]} aria-hidden="true" />
      <div className={styles.what}>
        <p className={styles.name}>
          <span className="mono">{name}</span>
          {pool.inUse && <span className={styles.pill}>{t('pools/inUse')}</span>}
          {remote && !pool.inUse && pool.sameNetwork && (
            <span className={styles.quiet}>{t('pools/reserve')}</span>
          )}
          {!pool.sameNetwork && (
            <span className={styles.quiet}>
              {t('pools/otherNetwork')}
              {pool.network.name && `: ${pool.network.name}`}
            </span>
          )}
        </p>
        <p className="small muted tabular">
          {t(`pools/status/${pool.status}`)}
          {pool.verdict !== 'unknown' && !pool.inUse && (
            <span className={isBad ? 'danger' : undefined}> · {t(`pools/verdict/${pool.verdict}`)}</span>
          )}
          {facts.length > 0 && ` · ${facts.join(' · ')}`}
        </p>
        {pool.reason && pool.status !== 'connected' && <p className="small danger">{words(pool.reason)}</p>}
        <LinkText link={pool.link} />
        {pool.link === 'open' && <p className="small muted">{t('pools/linkOpenText')}</p>}
      </div>
      <div className={styles.actions}>
        {!pool.inUse && (
          <Button size="compact-sm" aria-label={t('pools/useNamed', { pool: name })} onClick={onUse}>
            {t('pools/use')}
          </Button>
        )}
        {(onUp !== undefined || onDown !== undefined) && (
          <>
            <IconAction label={t('pools/up', { pool: name })} onClick={onUp}>
              <IconArrowUp size={18} stroke={1.75} />
            </IconAction>
            <IconAction label={t('pools/down', { pool: name })} onClick={onDown}>
              <IconArrowDown size={18} stroke={1.75} />
            </IconAction>
          </>
        )}
        <IconAction label={t('pools/remove', { pool: name })} onClick={onRemove}>
          <IconTrash size={18} stroke={1.75} />
        </IconAction>
      </div>
    </li>
  );
}

function IconAction(props: {
  readonly label: string;
  readonly onClick: (() => void) | undefined;
  readonly children: React.ReactNode;
}) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon aria-label={props.label} disabled={props.onClick === undefined} onClick={props.onClick}>
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}
