import { Button, Modal } from '@mantine/core';
import { IconPlus, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionState, KnownPool } from '#shared/api/connectionBridge.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { FaultNotice } from '../../parts/FaultNotice.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { countText } from '../../parts/numberText.ts';
import { Panel } from '../../parts/Panel.tsx';
import { ScreenHead } from '../../parts/ScreenHead.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useLocale } from '../../parts/useLocale.ts';
import {
  choosePool,
  hostOf,
  lookAtPools,
  orderPools,
  removePool,
  useConnection,
} from '../../stores/connectionStore.ts';
import { AddPool } from './AddPool.tsx';
import { Genesis } from './Genesis.tsx';
import { PoolRow } from './PoolRow.tsx';
import styles from './Pools.module.css';

type Dialog = { readonly kind: 'none' | 'add' } | { readonly kind: 'remove'; readonly pool: KnownPool };

/** "Which pool do I rely on, and is it there?" */
export function Pools() {
  const { t } = useTranslation();
  const connection = useConnection((state) => state.connection);
  const [dialog, setDialog] = useState<Dialog>({ kind: 'none' });
  const { busy, fault, run } = useAction();
  const close = () => setDialog({ kind: 'none' });
  useEffect(() => {
    void lookAtPools().catch(() => undefined);
  }, []);
  if (!connection) return null;
  const { pools } = connection;
  const isRemote = connection.use === 'remote';
  /** Changes places with its neighbour; only pools of one network stand in for each other. */
  const swap = (at: number, other: number) => {
    const [a, b] = [pools[at], pools[other]];
    if (!a || !b || a.sameNetwork !== b.sameNetwork) return undefined;
    return () => {
      const urls = pools.map(({ url }) => url);
      [urls[at], urls[other]] = [b.url, a.url];
      void run(() => orderPools(urls));
    };
  };
  return (
    <>
      <ScreenHead title={t('pools/title')} lead={t('pools/lead')}>
        <Button
          leftSection={<IconPlus size={18} stroke={1.75} />}
          variant={pools.length === 0 ? 'filled' : 'default'}
          onClick={() => setDialog({ kind: 'add' })}
        >
          {t('pools/add')}
        </Button>
      </ScreenHead>
      <div className="stack">
        <FaultNotice fault={fault} />
        <Panel flush>
          <ul className={styles.list} aria-label={t('pools/list')}>
            <li className={styles.row} data-used={!isRemote || undefined}>
              <span className={styles.dot} data-tone="good" aria-hidden="true" />
              <div className={styles.what}>
                <p className={styles.name}>
                  {t('pools/own')}
                  {!isRemote && <span className={styles.pill}>{t('pools/inUse')}</span>}
                </p>
                <p className="small muted">{t('pools/ownText')}</p>
              </div>
              {isRemote && (
                <div className={styles.actions}>
                  <Button
                    size="compact-sm"
                    aria-label={t('pools/useNamed', { pool: t('pools/own') })}
                    disabled={busy}
                    onClick={() => void run(() => choosePool(null))}
                  >
                    {t('pools/use')}
                  </Button>
                </div>
              )}
            </li>
            {pools.map((pool, at) => (
              <PoolRow
                key={pool.url}
                pool={pool}
                remote={isRemote}
                onUse={() => void run(() => choosePool(pool.url))}
                onRemove={() => setDialog({ kind: 'remove', pool })}
                onUp={swap(at, at - 1)}
                onDown={swap(at, at + 1)}
              />
            ))}
          </ul>
          {pools.length > 0 && (
            <div className={styles.foot}>
              <p className="small muted">{pools.length > 1 ? t('pools/orderText') : ''}</p>
              <Button
                size="compact-sm"
                variant="subtle"
                leftSection={<IconRefresh size={16} stroke={1.75} />}
                onClick={() => void run(lookAtPools)}
              >
                {t('pools/look')}
              </Button>
            </div>
          )}
        </Panel>
        <NetworkPanel connection={connection} />
      </div>
      <Modal opened={dialog.kind === 'add'} onClose={close} title={t('pools/add')} size="lg">
        <AddPool onDone={close} onBack={close} backText={t('common/cancel')} />
      </Modal>
      <Modal opened={dialog.kind === 'remove'} onClose={close} title={t('common/remove')}>
        {dialog.kind === 'remove' && <Removal pool={dialog.pool} onClose={close} />}
      </Modal>
    </>
  );
}

function NetworkPanel({ connection }: { readonly connection: ConnectionState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { network, provenTo } = connection;
  return (
    <Panel title={t('pools/network')}>
      <Facts>
        <Fact name={t('pools/network')}>{network.name || t('pools/networkNone')}</Fact>
        <Fact name={t('pools/proven')} hint={<Hint about={t('pools/proven')} text={t('pools/provenText')} />}>
          {provenTo === null
            ? t('pools/provenOwn')
            : t('pools/provenAll', { id: countText(provenTo, locale) })}
        </Fact>
        <Fact
          name={t('pools/genesis')}
          hint={<Hint about={t('pools/genesis')} text={t('pools/genesisText')} />}
        >
          <Genesis hash={network.genesis} />
        </Fact>
      </Facts>
    </Panel>
  );
}

function Removal({ pool, onClose }: { readonly pool: KnownPool; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { busy, fault, run } = useAction();
  return (
    <div className="stack">
      <p>{t('pools/removeSure', { pool: hostOf(pool.url) })}</p>
      {pool.inUse && <p>{t('pools/removeUsed')}</p>}
      <FaultNotice fault={fault} />
      <div className={styles.dialogFoot}>
        <Button onClick={onClose}>{t('common/cancel')}</Button>
        <Button
          variant="filled"
          color="danger"
          loading={busy}
          onClick={() => void run(() => removePool(pool.url), onClose)}
        >
          {t('common/remove')}
        </Button>
      </div>
    </div>
  );
}
