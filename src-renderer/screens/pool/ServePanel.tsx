import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PoolState } from '#shared/api/bridgeStates.ts';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { Qr } from '../../parts/Qr.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useIsOperator } from '../../stores/appStore.ts';
import { serve } from '../../stores/poolStore.ts';
import { PlaceForm } from './PlaceForm.tsx';
import styles from './Pool.module.css';
import { ReachRow } from './ReachRow.tsx';

/** The one switch, and what it means. */
export function ServePanel({ pool }: { readonly pool: PoolState }) {
  const { t } = useTranslation();
  const isOperator = useIsOperator();
  const { busy, fault, run } = useAction();
  const url = pool.urls[0];
  return (
    <section className={styles.serve} aria-label={t('pool/switch')}>
      <div className="between wrap">
        <h2>{pool.serving ? t('pool/onTitle') : t('pool/offTitle')}</h2>
        {!isOperator && (
          <Switch
            label={t('pool/switch')}
            labelPosition="left"
            size="lg"
            withThumbIndicator={false}
            styles={{ label: { fontSize: 'var(--text-md)', fontWeight: 500 } }}
            checked={pool.serving}
            disabled={busy}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              void run(() => serve({ on }));
            }}
          />
        )}
      </div>
      <FaultNotice fault={fault ?? pool.reason} />
      {pool.serving ? (
        <div className={styles.give}>
          {url && <Qr text={url} label={t('pool/qr')} size={120} />}
          <div className="stack-tight grow">
            <p>{t('pool/onText')}</p>
            <p className="muted small">{t('pool/connect')}</p>
            {pool.urls.length === 0 && <Notice tone="warning">{t('pool/noUrl')}</Notice>}
            {pool.urls.map((each) => (
              <div key={each} className={styles.url}>
                <code>{each}</code>
                <CopyButton compact text={each} label={`${t('common/copy')}: ${each}`} />
              </div>
            ))}
            <p className="muted small">{t('pool/reach', { port: String(pool.port) })}</p>
          </div>
        </div>
      ) : (
        <div className={styles.meaning}>
          <p>{t('pool/off1')}</p>
          <p>{t('pool/off2')}</p>
          <p>{t('pool/off3')}</p>
        </div>
      )}
      {pool.serving && <ReachRow page={url?.replace(/^ws/, 'http')} />}
      {isOperator && <p className="muted small">{t('operator/byFile')}</p>}
      {!isOperator && <PlaceForm key={`${pool.host} ${pool.port} ${pool.domain}`} pool={pool} />}
    </section>
  );
}
