import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PoolState } from '#shared/api/bridge.ts';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { FaultNotice, Notice } from '../../parts/FaultNotice.tsx';
import { countText } from '../../parts/numberText.ts';
import { Qr } from '../../parts/Qr.tsx';
import { useAction } from '../../parts/useAction.ts';
import { useLocale } from '../../parts/useLocale.ts';
import { serve } from '../../stores/poolStore.ts';
import styles from './Pool.module.css';

/** The one switch, and what it means. */
export function ServePanel({ pool }: { readonly pool: PoolState }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { busy, fault, run } = useAction();
  const url = pool.urls[0];
  return (
    <section className={styles.serve} aria-label={t('pool/switch')}>
      <div className="between wrap">
        <h2>{pool.serving ? t('pool/onTitle') : t('pool/offTitle')}</h2>
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
            <p className="muted small tabular">
              {t('pool/sessions')}: {countText(pool.sessions, locale)}
            </p>
          </div>
        </div>
      ) : (
        <div className={styles.meaning}>
          <p>{t('pool/off1')}</p>
          <p>{t('pool/off2')}</p>
          <p>{t('pool/off3')}</p>
        </div>
      )}
    </section>
  );
}
