import { useTranslation } from 'react-i18next';
import type { PoolPreview } from '#shared/api/connectionBridge.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Notice } from '../../parts/FaultNotice.tsx';
import { Hint } from '../../parts/Hint.tsx';
import { amountText, countText, exactTime, percentText } from '../../parts/numberText.ts';
import { RelativeTime } from '../../parts/RelativeTime.tsx';
import { useLocale } from '../../parts/useLocale.ts';
import { hostOf } from '../../stores/connectionStore.ts';
import { Genesis } from './Genesis.tsx';
import { LinkText } from './LinkText.tsx';
import styles from './Pools.module.css';

/** What a pool is, before anybody joins. */
export function Preview({ pool, first }: { readonly pool: PoolPreview; readonly first: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const fee = percentText(pool.feePercent / 100, locale);
  return (
    <div className="stack">
      <div>
        <p className="muted small">{t('pools/previewTitle')}</p>
        <p className={styles.previewName}>{pool.network.name || t('pools/networkNone')}</p>
        <p className="mono small">{hostOf(pool.url)}</p>
      </div>
      <Facts>
        <Fact name={t('pools/lastBlock')}>
          {countText(pool.tip.id, locale)} · <RelativeTime date={pool.tip.minedDate} />
        </Fact>
        <Fact name={t('pools/founded')}>{exactTime(pool.network.genesisTime, locale)}</Fact>
        <Fact name={t('pools/miners')}>{countText(pool.miners, locale)}</Fact>
        <Fact name={t('pools/terms')}>
          {t('pools/termsText', { fee, threshold: amountText(pool.payoutThreshold, locale) })}
        </Fact>
        <Fact name={t('pool/scheme')}>{t(`pool/${pool.scheme}`)}</Fact>
      </Facts>
      <div>
        <div className="row">
          <p className="strong">{t('pools/genesis')}</p>
          <Hint about={t('pools/genesis')} text={t('pools/genesisText')} />
        </div>
        <Genesis hash={pool.network.genesis} />
      </div>
      <LinkText link={pool.link} />
      {pool.link === 'open' && <Notice tone="warning">{t('pools/linkOpenText')}</Notice>}
      {pool.known ? (
        <Notice tone="info">{t('pools/previewKnown')}</Notice>
      ) : (
        !first && (
          <Notice tone="info">{pool.sameNetwork ? t('pools/previewSame') : t('pools/previewOther')}</Notice>
        )
      )}
    </div>
  );
}
